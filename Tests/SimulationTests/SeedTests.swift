import FarmSimulator
import Foundation
import Testing

@Suite("Simulation")
struct SeedTests {
    /// RENDERFARM_SEED_FIRST and RENDERFARM_SEED_COUNT choose others, see Scripts/simulate.
    private static let seeds: Range<UInt64> = {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["RENDERFARM_SEED_FIRST"].flatMap(UInt64.init) ?? 1
        let count = environment["RENDERFARM_SEED_COUNT"].flatMap(UInt64.init) ?? 2_000
        return first..<(first + count)
    }()

    @Test("whatever goes wrong, nothing is lost or committed twice, and every job settles")
    func everythingSettles() async {
        let outcomes = await Self.run(Self.seeds, .everything)
        Self.report(outcomes.failures)
        // A few seeds on their own need not have it all.
        if Self.seeds.count >= 500 { Self.expectCoverage(of: outcomes.counts) }
    }

    @Test("a coordinator that dies over and over has nothing rendered twice")
    func crashesCostNothing() async {
        let outcomes = await Self.run(Self.seeds.prefix(max(1, Self.seeds.count / 10)), .coordinatorCrashes)
        Self.report(outcomes.failures)
    }

    @Test("a seed alone decides everything")
    func seedsAreReproducible() throws {
        for seed in Self.seeds.prefix(10) {
            var first = Simulation(seed: seed)
            var second = Simulation(seed: seed)
            try first.run()
            try second.run()
            #expect(first.counts == second.counts)
        }
    }

    private static func run(
        _ seeds: Range<UInt64>, _ profile: Simulation.Profile
    ) async -> (counts: [SimulationCounts], failures: [SimulationFailure]) {
        await withTaskGroup(of: (counts: [SimulationCounts], failures: [SimulationFailure]).self) { group in
            // As many portions as cores would leave some of them idle at the end.
            for portion in seeds.portions(of: 50) {
                group.addTask { runPortion(portion, profile) }
            }
            var all: (counts: [SimulationCounts], failures: [SimulationFailure]) = ([], [])
            for await portion in group {
                all.counts += portion.counts
                all.failures += portion.failures
            }
            return all
        }
    }

    private static func runPortion(
        _ seeds: Range<UInt64>, _ profile: Simulation.Profile
    ) -> (counts: [SimulationCounts], failures: [SimulationFailure]) {
        var counts: [SimulationCounts] = []
        var failures: [SimulationFailure] = []
        for seed in seeds {
            var simulation = Simulation(seed: seed, profile: profile)
            do throws(SimulationFailure) {
                try simulation.run()
            } catch {
                failures.append(error)
            }
            counts.append(simulation.counts)
        }
        return (counts, failures)
    }

    /// The first in full; the others would only push it out of sight.
    private static func report(_ failures: [SimulationFailure]) {
        let ordered = failures.sorted { $0.seed < $1.seed }
        guard let first = ordered.first else { return }
        Issue.record("\(first)")
        for other in ordered.dropFirst().prefix(20) { Issue.record("seed \(other.seed): \(other.complaint)") }
        if ordered.count > 21 { Issue.record("\(ordered.count) seeds failed") }
    }

    /// A simulation in which nothing happens would always succeed.
    private static func expectCoverage(of counts: [SimulationCounts]) {
        func share(_ value: KeyPath<SimulationCounts, Int>) -> Int {
            counts.count { $0[keyPath: value] > 0 } * 100 / counts.count
        }
        #expect(share(\.commits) > 90)
        #expect(share(\.jobsDone) > 80)
        #expect(share(\.coordinatorCrashes) > 40)
        #expect(share(\.workerDeaths) > 50)
        #expect(share(\.brokenConnections) > 40)
        #expect(share(\.backups) > 20)
        #expect(share(\.chunksLost) > 10)
        #expect(share(\.chunksDoubted) > 15)
        #expect(share(\.jobsUnited) > 5)
        #expect(share(\.lies) > 5)
        #expect(share(\.recordsTornOff) > 3)
        #expect(share(\.blockedWorkers) > 3)
        #expect(share(\.jobsFailed) > 5)
        #expect(share(\.jobsCancelled) > 5)
    }
}

extension Range<UInt64> {
    func portions(of size: UInt64) -> [Range<UInt64>] {
        stride(from: lowerBound, to: upperBound, by: Int(size)).map { $0..<Swift.min($0 + size, upperBound) }
    }
}
