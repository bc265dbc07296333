import FarmModel
import FarmWire
import Testing

@testable import Worker

@Suite struct WorkerCoreAttemptTests {
    @Test func startsWhatIsAssignedAndReportsHowItEnded() {
        var core = WorkerCore.joined()
        let assignment = Assignment.render(7)
        #expect(
            core.handle(.received(.assign(assignment)), at: 0) == [.start(AttemptID(7), assignment.chunk, .sample)])
        #expect(
            core.handle(.attemptEnded(AttemptID(7), .sample), at: 5) == [
                .send(.attemptSucceeded(AttemptID(7), .sample))
            ])
        #expect(core.held.count == 1)
        #expect(core.handle(.received(.acknowledge(AttemptID(7))), at: 6) == [])
        #expect(core.held.isEmpty)
    }

    @Test func answersDrillsAtOnceAndWithoutASlot() {
        var core = WorkerCore.joined()
        for number in 1...20 {
            #expect(
                core.handle(.received(.assign(.drill(number))), at: 0) == [
                    .send(.attemptSucceeded(AttemptID(number), .nothing))
                ])
        }
        #expect(core.running.isEmpty)
    }

    @Test func refusesMoreThanItHasSlotsFor() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        _ = core.handle(.received(.assign(.render(2))), at: 0)
        let failure = AttemptFailure(kind: .workerFault, summary: "no free slot")
        #expect(
            core.handle(.received(.assign(.render(3))), at: 0) == [.send(.attemptFailed(AttemptID(3), failure))])
    }

    @Test func aFinishedAttemptFreesItsSlotBeforeItIsAcknowledged() {
        var core = WorkerCore.joined()
        for number in 1...5 {
            let effects = core.handle(.received(.assign(.render(number))), at: 0)
            #expect(effects == [.start(AttemptID(number), ChunkID(job: JobID(1), index: number), .sample)])
            _ = core.handle(.attemptEnded(AttemptID(number), .sample), at: 0)
        }
    }

    @Test func anAssignmentThatComesTwiceIsRunOnceAndAnsweredTwice() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        #expect(core.handle(.received(.assign(.render(1))), at: 0) == [])
        _ = core.handle(.attemptEnded(AttemptID(1), .sample), at: 0)
        #expect(
            core.handle(.received(.assign(.render(1))), at: 0) == [.send(.attemptSucceeded(AttemptID(1), .sample))])
    }

    @Test func cancelsOnceAndReportsTheEnd() {
        var core = WorkerCore.joined()
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        #expect(core.handle(.received(.cancel(AttemptID(1))), at: 0) == [.stop(AttemptID(1))])
        #expect(core.handle(.received(.cancel(AttemptID(1))), at: 0) == [])
        #expect(core.running == [AttemptID(1)])
        #expect(
            core.handle(.attemptEnded(AttemptID(1), .failed(.cancelled)), at: 0) == [
                .send(.attemptFailed(AttemptID(1), .cancelled))
            ])
    }

    @Test func ignoresCancelsAndAcknowledgementsOfWhatItDoesNotHold() {
        var core = WorkerCore.joined()
        #expect(core.handle(.received(.cancel(AttemptID(9))), at: 0) == [])
        #expect(core.handle(.received(.acknowledge(AttemptID(9))), at: 0) == [])
        _ = core.handle(.received(.assign(.render(1))), at: 0)
        #expect(core.handle(.received(.acknowledge(AttemptID(1))), at: 0) == [])
        #expect(core.running == [AttemptID(1)])
    }

    @Test func leavesACoordinatorThatNeverAcknowledges() {
        var core = WorkerCore.joined()
        for number in 1...WorkerLimits.heldAttempts {
            _ = core.handle(.received(.assign(.drill(number))), at: 0)
        }
        #expect(core.handle(.received(.assign(.drill(1_000_000))), at: 0).first == .disconnect)
    }
}
