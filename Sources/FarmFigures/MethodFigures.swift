import FarmModel

/// What all runs with one way from drawn frames to a video have shown together; medians where nothing else is said.
public struct MethodFigures: Equatable, Sendable {
    public let method: FrameMethod
    public let figures: KindFigures
    public let stages: StageSeconds
    /// Processor time of drawing alone: what remains is encoding, and handing frames on.
    public let drawingSeconds: Double
    public let writtenBytes: Int64
    /// The most of all runs.
    public let peakMemoryBytes: Int64

    init?(_ method: FrameMethod, in runs: [BenchmarkRun]) {
        let runs = runs.filter { $0.kind == .method(method) }
        let jobs = runs.compactMap { run in run.job.map { (run: run, job: $0) } }
        let drawing = jobs.map { entry in
            Double(entry.job.attempts.reduce(0) { $0 + ($1.cost?.drawingMilliseconds ?? 0) }) / 1000
        }
        let written = runs.compactMap { $0.footprint.map { Double($0.writtenBytes) } }
        guard let figures = KindFigures(.method(method), in: runs), let drawn = Spread(drawing),
            let bytes = Spread(written)
        else { return nil }
        self.method = method
        self.figures = figures
        stages = StageSeconds(jobs.map { StageSeconds($0.job.stages, wall: $0.run.wallSeconds) })
        drawingSeconds = drawn.median
        writtenBytes = Int64(bytes.median)
        peakMemoryBytes = runs.compactMap { $0.footprint?.peakMemoryBytes }.max() ?? 0
    }

    /// In the order in which the methods were measured first.
    public static func all(in runs: [BenchmarkRun]) -> [MethodFigures] {
        var methods: [FrameMethod] = []
        for case .method(let method) in runs.map(\.kind) where !methods.contains(method) { methods.append(method) }
        return methods.compactMap { MethodFigures($0, in: runs) }
    }

    /// Titles, and a row for each method.
    public static func rows(_ all: [MethodFigures]) -> [[String]] {
        [
            [
                "method", "wall", "min–max", "frames/s", "avg CPU", "drawing CPU", "other CPU", "T_process", "T_merge",
                "written", "peak memory",
            ]
        ] + all.map(\.row)
    }

    private var row: [String] {
        [
            method.rawValue, FigureWords.seconds(figures.wall.median),
            "\(FigureWords.decimal(figures.wall.least, digits: 2))–\(FigureWords.decimal(figures.wall.most, digits: 2))",
            FigureWords.decimal(figures.framesPerSecond, digits: 1), FigureWords.percent(figures.busyShare),
            FigureWords.seconds(drawingSeconds),
            FigureWords.seconds(max(0, figures.processorSeconds - drawingSeconds)),
            FigureWords.seconds(stages.process), FigureWords.seconds(stages.merge),
            FigureWords.megabytes(writtenBytes), FigureWords.megabytes(peakMemoryBytes),
        ]
    }
}

extension FigureWords {
    static func megabytes(_ bytes: Int64) -> String { "\(decimal(Double(bytes) / 1e6, digits: 0)) MB" }
}
