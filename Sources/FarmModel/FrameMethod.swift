/// How drawn frames become a video.
public enum FrameMethod: String, Equatable, Sendable, CaseIterable {
    /// Each worker draws and encodes a range of frames, and the ranges are joined.
    case chunk
    /// Workers write numbered pictures, which are encoded once, from disk.
    case disk
    /// Frames flow in their order through the coordinator into one encoder; nothing is written but the video.
    case pipe
    /// One process draws and encodes everything: what all others are measured by.
    case disabled
}

/// How single frames are kept on disk.
public enum FrameFormat: String, Equatable, Sendable, CaseIterable {
    /// Loses nothing.
    case png
    /// Smaller, with less than all the colours.
    case jpeg
}

/// What the ranges of frames are encoded to where they are encoded once more when they have been joined.
public enum Mezzanine: String, Equatable, Sendable, CaseIterable {
    /// Loses nothing.
    case ffv1
    case prores
    case h264
}

/// What the chunks of a drawn video are, where they are not pieces of the video itself: something that the merge makes
/// the video of, by encoding it once.
public enum Intermediate: Equatable, Sendable {
    /// Video by another encoder, with the filters behind it, in files of a container by ffmpeg's name for it.
    case mezzanine(EncoderSettings, container: String)
    /// Folders of numbered pictures, just as they were drawn: the filters come with the encoder.
    case pictures(FrameFormat, quality: Int)
    /// Pixels and nothing else, just as they were drawn, which the coordinator keeps in memory until its encoder takes
    /// them. At most so many frames are drawn, or waiting, ahead of the encoder.
    case rawFrames(bytesEach: Int, window: Int)

    /// The encoder that a worker needs for it.
    public var encoder: String {
        switch self {
        case .mezzanine(let encoding, _): encoding.encoder
        case .pictures(.png, _): "png"
        case .pictures(.jpeg, _): "mjpeg"
        case .rawFrames: "rawvideo"
        }
    }

    /// A chunk is a folder with a file for each frame.
    public var isFolder: Bool {
        if case .pictures = self { true } else { false }
    }

    /// The filters come behind it, so that a chunk depends on nothing beside it, and its seams have nothing to prove.
    public var isAsDrawn: Bool {
        switch self {
        case .mezzanine: false
        case .pictures, .rawFrames: true
        }
    }
}

/// What is done with drawn frames where the person does not say: the coordinator's configuration.
public struct FrameSettings: Equatable, Sendable {
    public var method = FrameMethod.chunk
    public var format = FrameFormat.png
    /// At which nobody sees a difference without looking for it.
    public var quality = 95
    public var chunkMilliseconds = 10_000
    /// How many ranges are drawn at a time; nil for as many as there are slots.
    public var workers: Int?

    public init() {}
}

extension DrawingRequest {
    /// With an answer to everything that was left open.
    public func settled(by settings: FrameSettings) -> DrawingRequest {
        var settled = self
        var usual = settings.method
        // Nothing that a pipe has lost can be gone on from, and a renderer's frames are dear.
        if case .renderer = subject, usual == .pipe { usual = .chunk }
        settled.method = method ?? usual
        settled.frameFormat = frameFormat ?? settings.format
        settled.frameQuality = frameQuality ?? settings.quality
        settled.usualChunkMilliseconds = usualChunkMilliseconds ?? settings.chunkMilliseconds
        return settled
    }
}

extension JobRequest {
    public func settled(by settings: FrameSettings) -> JobRequest {
        guard case .video(var video) = work, let drawing = video.drawing else { return self }
        var settled = self
        video.drawing = drawing.settled(by: settings)
        settled.work = .video(video)
        settled.maxParallel = maxParallel ?? settings.workers
        return settled
    }
}
