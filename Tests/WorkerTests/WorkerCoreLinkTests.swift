import FarmModel
import FarmWire
import Testing

@testable import Worker

@Suite struct WorkerCoreLinkTests {
    @Test func startsByConnectingAndIntroducesItself() {
        var core = WorkerCore(identity: .sample)
        #expect(core.handle(.started, at: 0) == [.connect])
        #expect(
            core.handle(.connected, at: 1) == [.send(.hello(.sample)), .startTimer(.welcome, milliseconds: 10_000)])
        #expect(
            core.handle(.received(.welcome(worker: WorkerID(3), heartbeatMilliseconds: 2_000, version: "1")), at: 2)
                == [
                    .stopTimer(.welcome), .say(.joined(WorkerID(3))), .sendHeartbeat(running: []),
                    .startTimer(.heartbeat, milliseconds: 2_000),
                ])
    }

    @Test func sendsHeartbeatsWithWhatRuns() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(7))), at: 10)
        #expect(
            core.handle(.timerFired(.heartbeat), at: 20) == [
                .sendHeartbeat(running: [AttemptID(7)]), .startTimer(.heartbeat, milliseconds: 1_000),
            ])
    }

    @Test(arguments: [(1, 100), (99_999_999, 60_000)])
    func keepsTheHeartbeatWithinReason(asked: Int, used: Int) {
        var core = WorkerCore(identity: .sample)
        _ = core.handle(.started, at: 0)
        _ = core.handle(.connected, at: 0)
        let effects = core.handle(
            .received(.welcome(worker: WorkerID(1), heartbeatMilliseconds: asked, version: "1")), at: 0)
        #expect(effects.last == .startTimer(.heartbeat, milliseconds: used))
    }

    @Test func triesAgainMoreAndMoreSeldomAndComplainsOnce() {
        var core = WorkerCore(identity: .sample)
        _ = core.handle(.started, at: 0)
        #expect(
            core.handle(.connectionFailed(cause: "refused"), at: 0) == [
                .say(.cannotConnect(cause: "refused")), .startTimer(.reconnect, milliseconds: 250),
            ])
        for delay in [500, 1_000, 2_000, 4_000, 5_000, 5_000] {
            #expect(core.handle(.timerFired(.reconnect), at: 0) == [.connect])
            #expect(
                core.handle(.connectionFailed(cause: "refused"), at: 0) == [
                    .startTimer(.reconnect, milliseconds: delay)
                ])
        }
    }

    @Test func saysOnceThatTheConnectionIsLostAndOnceThatItIsBack() {
        var core = WorkerCore.joined()
        #expect(
            core.handle(.connectionLost(cause: "reset"), at: 60_000) == [
                .stopTimer(.heartbeat), .say(.connectionLost(cause: "reset")),
                .startTimer(.reconnect, milliseconds: 250),
            ])
        _ = core.handle(.timerFired(.reconnect), at: 60_250)
        _ = core.handle(.connected, at: 60_251)
        let back = core.handle(
            .received(.welcome(worker: WorkerID(1), heartbeatMilliseconds: 1_000, version: "1")), at: 60_300)
        #expect(back.contains(.say(.joinedAgain(WorkerID(1), awayMilliseconds: 300))))
    }

    @Test func doesNotHammerACoordinatorThatGreetsAndHangsUp() {
        var core = WorkerCore.joined(at: 0)
        #expect(core.handle(.connectionLost(cause: "x"), at: 10).last == .startTimer(.reconnect, milliseconds: 250))
        core.join(at: 300)
        #expect(core.handle(.connectionLost(cause: "x"), at: 310).last == .startTimer(.reconnect, milliseconds: 500))
        core.join(at: 900)
        #expect(core.handle(.connectionLost(cause: "x"), at: 9_000).last == .startTimer(.reconnect, milliseconds: 250))
    }

    @Test func runningAttemptsDoNotNoticeALostConnection() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(7))), at: 0)
        _ = core.handle(.connectionLost(cause: "reset"), at: 10)
        _ = core.handle(.timerFired(.reconnect), at: 300)
        var hello = WorkerHello.sample
        hello.heldAttempts = [AttemptID(7)]
        #expect(core.handle(.connected, at: 310).first == .send(.hello(hello)))
    }

    @Test func sendsUnacknowledgedResultsAgainAfterEachWelcome() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(7))), at: 0)
        _ = core.handle(.connectionLost(cause: "reset"), at: 10)
        #expect(core.handle(.attemptEnded(AttemptID(7), .sample), at: 20) == [])
        let result = WorkerMessage.attemptSucceeded(AttemptID(7), .sample)
        for round in 1...2 {
            #expect(core.join(at: Timestamp(milliseconds: Int64(round) * 1_000)).contains(.send(result)))
            _ = core.handle(.connectionLost(cause: "reset"), at: Timestamp(milliseconds: Int64(round) * 1_000 + 500))
        }
        core.join(at: 3_000)
        #expect(core.handle(.received(.acknowledge(AttemptID(7))), at: 3_010) == [])
        _ = core.handle(.connectionLost(cause: "reset"), at: 3_020)
        #expect(!core.join(at: 4_000).contains(.send(result)))
    }

    @Test func somethingElseAtTheAddressIsSaidOnceAndAskedSlowly() {
        var core = WorkerCore(identity: .sample)
        _ = core.handle(.started, at: 0)
        _ = core.handle(.connected, at: 0)
        #expect(
            core.handle(.nonsenseReceived(detail: "SSH-2.0"), at: 0) == [
                .disconnect, .stopTimer(.welcome), .say(.notACoordinator(detail: "SSH-2.0")),
                .startTimer(.reconnect, milliseconds: 5_000),
            ])
        _ = core.handle(.timerFired(.reconnect), at: 5_000)
        _ = core.handle(.connected, at: 5_000)
        #expect(
            core.handle(.timerFired(.welcome), at: 15_000) == [
                .disconnect, .stopTimer(.welcome), .startTimer(.reconnect, milliseconds: 5_000),
            ])
    }

    @Test func aPeerThatHangsUpWithoutAnAnswerIsNoCoordinator() {
        var core = WorkerCore(identity: .sample)
        _ = core.handle(.started, at: 0)
        _ = core.handle(.connected, at: 0)
        #expect(
            core.handle(.connectionLost(cause: "closed"), at: 0) == [
                .stopTimer(.welcome), .say(.cannotConnect(cause: "it hung up without an answer (closed)")),
                .startTimer(.reconnect, milliseconds: 250),
            ])
    }

    @Test func messagesBeforeTheWelcomeAreNonsense() {
        var core = WorkerCore(identity: .sample)
        _ = core.handle(.started, at: 0)
        _ = core.handle(.connected, at: 0)
        #expect(core.handle(.received(.assign(.render(7))), at: 0).first == .disconnect)
        #expect(core.held.isEmpty)
    }

    @Test func aRefusalThatMayPassIsTriedAgain() {
        var core = WorkerCore(identity: .sample)
        _ = core.handle(.started, at: 0)
        _ = core.handle(.connected, at: 0)
        #expect(
            core.handle(.received(.refused(reason: "full", mayRetry: true)), at: 0) == [
                .disconnect, .stopTimer(.welcome), .say(.turnedAwayForNow(reason: "full")),
                .startTimer(.reconnect, milliseconds: 250),
            ])
    }

    @Test func aFinalRefusalEndsTheWorkerOnceItsProcessesAreGone() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(7))), at: 0)
        #expect(
            core.handle(.received(.refused(reason: "kicked", mayRetry: false)), at: 0) == [
                .disconnect, .stopTimer(.heartbeat), .killAll, .startTimer(.departure, milliseconds: 3_000),
            ])
        #expect(
            core.handle(.attemptEnded(AttemptID(7), .failed(.cancelled)), at: 0) == [
                .leave(.turnedAway(reason: "kicked"))
            ])
        #expect(core.handle(.timerFired(.departure), at: 0) == [])
    }

    @Test func endsWhenTheFirstCoordinatorIsNotTrusted() {
        var core = WorkerCore(identity: .sample)
        _ = core.handle(.started, at: 0)
        #expect(
            core.handle(.distrusted(cause: "no proof"), at: 0) == [.disconnect, .leave(.distrust(cause: "no proof"))])
    }

    /// Else whatever takes the port of a coordinator that is away could send its workers home.
    @Test func triesOnWhenALaterCoordinatorIsNotTrusted() {
        var core = WorkerCore.joined()
        _ = core.handle(.connectionLost(cause: "reset"), at: 10)
        _ = core.handle(.timerFired(.reconnect), at: 20)
        #expect(
            core.handle(.distrusted(cause: "no proof"), at: 30) == [
                .disconnect, .say(.distrustForNow(cause: "no proof")), .startTimer(.reconnect, milliseconds: 5_000),
            ])
        _ = core.handle(.timerFired(.reconnect), at: 40)
        #expect(
            core.handle(.distrusted(cause: "no proof"), at: 50)
                == [.disconnect, .startTimer(.reconnect, milliseconds: 5_000)])
    }
}
