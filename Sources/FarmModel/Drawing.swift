/// What is to be drawn where no input video exists, as the person asked for it.
public struct DrawingRequest: Equatable, Sendable {
    public var subject: Subject
    /// Nil leaves this, and what follows, to the coordinator's configuration.
    public var method: FrameMethod?
    /// Of pictures on disk.
    public var frameFormat: FrameFormat?
    /// Of pictures that lose something, from 1 to 100.
    public var frameQuality: Int?
    /// How long ranges are at most where the person wants no length or number of them.
    public var usualChunkMilliseconds: Int?
    /// Nil where chunks are pieces of the video itself.
    public var mezzanine: Mezzanine?

    public init(
        subject: Subject, method: FrameMethod? = nil, frameFormat: FrameFormat? = nil, frameQuality: Int? = nil,
        usualChunkMilliseconds: Int? = nil, mezzanine: Mezzanine? = nil
    ) {
        self.subject = subject
        self.method = method
        self.frameFormat = frameFormat
        self.frameQuality = frameQuality
        self.usualChunkMilliseconds = usualChunkMilliseconds
        self.mezzanine = mezzanine
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

/// What the chunks of a drawn video have in common.
public struct DrawingPlan: Equatable, Sendable {
    public var subject: Subject
    public var method: FrameMethod
    public var size: PictureSize
    public var frameRate: Rational
    public var frameCount: Int
    /// Of what is drawn, by ffmpeg's name for it.
    public var pixelFormat: String
    /// What the chunks are where they are no pieces of the video itself.
    public var intermediate: Intermediate?
    /// The sound of all of it, made by the analysis; nil where there is none.
    public var soundtrack: String?

    public init(
        subject: Subject, method: FrameMethod, size: PictureSize, frameRate: Rational, frameCount: Int,
        pixelFormat: String, intermediate: Intermediate? = nil, soundtrack: String? = nil
    ) {
        self.subject = subject
        self.method = method
        self.size = size
        self.frameRate = frameRate
        self.frameCount = frameCount
        self.pixelFormat = pixelFormat
        self.intermediate = intermediate
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

    /// Of what the farm draws by itself, and of what becomes of a renderer's pictures.
    public static let ownPixelFormat = "gbrp"
    /// Of what the farm draws by itself for a video that keeps nothing finer.
    public static let videoPixelFormat = "yuv420p"

    /// Whether chunks show frames beside their ends for their neighbours to compare with. Frames of a renderer are dear,
    /// each stands for itself, and not every renderer makes the same pixels twice: nothing would be gained.
    public var provesSeams: Bool { renderer == nil && intermediate?.isAsDrawn != true }
}
