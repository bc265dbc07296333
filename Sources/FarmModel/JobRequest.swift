/// What a person asks the farm to do. It never changes after submission, except for the priority.
public struct JobRequest: Equatable, Sendable {
    public var work: Work
    /// Higher goes first; jobs of equal priority share the slots fairly.
    public var priority: Int
    /// The most slots this job may use at once; nil for all there are.
    public var maxParallel: Int?
    /// How often a chunk may fail before it is given up; nil for the coordinator's default.
    public var maxAttempts: Int?
    /// Keep the chunks and everything else in the run directory after a verified merge.
    public var keepTemporary: Bool

    public init(
        work: Work, priority: Int = 0, maxParallel: Int? = nil, maxAttempts: Int? = nil, keepTemporary: Bool = false
    ) {
        self.work = work
        self.priority = priority
        self.maxParallel = maxParallel
        self.maxAttempts = maxAttempts
        self.keepTemporary = keepTemporary
    }
}

public enum Work: Equatable, Sendable {
    /// A video that is filtered and encoded in chunks.
    indirect case video(VideoRequest)
    /// Tasks that do nothing: they measure the farm itself. No run directory, no stages.
    case drill(tasks: Int)
}

/// A video to render, as the person asked for it; paths are absolute.
public struct VideoRequest: Equatable, Sendable {
    public var input: String
    public var output: String?
    /// The kind of file to make when no output is named; nil for what suits the encoder.
    public var outputExtension: String?
    public var filter: String?
    public var encoder: String
    public var crf: Int?
    public var encoderPreset: String?
    public var pixelFormat: String?
    public var chunking: Chunking
    public var cut: CutMode
    /// Frames to render before each chunk and throw away, beyond what the filters are known to need.
    public var warmUpFrames: Int
    public var audio: AudioMode
    /// Threads for each ffmpeg; nil lets the planner choose.
    public var threads: Int?
    /// An existing output file may be replaced.
    public var overwrite: Bool

    public init(
        input: String, output: String? = nil, outputExtension: String? = nil, filter: String? = nil,
        encoder: String = "libx264", crf: Int? = nil,
        encoderPreset: String? = nil, pixelFormat: String? = nil, chunking: Chunking = .automatic,
        cut: CutMode = .robust, warmUpFrames: Int = 0, audio: AudioMode = .reattach, threads: Int? = nil,
        overwrite: Bool = false
    ) {
        self.input = input
        self.output = output
        self.outputExtension = outputExtension
        self.filter = filter
        self.encoder = encoder
        self.crf = crf
        self.encoderPreset = encoderPreset
        self.pixelFormat = pixelFormat
        self.chunking = chunking
        self.cut = cut
        self.warmUpFrames = warmUpFrames
        self.audio = audio
        self.threads = threads
        self.overwrite = overwrite
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
}

/// What becomes of the audio; it is always handled once for the whole file, never chunk by chunk.
public enum AudioMode: String, Equatable, Sendable, CaseIterable {
    /// Copied from the input; encoded only where the output container cannot hold it.
    case reattach
    /// Encoded again.
    case encode
    /// Left out.
    case none
}
