import FarmFigures
import FarmModel
import FarmSimulator
import Invocation
import JSONText
import LinuxIO

/// The core alone, with more workers than anybody has machines.
struct ScaleDrill {
    let options: ScaleOptions

    /// Lengths that people choose from.
    private static let lengths: [Double] = [1, 2, 5, 10, 30, 60, 120]
    /// As the planner cuts by default where nothing else is known.
    private static let chunksPerWorker = 4

    func run() throws(UserError) {
        let times = try chunkTimes()
        var report = ScaleReport(options: options)
        for workers in options.workers {
            report.large.append(large(workers, times))
            report.lengths.append(contentsOf: Self.lengths.map { film(workers, chunkSeconds: $0, times) })
            report.orders.append(orders(workers, times))
        }
        StandardOutput.write(options.isJSON ? report.jsonText + "\n" : report.text)
    }

    private func chunkTimes() throws(UserError) -> ChunkTimes {
        guard let path = options.timesPath else { return .usual }
        let benchmark: Benchmark
        do {
            benchmark = try readJSON(Benchmark.self, from: Files.read(path, limitBytes: DrillLimits.exportBytes))
        } catch {
            throw UserError(
                "\(path) cannot be read", cause: "\(error)", hint: "make it with `renderctl bench --export`")
        }
        let seconds = benchmark.runs.flatMap { $0.job?.attempts ?? [] }
            .compactMap { $0.cost.map { Double($0.processorMilliseconds) / 1000 } }
        guard let times = ChunkTimes(measured: seconds) else {
            throw UserError("\(path) has no chunks", cause: "no attempt in it was finished")
        }
        return times
    }

    private func large(_ workers: Int, _ times: ChunkTimes) -> ScaleReport.Large {
        var random = SeededNumbers(seed: options.seed)
        let chunks = times.chunks(options.chunks, meanMilliseconds: options.chunkSeconds * 1000, random: &random)
        let setup = ScaleSimulation.Setup(workers: workers, chunkMilliseconds: chunks)
        var simulation = ScaleSimulation(setup)
        let before = FarmClock.monotonicNanoseconds()
        let outcome = simulation.run()
        return ScaleReport.Large(
            workers: workers, outcome: outcome, boundMilliseconds: setup.boundMilliseconds,
            nanoseconds: FarmClock.monotonicNanoseconds() - before)
    }

    /// A film of given rendering time in chunks of one length.
    private func film(_ workers: Int, chunkSeconds: Double, _ times: ChunkTimes) -> ScaleReport.Length {
        var random = SeededNumbers(seed: options.seed)
        let count = max(1, Int((options.filmSeconds / chunkSeconds).rounded()))
        let chunks = times.chunks(
            count, meanMilliseconds: options.filmSeconds / Double(count) * 1000,
            overheadMilliseconds: options.overheadSeconds * 1000, random: &random)
        var simulation = ScaleSimulation(.init(workers: workers, chunkMilliseconds: chunks))
        return ScaleReport.Length(
            workers: workers, chunkSeconds: chunkSeconds,
            seconds: Double(simulation.run().makespanMilliseconds) / 1000,
            idealSeconds: options.filmSeconds / Double(workers))
    }

    /// The same work with its last quarter in pieces of a quarter: what can be done without knowing how long each takes.
    private func tapered(_ chunks: [Int], _ workers: Int) -> [Int] {
        let large = chunks.dropLast(workers)
        return large + chunks.suffix(workers).flatMap { Array(repeating: max(1, $0 / 4), count: 4) }
    }

    private func orders(_ workers: Int, _ times: ChunkTimes) -> ScaleReport.Order {
        var random = SeededNumbers(seed: options.seed)
        let chunks = times.chunks(
            workers * Self.chunksPerWorker, meanMilliseconds: options.chunkSeconds * 1000, random: &random)
        let bound = ScaleSimulation.Setup(workers: workers, chunkMilliseconds: chunks).boundMilliseconds
        func ratio(_ chunks: [Int]) -> Double {
            var simulation = ScaleSimulation(.init(workers: workers, chunkMilliseconds: chunks))
            return Double(simulation.run().makespanMilliseconds) / bound
        }
        return ScaleReport.Order(
            workers: workers, asTheyCome: ratio(chunks), longestFirst: ratio(chunks.sorted(by: >)),
            shortestFirst: ratio(chunks.sorted()), tapered: ratio(tapered(chunks, workers)))
    }
}
