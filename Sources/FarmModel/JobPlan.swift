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
        case .video(let plan): "\(plan.drawing?.renderer?.name ?? "render")/\(plan.chunkEncoder)"
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
    /// What is drawn instead of decoded; nil for a video.
    public var drawing: DrawingPlan?
    /// The time base of the input's video stream: all `…Pts` values count in it.
    public var timeBase: Rational
    /// What a serial run subtracts from the timestamps of the container (measured, not computed).
    public var timestampOffset: Int64
    public var frameCount: Int
    /// Timestamp of the first frame and the one after the last, in `timeBase`.
    public var firstPts: Int64
    /// The part of the input that is rendered; nil for all of it.
    public var part: VideoPart?
    public var settings: RenderSettings
    /// The container of the chunks, as an ffmpeg format name and as a file name extension.
    public var chunkFormat: String
    public var chunkExtension: String
    /// Threads for the ffmpeg of each attempt.
    public var threads: Int
    public var chunks: [ChunkPlan]
    public var seamRule: SeamRule
    /// Whether every input frame leaves the filters exactly once, at its own time.
    public var keepsFrameCount: Bool
    /// Of the ffmpeg that the plan was made with: where pictures disagree, a worker with another one is doubted first.
    public var ffmpegVersion: String
    public var parity: Parity
    public var warnings: [String]
    /// Why the plan is as it is: one sentence for each decision.
    public var reasons: [String]

    public init(
        input: InputIdentity, drawing: DrawingPlan? = nil, timeBase: Rational, timestampOffset: Int64, frameCount: Int,
        firstPts: Int64, part: VideoPart? = nil, settings: RenderSettings, chunkFormat: String, chunkExtension: String,
        threads: Int,
        chunks: [ChunkPlan],
        seamRule: SeamRule = .exact, keepsFrameCount: Bool, ffmpegVersion: String = "",
        parity: Parity = .warn, warnings: [String], reasons: [String]
    ) {
        self.input = input
        self.drawing = drawing
        self.timeBase = timeBase
        self.timestampOffset = timestampOffset
        self.frameCount = frameCount
        self.firstPts = firstPts
        self.part = part
        self.settings = settings
        self.chunkFormat = chunkFormat
        self.chunkExtension = chunkExtension
        self.threads = threads
        self.chunks = chunks
        self.seamRule = seamRule
        self.keepsFrameCount = keepsFrameCount
        self.ffmpegVersion = ffmpegVersion
        self.parity = parity
        self.warnings = warnings
        self.reasons = reasons
    }

    /// About how many frames an attempt decodes before the first one of its chunk.
    public func framesDecodedBefore(chunk index: Int, care: Int) -> Int {
        guard chunks.indices.contains(index), let last = chunks.last?.lastPts, last > firstPts else { return 0 }
        let begin = chunks[index].start(care: care).seekPts ?? part?.videoFirstPts ?? chunks[0].startPts
        let share = (Double(chunks[index].startPts) - Double(begin)) / (Double(last) - Double(firstPts))
        return Int(min(max(0, share * Double(frameCount)), Double(FarmLimits.framesPerAttempt)))
    }

    /// The same job as a single chunk, for when its seams cannot be made to agree.
    public func united(because reason: String) -> VideoPlan {
        guard let first = chunks.first, let last = chunks.last, chunks.count > 1 || intermediate != nil else {
            return self
        }
        var whole = self
        let start = ChunkStart(seekPts: nil, warmUpFrame: 0, warmUpPts: first.startPts)
        whole.chunks = [
            ChunkPlan(
                firstFrame: 0, frameCount: frameCount, startPts: first.startPts, endPts: nil, lastPts: last.lastPts,
                expectedFrames: keepsFrameCount ? frameCount : nil, starts: [start])
        ]
        whole.seamRule = .exact
        whole.drawing?.method = .disabled
        whole.drawing?.intermediate = nil
        whole.warnings.append("rendered in one piece: \(reason)")
        return whole
    }
}

extension VideoPlan {
    public var intermediate: Intermediate? { drawing?.intermediate }

    /// What the workers encode with.
    public var chunkEncoder: String { intermediate?.encoder ?? settings.encoding.encoder }

    /// What is done to the frames by the workers.
    public var chunkSettings: RenderSettings {
        var settings = settings
        if case .mezzanine(let encoding, _) = intermediate { settings.encoding = encoding }
        return settings
    }

    /// The container of the chunks' files, as an ffmpeg format name.
    public var fileFormat: String {
        if case .mezzanine(_, let container) = intermediate { container } else { chunkFormat }
    }

    /// Of a finished chunk inside its folder, as in `chunk_007.nut`: enough digits for people to read, more when there are
    /// more chunks.
    public func chunkName(_ index: Int) -> String {
        let digits = String(index)
        let stem = "chunk_" + String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
        return switch intermediate {
        case nil: "\(stem).\(chunkExtension)"
        case .mezzanine(_, let container): "\(stem).\(container)"
        case .pictures, .rawFrames: stem
        }
    }

    /// How far ahead of the encoder frames are drawn; nil where they do not flow through the coordinator.
    public var pipeWindow: Int? {
        if case .rawFrames(_, let window) = intermediate { window } else { nil }
    }

    /// Whether chunks show frames beside their ends for their neighbours to compare with.
    public var provesSeams: Bool { drawing?.provesSeams ?? true }
}

/// A part of a video, as timestamps of its container.
public struct VideoPart: Equatable, Sendable {
    /// Of the first frame of the whole video.
    public var videoFirstPts: Int64
    /// Of the part's first frame, and of the first one behind it; nil where it reaches to the end.
    public var firstPts: Int64
    public var endPts: Int64?

    public init(videoFirstPts: Int64, firstPts: Int64, endPts: Int64?) {
        self.videoFirstPts = videoFirstPts
        self.firstPts = firstPts
        self.endPts = endPts
    }
}

/// The input file as it was when it was analysed. A worker refuses to render from a file that has changed since.
public struct InputIdentity: Equatable, Sendable {
    public var path: String
    public var sizeBytes: Int64
    public var modifiedNanoseconds: Int64
    /// What ffmpeg takes it for; empty where nobody has looked. It is opened as nothing else.
    public var format: String
    /// SHA-256 of samples of the content: tells the file from another one of the same name, size and time on another
    /// machine. Empty where nobody has looked.
    public var fingerprint: String

    public init(
        path: String, sizeBytes: Int64, modifiedNanoseconds: Int64, format: String = "", fingerprint: String = ""
    ) {
        self.path = path
        self.sizeBytes = sizeBytes
        self.modifiedNanoseconds = modifiedNanoseconds
        self.format = format
        self.fingerprint = fingerprint
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
    /// How many frames come out of the filters; nil where only rendering tells.
    public var expectedFrames: Int?
    /// Where the frames end that the chunk shows at its beginning, and behind its end, for its neighbours to compare
    /// with: the timestamp of the first frame that is not among them. Nil where they reach to the end of the video.
    public var headEndPts: Int64?
    public var tailEndPts: Int64?
    /// How to begin: as planned first, then with more and more care. Never empty.
    public var starts: [ChunkStart]

    public init(
        firstFrame: Int, frameCount: Int, startPts: Int64, endPts: Int64?, lastPts: Int64,
        expectedFrames: Int? = nil, headEndPts: Int64? = nil, tailEndPts: Int64? = nil, starts: [ChunkStart]
    ) {
        self.firstFrame = firstFrame
        self.frameCount = frameCount
        self.startPts = startPts
        self.endPts = endPts
        self.lastPts = lastPts
        self.expectedFrames = expectedFrames
        self.headEndPts = headEndPts
        self.tailEndPts = tailEndPts
        self.starts = starts
    }

    /// The beginning that belongs to so much care; there is always one.
    public func start(care: Int) -> ChunkStart {
        let last = starts.last ?? ChunkStart(seekPts: nil, warmUpFrame: firstFrame, warmUpPts: startPts)
        return starts.indices.contains(care) ? starts[care] : last
    }

    /// The only chunk of its video: rendered exactly as a serial run does it.
    public var isWholeVideo: Bool { firstFrame == 0 && endPts == nil }

    /// Without what is looked at before and behind them.
    public var ownFrames: Range<Int> { firstFrame..<max(firstFrame, firstFrame &+ frameCount) }
}
