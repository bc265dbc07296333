import FarmModel
import Testing

@testable import FarmCore

/// The checks themselves: a check that cannot fail says nothing.
@Suite("Invariants")
struct InvariantTests {
    private func runningFarm() throws -> Farm {
        var farm = TestFarm()
        let session = farm.join("a", slots: 2)
        try farm.submitVideo(chunks: 4)
        _ = farm.succeed(1, on: session)
        return farm.farm
    }

    @Test("a sound farm has nothing to complain about")
    func sound() throws {
        #expect(try runningFarm().checkInvariants() == [])
    }

    @Test("a queue that forgot a chunk or an attempt is noticed")
    func queues() throws {
        var farm = try runningFarm()
        _ = farm.queues[0].ready.popFirst()
        farm.queues[0].running += 1
        #expect(farm.checkInvariants().count == 2)
        farm.queues = []
        #expect(farm.checkInvariants().first == "job 1 is rendered and has no queue")
    }

    @Test("a lease that nobody holds is noticed, and one that is held twice")
    func leases() throws {
        var farm = try runningFarm()
        let held = try #require(farm.presences[0]?.held)
        farm.presences[0]?.held.removeLast()
        #expect(
            farm.checkInvariants() == [
                "a: its free slots are forgotten", "2 attempts hold a lease, and workers hold 1",
            ])
        farm.presences[0]?.held = held
        farm.presences[0]?.stopping = [held[0].id]
        #expect(farm.checkInvariants().contains("a: an attempt occupies two slots"))
        #expect(farm.checkInvariants().contains("a uses 3 slots"))
    }

    @Test("connections and stages that do not fit are noticed")
    func connectionsAndStages() throws {
        var farm = try runningFarm()
        farm.workerOfSession = [:]
        farm.runningStages = [(JobID(1), .merge)]
        #expect(
            farm.checkInvariants() == [
                "a: its connection belongs to another worker", "workers or connections are unaccounted for",
                "job 1: the merge stage runs for nobody",
            ])
    }

    @Test("a chunk that waits beside a free slot is noticed")
    func idling() throws {
        var farm = try runningFarm()
        #expect(farm.checkNothingIdles() == [])
        farm.presences[0]?.held.removeLast()
        #expect(farm.checkNothingIdles() == ["job 1 chunk 3 waits while a has a free slot"])
    }

    @Test("a state with wrong counters or a lease too many is noticed")
    func state() throws {
        var state = try runningFarm().state
        state.jobs[0].doneChunks += 1
        #expect(state.checkInvariants() == ["job 1: its counters disagree with its chunks"])
        state.jobs[0].doneChunks -= 1
        state.jobs[0].phase = .cancelled
        #expect(state.checkInvariants().count == 3)
    }
}
