import FarmModel

/// Everything that follows from the runs of a benchmark.
public struct BenchmarkFigures: Equatable, Sendable {
    public let serial: KindFigures
    public let plain: KindFigures?
    /// By the number of workers.
    public let points: [SweepPoint]
    public let fit: AmdahlFit?
    /// What holds the speed-up back with the most workers, the largest first.
    public let findings: [Finding]
    /// What makes the figures doubtful, in sentences.
    public let doubts: [String]

    /// Resampling needs chance; the same export has to give the same figures.
    private static let seed: UInt64 = 5

    /// Nil without a serial run and one of the farm.
    public init?(_ runs: [BenchmarkRun]) {
        guard let serial = KindFigures(.serial, in: runs) else { return nil }
        let counts = Set(
            runs.compactMap { run -> Int? in if case .farm(let workers) = run.kind { workers } else { nil } })
        let points = counts.sorted().compactMap { SweepPoint(workers: $0, runs: runs, serial: serial) }
        guard !points.isEmpty else { return nil }
        self.serial = serial
        self.points = points
        plain = KindFigures(.plain, in: runs)
        var random = SeededNumbers(seed: Self.seed)
        fit = AmdahlFit(
            points.map { point in
                AmdahlFit.Times(
                    workers: point.workers,
                    seconds: runs.filter { $0.kind == .farm(workers: point.workers) }.map(\.wallSeconds))
            }, random: &random)
        findings = Diagnosis(serial: serial, plain: plain, points: points).findings
        doubts =
            Doubts(runs: runs, kinds: [serial, plain].compactMap { $0 } + points.map(\.figures), fit: fit).sentences
    }

    /// The processor time of the serial run, spread over all cores without a loss: faster is not possible with them.
    public func limitSeconds(cores: Int) -> Double { serial.processorSeconds / Double(max(1, cores)) }
}
