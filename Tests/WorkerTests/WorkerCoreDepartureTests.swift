import FarmModel
import FarmWire
import Testing

@testable import Worker

@Suite struct WorkerCoreDepartureTests {
    @Test func anIdleWorkerLeavesAtOnce() {
        var core = WorkerCore.joined()
        #expect(
            core.handle(.stopRequested, at: 0) == [.say(.draining(running: 0)), .send(.draining), .leave(.drained)])
        #expect(core.handle(.timerFired(.heartbeat), at: 1) == [])
    }

    @Test func leavesByItselfAfterHavingHadNothingToDo() {
        var core = WorkerCore(identity: .sample, idleExitMilliseconds: 60_000)
        #expect(core.handle(.started, at: 0) == [.connect, .startTimer(.idleness, milliseconds: 60_000)])
        _ = core.join(at: 0)
        #expect(core.handle(.received(.assign(.render(1))), at: 0).last == .stopTimer(.idleness))
        #expect(!core.handle(.attemptEnded(AttemptID(1), .sample), at: 0).contains { $0.isAboutIdleness })
        let effects = core.handle(.received(.acknowledge(AttemptID(1))), at: 0)
        #expect(effects == [.startTimer(.idleness, milliseconds: 60_000)])
        #expect(
            core.handle(.timerFired(.idleness), at: 60_000) == [
                .say(.idleTooLong(milliseconds: 60_000)), .say(.draining(running: 0)), .send(.draining),
                .leave(.drained),
            ])
    }

    @Test func aTimerThatFiredWhileWorkCameChangesNothing() {
        var core = WorkerCore(identity: .sample, idleExitMilliseconds: 60_000)
        _ = core.handle(.started, at: 0)
        _ = core.join(at: 0)
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        #expect(core.handle(.timerFired(.idleness), at: 1) == [])
    }

    @Test(arguments: [WorkerEvent.stopRequested, .received(.drain)])
    func finishesWhatItHoldsAndWaitsForTheAcknowledgement(reason: WorkerEvent) {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        #expect(core.handle(reason, at: 0) == [.say(.draining(running: 1)), .send(.draining)])
        #expect(
            core.handle(.attemptEnded(AttemptID(1), .sample), at: 0) == [
                .send(.attemptSucceeded(AttemptID(1), .sample)), .startTimer(.departure, milliseconds: 10_000),
            ])
        #expect(core.handle(.received(.acknowledge(AttemptID(1))), at: 0) == [.leave(.drained)])
    }

    @Test func givesUpOnAnAcknowledgementThatNeverComes() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        _ = core.handle(.stopRequested, at: 0)
        _ = core.handle(.connectionLost(cause: "reset"), at: 0)
        #expect(
            core.handle(.attemptEnded(AttemptID(1), .sample), at: 0) == [
                .startTimer(.departure, milliseconds: 10_000)
            ])
        #expect(
            core.handle(.timerFired(.departure), at: 10_000) == [
                .say(.leftUnacknowledged(results: 1)), .leave(.drained),
            ])
    }

    @Test func deliversAResultEvenWhenTheCoordinatorComesBackDuringTheWait() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        _ = core.handle(.stopRequested, at: 0)
        _ = core.handle(.connectionLost(cause: "reset"), at: 0)
        _ = core.handle(.attemptEnded(AttemptID(1), .sample), at: 0)
        let effects = core.join(at: 1_000)
        var hello = WorkerHello.sample
        hello.heldAttempts = [AttemptID(1)]
        hello.isDraining = true
        #expect(effects.contains(.send(.hello(hello))))
        #expect(effects.contains(.send(.attemptSucceeded(AttemptID(1), .sample))))
        #expect(core.handle(.received(.acknowledge(AttemptID(1))), at: 1_010) == [.leave(.drained)])
    }

    @Test func takesNothingNewWhileDraining() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        _ = core.handle(.stopRequested, at: 0)
        let failure = AttemptFailure(kind: .lost, summary: "the worker is leaving")
        #expect(
            core.handle(.received(.assign(.render(2))), at: 0) == [.send(.attemptFailed(AttemptID(2), failure))])
    }

    @Test func aSecondSignalKillsAndReportsWhatRan() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        _ = core.handle(.stopRequested, at: 0)
        let failure = AttemptFailure(kind: .lost, summary: "the worker was stopped")
        #expect(
            core.handle(.stopRequested, at: 0) == [
                .say(.stopping(running: 1)), .send(.attemptFailed(AttemptID(1), failure)), .killAll,
                .startTimer(.departure, milliseconds: 3_000),
            ])
        #expect(core.handle(.stopRequested, at: 0) == [])
        #expect(core.handle(.attemptEnded(AttemptID(1), .failed(.cancelled)), at: 0) == [.leave(.interrupted)])
    }

    @Test func aProcessThatCannotBeKilledDoesNotKeepTheWorker() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        _ = core.handle(.stopRequested, at: 0)
        _ = core.handle(.stopRequested, at: 0)
        #expect(core.handle(.timerFired(.departure), at: 3_000) == [.leave(.interrupted)])
    }

    @Test func theFirstSignalAfterADrainFromTheCoordinatorIsStillPolite() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        _ = core.handle(.received(.drain), at: 0)
        #expect(core.handle(.stopRequested, at: 0) == [])
        #expect(core.handle(.stopRequested, at: 0).contains(.killAll))
    }

    @Test func doesNotReconnectWhileItIsStopping() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        _ = core.handle(.stopRequested, at: 0)
        _ = core.handle(.stopRequested, at: 0)
        #expect(
            core.handle(.connectionLost(cause: "reset"), at: 0) == [
                .stopTimer(.heartbeat), .say(.connectionLost(cause: "reset")),
            ])
    }
}

extension WorkerEffect {
    fileprivate var isAboutIdleness: Bool {
        switch self {
        case .startTimer(.idleness, _), .stopTimer(.idleness): true
        default: false
        }
    }
}
