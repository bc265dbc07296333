import FarmModel

/// What all runs of one kind have shown together.
public struct KindFigures: Equatable, Sendable {
    public let kind: BenchmarkRun.Kind
    public let wall: Spread
    /// Medians over the runs.
    public let processorSeconds: Double
    public let busyShare: Double
    public let frames: Int

    init?(_ kind: BenchmarkRun.Kind, in runs: [BenchmarkRun]) {
        let runs = runs.filter { $0.kind == kind }
        guard let wall = Spread(runs.map(\.wallSeconds)), let processor = Spread(runs.map(\.processorSeconds)),
            let busy = Spread(runs.map(\.busyShare)), let frames = runs.first?.frames
        else { return nil }
        self.kind = kind
        self.wall = wall
        self.frames = frames
        processorSeconds = processor.median
        busyShare = busy.median
    }

    public var framesPerSecond: Double { wall.median > 0 ? Double(frames) / wall.median : 0 }
    public var processorSecondsPerFrame: Double { frames > 0 ? processorSeconds / Double(frames) : 0 }
}

/// The same job with one number of workers.
public struct SweepPoint: Equatable, Sendable {
    public let workers: Int
    public let figures: KindFigures
    /// Against the serial baseline.
    public let speedUp: Double
    public let karpFlatt: Double?
    public let chunks: Int
    public let stages: StageSeconds
    public let slots: SlotUse
    /// Processor time of the attempts beyond that of the serial run, for each chunk: starting ffmpeg, and decoding up to
    /// the cut.
    public let startUpSecondsPerChunk: Double
    /// The run whose wall time is nearest to the median: what a chart of attempts shows.
    public let typicalRun: BenchmarkRun

    public var efficiency: Double { speedUp / Double(workers) }

    init?(workers: Int, runs: [BenchmarkRun], serial: KindFigures) {
        let runs = runs.filter { $0.kind == .farm(workers: workers) }
        guard let figures = KindFigures(.farm(workers: workers), in: runs), figures.wall.median > 0 else { return nil }
        let typical = runs.min {
            ($0.wallSeconds - figures.wall.median).magnitude < ($1.wallSeconds - figures.wall.median).magnitude
        }
        guard let typical, let job = typical.job else { return nil }
        self.workers = workers
        self.figures = figures
        typicalRun = typical
        speedUp = serial.wall.median / figures.wall.median
        karpFlatt = FarmFigures.karpFlatt(speedUp: speedUp, workers: workers)
        chunks = job.chunks
        stages = StageSeconds(runs.compactMap { run in run.job.map { StageSeconds($0.stages, wall: run.wallSeconds) } })
        slots = SlotUse(job, slots: workers)
        startUpSecondsPerChunk =
            max(0, slots.processorSeconds - serial.processorSeconds) / Double(max(1, job.chunks))
    }
}

/// The stages of a job, one after the other; together they are the wall time.
public struct StageSeconds: Equatable, Sendable {
    public var analyze: Double
    public var process: Double
    public var merge: Double
    public var verify: Double
    /// Submitting, and learning of the end.
    public var rest: Double

    init(_ times: StageTimes, wall: Double) {
        func seconds(_ milliseconds: Int?) -> Double { Double(milliseconds ?? 0) / 1000 }
        analyze = seconds(times.analyzeMilliseconds)
        process = seconds(times.processMilliseconds)
        merge = seconds(times.mergeMilliseconds)
        verify = seconds(times.verifyMilliseconds)
        rest = max(0, wall - analyze - process - merge - verify)
    }

    /// The median of each.
    init(_ all: [StageSeconds]) {
        func median(_ part: (StageSeconds) -> Double) -> Double { Spread(all.map(part))?.median ?? 0 }
        analyze = median { $0.analyze }
        process = median { $0.process }
        merge = median { $0.merge }
        verify = median { $0.verify }
        rest = median { $0.rest }
    }

    /// What no further worker shortens.
    public var besideProcess: Double { analyze + merge + verify + rest }
}
