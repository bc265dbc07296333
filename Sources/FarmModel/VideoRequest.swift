/// A video to render, as the person asked for it; paths are absolute.
public struct VideoRequest: Equatable, Sendable {
    public var input: String
    /// What is drawn instead of decoded; nil for a video.
    public var drawing: DrawingRequest?
    public var output: String?
    /// The kind of file to make when no output is named; nil for what suits the encoder.
    public var outputExtension: String?
    /// The part of the input to render, counted from its first frame: from the first of these moments up to, and not
    /// including, the second. Nil for the beginning and for the end.
    public var fromMicroseconds: Int64?
    public var toMicroseconds: Int64?
    public var filter: String?
    /// The size of the pictures behind the filter.
    public var size: PictureSize?
    /// The constant frame rate behind all filters; nil to show each frame at its own time.
    public var frameRate: Rational?
    /// Filters that are exact only in one piece are run in one piece, also those that come close in several.
    public var isStrict: Bool
    public var encoding: EncoderSettings
    public var chunking: Chunking
    public var cut: CutMode
    /// Frames to render before each chunk and throw away, beyond what the filters are known to need.
    public var warmUpFrames: Int
    public var audio: AudioMode
    /// What audio is encoded with, by the name of `AudioEncoder`; nil for what suits the container.
    public var audioCodec: String?
    public var audioBitsPerSecond: Int?
    /// Threads for each ffmpeg; nil lets the planner choose.
    public var threads: Int?
    /// Nil for what suits the encoder: strict where nothing may be lost, a warning elsewhere.
    public var parity: Parity?
    /// An existing output file may be replaced.
    public var overwrite: Bool

    public init(
        input: String, drawing: DrawingRequest? = nil, output: String? = nil, outputExtension: String? = nil,
        fromMicroseconds: Int64? = nil,
        toMicroseconds: Int64? = nil, filter: String? = nil, size: PictureSize? = nil, frameRate: Rational? = nil,
        isStrict: Bool = false, encoding: EncoderSettings = EncoderSettings(), chunking: Chunking = .automatic,
        cut: CutMode = .robust, warmUpFrames: Int = 0, audio: AudioMode = .reattach, audioCodec: String? = nil,
        audioBitsPerSecond: Int? = nil, threads: Int? = nil, parity: Parity? = nil, overwrite: Bool = false
    ) {
        self.input = input
        self.drawing = drawing
        self.output = output
        self.outputExtension = outputExtension
        self.fromMicroseconds = fromMicroseconds
        self.toMicroseconds = toMicroseconds
        self.filter = filter
        self.size = size
        self.frameRate = frameRate
        self.isStrict = isStrict
        self.encoding = encoding
        self.chunking = chunking
        self.cut = cut
        self.warmUpFrames = warmUpFrames
        self.audio = audio
        self.audioCodec = audioCodec
        self.audioBitsPerSecond = audioBitsPerSecond
        self.threads = threads
        self.parity = parity
        self.overwrite = overwrite
    }

    /// A generator makes its pictures of nothing.
    public var hasInputFile: Bool {
        if case .generator = drawing?.subject { false } else { true }
    }

    /// Only a part of the input is wanted.
    public var isTrimmed: Bool { fromMicroseconds != nil || toMicroseconds != nil }
}

/// Width and height in pixels. One of them may be `keepsShape`: it follows from the other, as an even number.
public struct PictureSize: Equatable, Sendable {
    public var width: Int
    public var height: Int

    public static let keepsShape = -2

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

/// How many chunks a video is cut into.
public enum Chunking: Equatable, Sendable {
    /// The planner decides from the slots of the farm and the measured cost of a frame.
    case automatic
    case count(Int)
    case duration(milliseconds: Int)
}

/// Where a video may be cut.
public enum CutMode: String, Equatable, Sendable, CaseIterable {
    /// Anywhere, by exact timestamps.
    case robust
    /// Only at key frames, so that no frame is decoded twice.
    case fast
    /// Where the picture changes anyway, so that nobody sees that the encoder started anew.
    case scene
}

/// What becomes of the audio.
public enum AudioMode: String, Equatable, Sendable, CaseIterable {
    /// Copied from the input; encoded only where the output container cannot hold it.
    case reattach
    /// Encoded again, once for the whole file.
    case encode
    /// Left out.
    case none
    /// Cut and joined along with the chunks, sample by sample; possible only for audio without loss.
    case chunked
}
