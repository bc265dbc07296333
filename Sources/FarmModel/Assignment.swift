/// What a worker is told to do. A typed description, never a command line: the worker builds its command with the
/// same code as the coordinator, and both compare its hash.
public struct Assignment: Equatable, Sendable {
    public var attempt: AttemptID
    public var chunk: ChunkID
    public var task: Task

    public init(attempt: AttemptID, chunk: ChunkID, task: Task) {
        self.attempt = attempt
        self.chunk = chunk
        self.task = task
    }

    public enum Task: Equatable, Sendable {
        case render(RenderTask)
        case drill
    }
}

/// Everything that is needed to render one chunk.
public struct RenderTask: Equatable, Sendable {
    public var input: InputIdentity
    /// What is drawn instead of decoded; nil for a video.
    public var drawing: DrawingPlan?
    public var timeBase: Rational
    public var timestampOffset: Int64
    public var part: VideoPart?
    public var settings: RenderSettings
    public var chunkFormat: String
    public var threads: Int
    public var chunk: ChunkPlan
    /// Which of the chunk's beginnings to take: higher means an earlier seek and more warm-up.
    public var care: Int
    public var seamRule: SeamRule
    /// Where the finished chunk of this attempt belongs: a name that no other attempt has.
    public var outputPath: String
    /// SHA-256 of the command that the coordinator would run, see `MediaPlan`. Where the files are, and how they are
    /// reached, is no part of the command.
    public var commandHash: String
    /// How to get at the files from a machine that does not see them; nil where everybody does.
    public var access: MediaAccess?

    public init(
        input: InputIdentity, drawing: DrawingPlan? = nil, timeBase: Rational, timestampOffset: Int64,
        part: VideoPart? = nil,
        settings: RenderSettings,
        chunkFormat: String, threads: Int, chunk: ChunkPlan, care: Int = 0, seamRule: SeamRule = .exact,
        outputPath: String, commandHash: String, access: MediaAccess? = nil
    ) {
        self.input = input
        self.drawing = drawing
        self.timeBase = timeBase
        self.timestampOffset = timestampOffset
        self.part = part
        self.settings = settings
        self.chunkFormat = chunkFormat
        self.threads = threads
        self.chunk = chunk
        self.care = care
        self.seamRule = seamRule
        self.outputPath = outputPath
        self.commandHash = commandHash
        self.access = access
    }
}

extension RenderTask {
    /// Whether the chunk shows frames beside its ends for its neighbours to compare with.
    public var provesSeams: Bool { !chunk.isWholeVideo && drawing?.provesSeams != false }
}

/// What lets the holder of a lease find out whether it sees the files of its job, and get at them where it does not.
public struct MediaAccess: Equatable, Sendable {
    /// Opens the input of the job and the place for the chunk at the coordinator's port, for as long as the lease lasts.
    public var token: String
    /// The content of the run's mark: who reads this there, sees the run's folder.
    public var runMark: String

    public init(token: String, runMark: String) {
        self.token = token
        self.runMark = runMark
    }
}

/// What a finished attempt has to show for itself.
public enum AttemptProduct: Equatable, Sendable {
    case chunkFile(ChunkFile)
    case nothing
}

/// A finished chunk on disk.
public struct ChunkFile: Equatable, Sendable {
    public var sizeBytes: Int64
    public var sha256: String
    public var frames: Int
    /// The codec's fingerprint as far as the chunk's header tells: differing ones must not be joined by copying.
    public var streamFingerprint: String
    /// SHA-256 of the command that made it, as the worker built it.
    public var commandHash: String
    public var seams: SeamEvidence
    public var cost: AttemptCost

    public init(
        sizeBytes: Int64, sha256: String, frames: Int, streamFingerprint: String, commandHash: String,
        seams: SeamEvidence = .none, cost: AttemptCost = AttemptCost(renderMilliseconds: 0, processorMilliseconds: 0)
    ) {
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
        self.frames = frames
        self.streamFingerprint = streamFingerprint
        self.commandHash = commandHash
        self.seams = seams
        self.cost = cost
    }
}

/// Why an attempt did not finish, as told by the worker or found by the coordinator.
public struct AttemptFailure: Equatable, Sendable {
    public var kind: Kind
    /// One sentence for people.
    public var summary: String
    /// The last lines that ffmpeg wrote.
    public var lastLines: [String]

    public init(kind: Kind, summary: String, lastLines: [String] = []) {
        self.kind = kind
        self.summary = summary
        self.lastLines = lastLines
    }

    public enum Kind: String, Equatable, Sendable, CaseIterable {
        /// Another try, here or elsewhere, may succeed. Counts against the chunk's attempts.
        case retryable
        /// No try anywhere can succeed: the input or the request is at fault. The chunk is given up at once.
        case permanent
        /// The chunk came out with other frames than planned: tried again with more care. Counts against the chunk.
        case inexact
        /// The chunk was finished, and its pictures beside a seam were not those of its neighbour. Counts as nobody's
        /// fault; the next try is made with more care and, if there is one, by another worker.
        case doubted
        /// The worker is at fault (no disk, no encoder, a killed process): tried elsewhere, and counted against the worker.
        case workerFault = "worker_fault"
        /// The disk that the chunk goes to is full. Nobody's fault: tried again until there is room.
        case noRoom = "no_room"
        /// The lease ended: the worker vanished or fell silent. Nobody's fault.
        case lost
        /// The frame counter stood still for too long.
        case stalled
        /// Stopped because it was no longer wanted. Never leads to a retry by itself.
        case cancelled
    }
}
