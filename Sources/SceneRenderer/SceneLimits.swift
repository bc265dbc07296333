/// Every limit of a scene, with the reason for its number.
public enum SceneLimits {
    /// A scene is written by people and programs; ten thousand clips stay below it.
    public static let fileBytes = 4 << 20
    /// Deeper chains of includes are mistakes, and so are more files.
    public static let includeDepth = 8
    public static let files = 256
    public static let clips = 10_000
    public static let tracks = 64
    public static let effectsPerClip = 32
    public static let audioTracks = 32
    /// What encoders take, and what a frame costs: 8192×8192 is a quarter of a gigabyte of working memory.
    public static let side = 16...8_192
    /// A still is held decoded by each process that draws: 100 megapixels are 400 MB, and no edge needs more than this.
    public static let pictureSide = 16_384
    public static let picturePixels = 100_000_000
    public static let framesPerSecond = 1...1_000
    /// A day, and as many frames as a plan may have.
    public static let seconds = 86_400.0
    public static let frames = 10_000_000
    public static let zoom = 1.0...50.0
    public static let degrees = -3_600.0...3_600.0
    /// As a standard deviation in pixels: a frame of any size is one colour by then.
    public static let blur = 0.0...500.0
    public static let textBytes = 4_096
    public static let textLines = 64
    public static let textSize = 4.0...2_048.0
    public static let gainDecibels = -60.0...24.0
    public static let pathBytes = 4_096
}
