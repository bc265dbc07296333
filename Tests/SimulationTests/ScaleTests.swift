import FarmModel
import FarmSimulator
import Testing

@Suite("The core with virtual workers that never fail")
struct ScaleTests {
    private func outcome(_ workers: Int, _ chunks: [Int]) -> (ScaleSimulation.Outcome, bound: Double) {
        let setup = ScaleSimulation.Setup(workers: workers, chunkMilliseconds: chunks, handOutMilliseconds: 1)
        var simulation = ScaleSimulation(setup)
        return (simulation.run(), setup.boundMilliseconds)
    }

    @Test("one worker does one chunk after the other")
    func one() {
        let (outcome, bound) = outcome(1, [500, 700, 300])
        #expect(outcome.isDone)
        #expect(bound == 1_500)
        // Each hand-out takes its millisecond.
        #expect(outcome.makespanMilliseconds == 1_503)
        #expect(outcome.attempts == 3)
    }

    @Test(
        "no schedule is shorter than the bound, and a list schedule not longer than one more chunk",
        arguments: [2, 7, 50])
    func nearTheBound(workers: Int) throws {
        var random = SeededNumbers(seed: 3)
        let chunks = ChunkTimes.usual.chunks(400, meanMilliseconds: 1_000, random: &random)
        let (outcome, bound) = outcome(workers, chunks)
        let longest = Double(chunks.max() ?? 0)
        let handOuts = Double(chunks.count / workers + 1)
        #expect(outcome.isDone)
        #expect(Double(outcome.makespanMilliseconds) >= bound)
        #expect(Double(outcome.makespanMilliseconds) <= bound + longest + handOuts)
    }

    @Test("a straggler gets a backup, and the first of both ends the job")
    func backup() {
        let (outcome, _) = outcome(2, [1_000, 1_000, 1_000, 20_000])
        #expect(outcome.isDone)
        #expect(outcome.attempts == 5)
        #expect(outcome.makespanMilliseconds < 21_100)
    }

    @Test("heartbeats keep the leases of long chunks")
    func heartbeats() {
        let (outcome, _) = outcome(1, [60_000])
        #expect(outcome.attempts == 1)
        #expect(outcome.heartbeats >= 29)
    }

    @Test("chunk times keep their mean and their spread")
    func times() throws {
        let measured = try #require(ChunkTimes(measured: [1, 2, 3, 0, .infinity]))
        #expect(measured.shares == [0.5, 1, 1.5])
        #expect(ChunkTimes(measured: [0]) == nil)
        var random = SeededNumbers(seed: 1)
        let chunks = measured.chunks(3_000, meanMilliseconds: 100, overheadMilliseconds: 10, random: &random)
        #expect(Set(chunks) == [60, 110, 160])
        #expect((Double(chunks.reduce(0, +)) / 3_000 - 110).magnitude < 3)
    }
}
