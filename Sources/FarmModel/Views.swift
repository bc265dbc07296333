// What clients are shown. Projections of the state: nothing here is stored.

public struct JobSummary: Equatable, Sendable {
    public var id: JobID
    /// The phase, or `paused`.
    public var status: String
    public var priority: Int
    public var input: String
    public var output: String
    public var runDirectory: String
    public var chunksTotal: Int
    public var chunksDone: Int
    public var chunksRunning: Int
    public var chunksFailed: Int
    public var framesTotal: Int
    /// Finished frames, and those that running attempts have reported.
    public var framesDone: Int
    public var framesPerSecond: Double
    /// How long the finished video will play; nil until it is known, and for work that is no video.
    public var durationMilliseconds: Int?
    /// From measured chunk times and the slots that the job has; nil while nothing is known.
    public var remainingMilliseconds: Int?
    public var submittedAt: Timestamp
    public var finishedAt: Timestamp?
    /// Why nothing moves, when nothing moves: no workers, no disk space, paused …
    public var waitingFor: String?
    public var failure: StageFailure?

    public init(
        id: JobID, status: String, priority: Int, input: String, output: String, runDirectory: String,
        chunksTotal: Int, chunksDone: Int, chunksRunning: Int, chunksFailed: Int, framesTotal: Int, framesDone: Int,
        framesPerSecond: Double, durationMilliseconds: Int? = nil, remainingMilliseconds: Int?, submittedAt: Timestamp,
        finishedAt: Timestamp?, waitingFor: String?, failure: StageFailure?
    ) {
        self.id = id
        self.status = status
        self.priority = priority
        self.input = input
        self.output = output
        self.runDirectory = runDirectory
        self.chunksTotal = chunksTotal
        self.chunksDone = chunksDone
        self.chunksRunning = chunksRunning
        self.chunksFailed = chunksFailed
        self.framesTotal = framesTotal
        self.framesDone = framesDone
        self.framesPerSecond = framesPerSecond
        self.durationMilliseconds = durationMilliseconds
        self.remainingMilliseconds = remainingMilliseconds
        self.submittedAt = submittedAt
        self.finishedAt = finishedAt
        self.waitingFor = waitingFor
        self.failure = failure
    }
}

extension JobSummary {
    /// How many times faster than it plays the video is being rendered; nil while nothing is known.
    public var timesRealTime: Double? {
        guard let durationMilliseconds, durationMilliseconds > 0, framesPerSecond > 0, framesTotal > 0 else {
            return nil
        }
        return framesPerSecond * Double(durationMilliseconds) / Double(framesTotal) / 1_000
    }
}

/// One line of `manifest.json`, and of `renderctl show`.
public struct ManifestEntry: Equatable, Sendable {
    public var chunkID: Int
    public var startSeconds: Double
    public var durationSeconds: Double
    public var startPts: Int64
    public var endPts: Int64?
    public var frames: Int
    public var input: String
    public var output: String?
    public var status: String
    /// Every attempt so far, the running ones included.
    public var attempts: Int
    public var runtimeMilliseconds: Int?
    public var worker: String?
    public var workerProcessID: Int?
    public var commandHash: String?
    public var error: String?
    /// The last lines of ffmpeg in the last failed attempt.
    public var errorLines: [String]

    public init(
        chunkID: Int, startSeconds: Double, durationSeconds: Double, startPts: Int64, endPts: Int64?, frames: Int,
        input: String, output: String?, status: String, attempts: Int, runtimeMilliseconds: Int?, worker: String?,
        workerProcessID: Int?, commandHash: String?, error: String?, errorLines: [String]
    ) {
        self.chunkID = chunkID
        self.startSeconds = startSeconds
        self.durationSeconds = durationSeconds
        self.startPts = startPts
        self.endPts = endPts
        self.frames = frames
        self.input = input
        self.output = output
        self.status = status
        self.attempts = attempts
        self.runtimeMilliseconds = runtimeMilliseconds
        self.worker = worker
        self.workerProcessID = workerProcessID
        self.commandHash = commandHash
        self.error = error
        self.errorLines = errorLines
    }
}

public struct JobDetail: Equatable, Sendable {
    public var summary: JobSummary
    public var manifest: [ManifestEntry]
    public var attempts: [AttemptSpan]
    public var warnings: [String]
    public var reasons: [String]

    public init(
        summary: JobSummary, manifest: [ManifestEntry], attempts: [AttemptSpan] = [], warnings: [String],
        reasons: [String]
    ) {
        self.summary = summary
        self.manifest = manifest
        self.attempts = attempts
        self.warnings = warnings
        self.reasons = reasons
    }
}

/// What is left to say when a job has ended: `report.json`.
public struct JobReport: Equatable, Sendable {
    public var id: JobID
    public var status: String
    public var input: String
    public var output: String
    public var runDirectory: String
    public var frames: Int
    public var stages: StageTimes
    public var chunks: ChunkCounts
    public var attempts: [AttemptSpan]
    public var seams: SeamSummary
    /// Chunks that were given up.
    public var missing: [ManifestEntry]
    public var mergeMethod: String?
    public var mergeFallbackReason: String?
    public var checks: [String]
    /// What made the chunks, the most used build first.
    public var encoderBuilds: [BuildShare]
    public var reasons: [String]
    public var warnings: [String]
    public var failure: StageFailure?

    public init(
        id: JobID, status: String, input: String, output: String, runDirectory: String, frames: Int,
        stages: StageTimes, chunks: ChunkCounts, attempts: [AttemptSpan] = [], seams: SeamSummary,
        missing: [ManifestEntry], mergeMethod: String?, mergeFallbackReason: String?, checks: [String],
        encoderBuilds: [BuildShare], reasons: [String],
        warnings: [String], failure: StageFailure?
    ) {
        self.id = id
        self.status = status
        self.input = input
        self.output = output
        self.runDirectory = runDirectory
        self.frames = frames
        self.stages = stages
        self.chunks = chunks
        self.attempts = attempts
        self.seams = seams
        self.missing = missing
        self.mergeMethod = mergeMethod
        self.mergeFallbackReason = mergeFallbackReason
        self.checks = checks
        self.encoderBuilds = encoderBuilds
        self.reasons = reasons
        self.warnings = warnings
        self.failure = failure
    }
}

/// Wall-clock times of the stages; nil for a stage that was not reached.
public struct StageTimes: Equatable, Sendable {
    public var analyzeMilliseconds: Int?
    public var processMilliseconds: Int?
    public var mergeMilliseconds: Int?
    public var verifyMilliseconds: Int?
    public var totalMilliseconds: Int?
    /// The time of all committed attempts together: what one slot alone would have needed.
    public var attemptMilliseconds: Int

    public init(
        analyzeMilliseconds: Int?, processMilliseconds: Int?, mergeMilliseconds: Int?, verifyMilliseconds: Int?,
        totalMilliseconds: Int?, attemptMilliseconds: Int
    ) {
        self.analyzeMilliseconds = analyzeMilliseconds
        self.processMilliseconds = processMilliseconds
        self.mergeMilliseconds = mergeMilliseconds
        self.verifyMilliseconds = verifyMilliseconds
        self.totalMilliseconds = totalMilliseconds
        self.attemptMilliseconds = attemptMilliseconds
    }
}

public struct ChunkCounts: Equatable, Sendable {
    public var total: Int
    public var done: Int
    public var failed: Int
    /// Attempts started, over all chunks.
    public var attempts: Int

    public init(total: Int, done: Int, failed: Int, attempts: Int) {
        self.total = total
        self.done = done
        self.failed = failed
        self.attempts = attempts
    }
}

public struct WorkerSummary: Equatable, Sendable {
    public var id: WorkerID
    public var name: String
    public var status: Status
    public var host: String
    public var processID: Int
    public var slots: Int
    public var running: [RunningAttempt]
    public var blocked: [BlockedKind]
    public var machine: MachineLoad?
    public var ffmpegVersion: String?
    public var encoderBuilds: [EncoderBuild]
    /// The names of the external renderers that it offers.
    public var renderers: [String]
    public var silentMilliseconds: Int

    public init(
        id: WorkerID, name: String, status: Status, host: String, processID: Int, slots: Int,
        running: [RunningAttempt], blocked: [BlockedKind], machine: MachineLoad?, ffmpegVersion: String?,
        encoderBuilds: [EncoderBuild] = [], renderers: [String] = [], silentMilliseconds: Int
    ) {
        self.id = id
        self.name = name
        self.status = status
        self.host = host
        self.processID = processID
        self.slots = slots
        self.running = running
        self.blocked = blocked
        self.machine = machine
        self.ffmpegVersion = ffmpegVersion
        self.encoderBuilds = encoderBuilds
        self.renderers = renderers
        self.silentMilliseconds = silentMilliseconds
    }

    public enum Status: String, Equatable, Sendable, CaseIterable {
        case connected
        /// Finishes what it has and takes no more.
        case draining
        /// The connection is gone; its leases wait for it to come back.
        case reconnecting
    }
}

public struct RunningAttempt: Equatable, Sendable {
    public var attempt: AttemptID
    public var chunk: ChunkID
    public var frame: Int
    public var framesPerSecond: Double
    public var isBackup: Bool

    public init(attempt: AttemptID, chunk: ChunkID, frame: Int, framesPerSecond: Double, isBackup: Bool) {
        self.attempt = attempt
        self.chunk = chunk
        self.frame = frame
        self.framesPerSecond = framesPerSecond
        self.isBackup = isBackup
    }
}
