/// Every limit of this target, with the reason for its number.
public enum MediaLimits {
    /// ffprobe's description of a file with a hundred streams and long tags stays far below this.
    public static let probeBytes = 8 << 20
    /// Real files have a handful; a file with more is made to hurt.
    public static let streams = 256
    /// An audio book has a few hundred.
    public static let chapters = 10_000
    /// A tag that is handed on travels in a command line, where one word may have 128 KB.
    public static let tagBytes = 64 << 10
    /// Eighteen hours at 60 frames a second; the timestamps then take 64 MB.
    public static let packets = 4_000_000
    /// Only the first video that is no cover picture is rendered, and hardly a file has more pictures than this before it.
    public static let surveyedVideos = 8
    /// Timestamps beyond this are nonsense, and below it no sum of a few can overflow.
    public static let timestampMagnitude: Int64 = 1 << 53
    /// A packet or frame line of ffprobe and ffmpeg has less than 200 bytes.
    public static let lineBytes = 4_096
    /// ffprobe describes a stream or all its tags in one line, and a title may be long.
    public static let surveyLineBytes = 1 << 20
    /// A chain that a person writes has a few dozen filters at most.
    public static let filters = 200
    /// The start of a chunk costs less than a twentieth of so much work.
    public static let computeMillisecondsPerChunk = 3_000
    /// A slot that would be idle is given a chunk for so much: with its start it is done sooner than two threads would be.
    public static let computeMillisecondsOfShare = 750
    /// Below this the start-up of a second chunk costs more than it can save.
    public static let computeMillisecondsOfOnePiece = 1_500
    /// Chunks for each slot: enough that the last one to finish is short, few enough that start-up stays small.
    public static let chunksPerSlot = 4
    /// A chunk's start, its seams and its check.
    public static let startMillisecondsOfChunk = 150
    /// With more slots than these their rounds are taken as they come.
    static let slotsFollowed = 64
    /// So many cuts are moved to and fro in some milliseconds, until that helps no more or so often.
    static let cutsRefined = 64
    static let refinements = 8
    /// Chunks take longer or shorter than estimated by about so much of their time.
    public static let uncertainty = 0.1
    /// How far a cut may move to a key frame, in percent of the shorter chunk beside it: cheaper seeks, and still even chunks;
    /// further where the job is done sooner for it. Below a half, two cuts never meet.
    public static let cutSlackPercents = [4, 20, 45]
    /// Frames on the far side of a cut that both neighbours render and compare: the first has the shortest history, the
    /// last the least ahead of it.
    static let seamFrames = 2
    public static let warmUpFrames = 10_000
    /// So many pixels take a core less than half a second to decode, which is less than the start of a few chunks.
    public static let quicklyDecodedPixels: Int64 = 100_000_000
    public static let threads = 256
    /// From what a telephone needs to what no disk keeps up with.
    public static let bitsPerSecond = 1_000...2_000_000_000
    /// From the worst speech to sound that nothing has been taken from.
    public static let audioBitsPerSecond = 4_000...10_000_000
    /// Encoders end at 16,384 pixels.
    public static let pictureSide = 2...16_384
    public static let framesPerSecond = 1_000
    /// Of drawn pictures: a small one still has something to see, and a large one fits into the memory of a slot.
    public static let drawnSide = 16...8_192
}
