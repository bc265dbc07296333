/// A job as the journal knows it: durable state only. `FarmState.apply` in FarmCore is the only thing that changes it.
public struct Job: Equatable, Sendable {
    public let id: JobID
    public let request: JobRequest
    public let run: RunIdentity
    public var priority: Int
    public var isPaused = false
    public var phase: Phase
    public var timeline: Timeline
    public var plan: JobPlan?
    /// One entry for each chunk of the plan; empty until there is one.
    public var chunks: [ChunkState] = []
    /// The finished chunk files by chunk index; stays empty for work that leaves no files.
    public var files: [ChunkFile?] = []
    public var doneChunks = 0
    public var failedChunks = 0
    /// Frames (weights) of the finished chunks, and the attempt time that they took together.
    public var doneWeight = 0
    public var doneRuntimeMilliseconds = 0
    public var seams = SeamHistory()
    public var pipe = PipeHistory()
    /// Failures in a row of the stage that the job is in.
    public var stageFailures = 0
    public var merge: MergeReport?
    public var verification: VerifyReport?
    public var failure: StageFailure?

    public init(id: JobID, request: JobRequest, run: RunIdentity, phase: Phase, submittedAt: Timestamp) {
        self.id = id
        self.request = request
        self.run = run
        self.priority = request.priority
        self.phase = phase
        self.timeline = Timeline(submittedAt: submittedAt)
    }

    /// Where a job stands. Pausing is apart from it: a paused job keeps its phase and starts nothing new.
    public enum Phase: String, Equatable, Sendable, CaseIterable {
        /// The input is being scanned; goes to `rendering`, or to `failed`.
        case analyzing
        /// Chunks are queued, running or done; goes to `merging` when all are done (a drill: to `done`), to `failed`
        /// when the last unfinished one was given up.
        case rendering
        /// The chunks are being joined; goes to `verifying`, back to `rendering` when a chunk turns out damaged, or to `failed`.
        case merging
        /// The joined file is being checked; goes to `done`, or to `failed`.
        case verifying
        /// The output is in its place. Final.
        case done
        /// Ended without output; a retry leads back to the phase that failed.
        case failed
        /// Ended by a person. Final.
        case cancelled

        public var isFinal: Bool { self == .done || self == .failed || self == .cancelled }
    }
}

/// What a job has been through with its encoder at the end of a pipe.
public struct PipeHistory: Equatable, Sendable {
    /// How often everything began anew: tells what is said of one encoder from what is said of the next.
    public var restarts = 0
    /// How often that was the encoder's fault.
    public var encoderFailures = 0

    public init(restarts: Int = 0) { self.restarts = restarts }
}

/// Where the files of a job live.
public struct RunIdentity: Equatable, Sendable {
    /// `run_YYYYMMDD_HHMMSS[_n]`; empty for work without files.
    public var name: String
    public var directory: String
    /// Where the finished video goes.
    public var output: String

    public init(name: String, directory: String, output: String) {
        self.name = name
        self.directory = directory
        self.output = output
    }
}

/// When each step of a job began and ended. A step that was repeated keeps its first beginning and its last end.
public struct Timeline: Equatable, Sendable {
    public var submittedAt: Timestamp
    public var plannedAt: Timestamp?
    public var firstAttemptAt: Timestamp?
    public var renderedAt: Timestamp?
    public var mergedAt: Timestamp?
    public var finishedAt: Timestamp?

    public init(submittedAt: Timestamp) { self.submittedAt = submittedAt }
}

/// A chunk as the journal knows it.
public struct ChunkState: Equatable, Sendable {
    public var status: Status = .queued
    public var attemptsStarted = 0
    /// How much care the last attempt took: a number into the chunk's beginnings.
    public var care = 0
    /// The attempts that hold a lease: none, one, or one and its backup.
    public var active: AttemptID?
    public var backup: AttemptID?
    /// Not to be tried again before this moment.
    public var notBefore: Timestamp?
    public var failures: [FailedAttempt] = []
    public var winner: ChunkWinner?

    public init() {}

    public enum Status: String, Equatable, Sendable, CaseIterable {
        /// Waits for a slot; goes to `running`, or with its job to nothing.
        case queued
        /// At least one attempt holds a lease; goes to `done`, back to `queued`, or to `failed`.
        case running
        /// Committed. Goes back to `queued` only when its file turns out damaged.
        case done
        /// Given up; goes back to `queued` when a person retries the job.
        case failed
    }
}

/// The attempt that committed a chunk.
public struct ChunkWinner: Equatable, Sendable {
    public var attempt: AttemptID
    public var worker: WorkerID
    public var workerProcessID: Int
    public var startedAt: Timestamp
    public var runtimeMilliseconds: Int
    /// The encoder that made the chunk; nil for work that encodes nothing.
    public var encoderBuild: String?

    public init(
        attempt: AttemptID, worker: WorkerID, workerProcessID: Int, startedAt: Timestamp, runtimeMilliseconds: Int,
        encoderBuild: String? = nil
    ) {
        self.attempt = attempt
        self.worker = worker
        self.workerProcessID = workerProcessID
        self.startedAt = startedAt
        self.runtimeMilliseconds = runtimeMilliseconds
        self.encoderBuild = encoderBuild
    }
}

/// An attempt that ended without committing.
public struct FailedAttempt: Equatable, Sendable {
    public var attempt: AttemptID
    public var worker: WorkerID
    public var failure: AttemptFailure
    public var startedAt: Timestamp
    public var endedAt: Timestamp

    public init(
        attempt: AttemptID, worker: WorkerID, failure: AttemptFailure, startedAt: Timestamp, endedAt: Timestamp
    ) {
        self.attempt = attempt
        self.worker = worker
        self.failure = failure
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}

/// An attempt that holds a lease.
public struct Attempt: Equatable, Sendable {
    public let id: AttemptID
    public let chunk: ChunkID
    public let worker: WorkerID
    public let workerProcessID: Int
    public let isBackup: Bool
    public let startedAt: Timestamp
    /// The worker's build of the job's encoder; nil for work that encodes nothing.
    public let encoderBuild: String?

    public init(
        id: AttemptID, chunk: ChunkID, worker: WorkerID, workerProcessID: Int, isBackup: Bool, startedAt: Timestamp,
        encoderBuild: String? = nil
    ) {
        self.id = id
        self.chunk = chunk
        self.worker = worker
        self.workerProcessID = workerProcessID
        self.isBackup = isBackup
        self.startedAt = startedAt
        self.encoderBuild = encoderBuild
    }
}

/// What the farm remembers of a worker over restarts.
public struct KnownWorker: Equatable, Sendable {
    public let id: WorkerID
    public let name: String
    /// Kinds of work this worker has been taken off, with the reason.
    public var blocked: [BlockedKind] = []

    public init(id: WorkerID, name: String) {
        self.id = id
        self.name = name
    }
}

public struct BlockedKind: Equatable, Sendable {
    public var kind: String
    public var reason: String

    public init(kind: String, reason: String) {
        self.kind = kind
        self.reason = reason
    }
}
