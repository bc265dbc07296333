/// Frames that an external program renders from a scene of its own kind. A job names the program as workers know it, and
/// never what is run.
public struct RendererRequest: Equatable, Sendable {
    /// As workers offer it.
    public var name: String
    public var size: PictureSize
    public var frameRate: Rational
    /// The renderer's own numbers of the first and the last frame.
    public var firstFrame: Int
    public var lastFrame: Int
    /// The folder that travels with the scene, and holds it; nil where the scene needs nothing else.
    public var assets: String?
    /// The scene's place inside, where the input is a tar archive.
    public var sceneName: String?

    public init(
        name: String, size: PictureSize, frameRate: Rational, firstFrame: Int, lastFrame: Int, assets: String? = nil,
        sceneName: String? = nil
    ) {
        self.name = name
        self.size = size
        self.frameRate = frameRate
        self.firstFrame = firstFrame
        self.lastFrame = lastFrame
        self.assets = assets
        self.sceneName = sceneName
    }
}

/// What a renderer's chunks have in common. The archive with all that the scene needs is the plan's input.
public struct RendererPlan: Equatable, Sendable {
    public var name: String
    /// The scene's place in the archive.
    public var scene: String
    public var archiveSHA256: String
    /// The renderer's own number of the video's first frame.
    public var firstFrame: Int

    public init(name: String, scene: String, archiveSHA256: String, firstFrame: Int) {
        self.name = name
        self.scene = scene
        self.archiveSHA256 = archiveSHA256
        self.firstFrame = firstFrame
    }
}

/// A renderer that a worker has, as its own configuration describes it.
public struct OfferedRenderer: Equatable, Sendable {
    public var name: String
    /// How long one frame may take.
    public var frameLimitMilliseconds: Int

    public init(name: String, frameLimitMilliseconds: Int) {
        self.name = name
        self.frameLimitMilliseconds = frameLimitMilliseconds
    }
}
