/// How a job is cut up. Made once by the analysis, recorded, and never changed afterwards.
public enum JobPlan: Equatable, Sendable {
    /// Indirect, so that a job is cheap to hand around.
    indirect case video(VideoPlan)
    case drill(tasks: Int)

    public var chunkCount: Int {
        switch self {
        case .video(let plan): plan.chunks.count
        case .drill(let tasks): tasks
        }
    }

    /// What kind of work the chunks are: a worker that fails at one kind may still be good for another.
    public var workKind: String {
        switch self {
        case .video(let plan): "render/\(plan.settings.encoder)"
        case .drill: "drill"
        }
    }

    /// How much work one chunk is, in frames: only the ratio between chunks of one job matters.
    public func weight(ofChunk index: Int) -> Int {
        switch self {
        case .video(let plan): max(1, plan.chunks[index].frameCount)
        case .drill: 1
        }
    }
}

/// Everything that the chunks of a video have in common, and the chunks.
public struct VideoPlan: Equatable, Sendable {
    public var input: InputIdentity
    /// The time base of the input's video stream: all `…Pts` values count in it.
    public var timeBase: Rational
    /// What a serial run subtracts from the timestamps of the container (measured, not computed).
    public var timestampOffset: Int64
    public var frameCount: Int
    /// Timestamp of the first frame and the one after the last, in `timeBase`.
    public var firstPts: Int64
    public var settings: RenderSettings
    /// The container of the chunks, as an ffmpeg format name and as a file name extension.
    public var chunkFormat: String
    public var chunkExtension: String
    /// Threads for the ffmpeg of each attempt.
    public var threads: Int
    public var chunks: [ChunkPlan]
    /// Whether every input frame leaves the filters exactly once, so that the frames of a chunk can be counted.
    public var keepsFrameCount: Bool
    public var warnings: [String]
    /// Why the plan is as it is: one sentence for each decision.
    public var reasons: [String]

    public init(
        input: InputIdentity, timeBase: Rational, timestampOffset: Int64, frameCount: Int, firstPts: Int64,
        settings: RenderSettings, chunkFormat: String, chunkExtension: String, threads: Int, chunks: [ChunkPlan],
        keepsFrameCount: Bool, warnings: [String], reasons: [String]
    ) {
        self.input = input
        self.timeBase = timeBase
        self.timestampOffset = timestampOffset
        self.frameCount = frameCount
        self.firstPts = firstPts
        self.settings = settings
        self.chunkFormat = chunkFormat
        self.chunkExtension = chunkExtension
        self.threads = threads
        self.chunks = chunks
        self.keepsFrameCount = keepsFrameCount
        self.warnings = warnings
        self.reasons = reasons
    }
}

/// The input file as it was when it was analysed. A worker refuses to render from a file that has changed since.
public struct InputIdentity: Equatable, Sendable {
    public var path: String
    public var sizeBytes: Int64
    public var modifiedNanoseconds: Int64

    public init(path: String, sizeBytes: Int64, modifiedNanoseconds: Int64) {
        self.path = path
        self.sizeBytes = sizeBytes
        self.modifiedNanoseconds = modifiedNanoseconds
    }
}

/// One chunk: frames `firstFrame ..< firstFrame + frameCount` of the input.
public struct ChunkPlan: Equatable, Sendable {
    public var firstFrame: Int
    public var frameCount: Int
    /// Timestamp of the first frame.
    public var startPts: Int64
    /// Timestamp of the first frame after the chunk; nil for the last chunk, which takes all that comes.
    public var endPts: Int64?
    /// Timestamp of the chunk's last frame.
    public var lastPts: Int64
    /// The key frame to seek to; nil to decode from the beginning.
    public var seekPts: Int64?
    /// Timestamp of the first warm-up frame; equal to `startPts` without warm-up.
    public var warmUpPts: Int64

    public init(
        firstFrame: Int, frameCount: Int, startPts: Int64, endPts: Int64?, lastPts: Int64, seekPts: Int64?,
        warmUpPts: Int64
    ) {
        self.firstFrame = firstFrame
        self.frameCount = frameCount
        self.startPts = startPts
        self.endPts = endPts
        self.lastPts = lastPts
        self.seekPts = seekPts
        self.warmUpPts = warmUpPts
    }
}
