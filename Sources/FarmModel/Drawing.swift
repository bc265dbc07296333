/// What is to be drawn where no input video exists, as the person asked for it.
public struct DrawingRequest: Equatable, Sendable {
    public var subject: Subject
    public var method: FrameMethod

    public init(subject: Subject, method: FrameMethod) {
        self.subject = subject
        self.method = method
    }

    public enum Subject: Equatable, Sendable {
        /// The request's input is a scene.
        case scene
        /// Pictures that ffmpeg makes by itself; the request has no input.
        case generator(GeneratorRequest)
        /// The request's input is a scene, or an archive with one, for a program that workers have.
        case renderer(RendererRequest)
    }
}

/// One of ffmpeg's picture sources, for some time.
public struct GeneratorRequest: Equatable, Sendable {
    /// As in `testsrc2` or `mandelbrot=maxiter=2000`, without size and rate.
    public var source: String
    public var size: PictureSize
    public var frameRate: Rational
    public var milliseconds: Int

    public init(source: String, size: PictureSize, frameRate: Rational, milliseconds: Int) {
        self.source = source
        self.size = size
        self.frameRate = frameRate
        self.milliseconds = milliseconds
    }
}

/// How drawn frames become a video.
public enum FrameMethod: String, Equatable, Sendable, CaseIterable {
    /// Each worker draws and encodes a range of frames, and the ranges are joined.
    case chunk
    /// One process draws and encodes everything: what all others are measured by.
    case disabled
}

/// What the chunks of a drawn video have in common.
public struct DrawingPlan: Equatable, Sendable {
    public var subject: Subject
    public var method: FrameMethod
    public var size: PictureSize
    public var frameRate: Rational
    public var frameCount: Int
    /// The sound of all of it, made by the analysis; nil where there is none.
    public var soundtrack: String?

    public init(
        subject: Subject, method: FrameMethod, size: PictureSize, frameRate: Rational, frameCount: Int,
        soundtrack: String? = nil
    ) {
        self.subject = subject
        self.method = method
        self.size = size
        self.frameRate = frameRate
        self.frameCount = frameCount
        self.soundtrack = soundtrack
    }

    public enum Subject: Equatable, Sendable {
        /// A scene with all that was found out about it, in a file that nobody changes any more.
        case scene(preparedPath: String, sha256: String)
        case generator(source: String)
        case renderer(RendererPlan)
    }
}

extension DrawingPlan {
    /// Nil where nothing but the farm's own programs is needed.
    public var renderer: RendererPlan? {
        if case .renderer(let plan) = subject { plan } else { nil }
    }
}
