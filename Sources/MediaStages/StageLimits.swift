/// Every limit of this target, with the reason for its number.
public enum StageLimits {
    /// Asking a program what it is takes milliseconds; a minute is for machines that swap.
    static let questionMilliseconds = 60_000
    /// Demuxing a file of hundreds of gigabytes from a slow disk.
    static let scanMilliseconds = 2 * 3_600_000
    /// Decoding or writing a whole film on one slow core.
    static let wholeVideoMilliseconds = 48 * 3_600_000
    /// A program that gets nowhere for so long hangs. The longest rightful silence: 90 GB without an index are searched
    /// for the beginning of a part, at 100 MB/s.
    public static let silenceMilliseconds = 15 * 60_000
    /// The first frame of the largest pictures through the heaviest filter, on a machine that has other things to do.
    static let firstFrameMilliseconds = 180_000
    /// The same where the filters may want the whole video before they give anything: then it is not worth the wait.
    static let firstFrameOfWholeStreamMilliseconds = 20_000
    /// A measurement goes by processor time; on the most crowded machine it ends all the same.
    static let measurementMilliseconds = 4_000
    /// Each of two measurements costs at most this much of every job; what is not shown by then is no cheap chain.
    static let measuredMilliseconds = 500
    /// So much tells the cost of a frame to a tenth, which is as much as the plan needs.
    static let enoughMilliseconds = 120
    static let enoughFrames = 10
    /// With more frames the measurement gains nothing.
    static let measuredFrames = 48
    /// Files up to this size are listed packet by packet in well under a second.
    static let surveyAtOnceBytes: Int64 = 64 << 20
    /// What ffmpeg says while it joins; a broken join shows in the first lines as well as in the last.
    static let mergeWordsBytes = 256 << 10
    /// The lists of encoders and options have tens of kilobytes.
    static let answerBytes = 4 << 20
    /// Linkers write the build's own note within the first pages of a library.
    static let programHeadBytes = 16 << 10
    /// Of a build's fingerprint: enough that no two builds of a farm meet by chance, few enough to be compared by eye.
    static let buildDigits = 12
    /// A request holds a plan with at most ten thousand chunks of some hundred bytes, and their files.
    static let requestBytes = 64 << 20
    /// Below this no job makes sense, whatever its size.
    static let freeBytes: Int64 = 64 << 20
    /// Of the audio packets that are copied, so many percent have to arrive: edit lists cut off a few at the ends.
    static let audioPacketPercent = 90
    /// A few frames with a history of some hundred, through the heaviest filter.
    static let trialMilliseconds = 120_000
    static let seamFileBytes = 1 << 20
    /// What travels with a renderer's scene, for each chunk anew: more files than any scene has, and as many bytes as a disk
    /// reads in a minute.
    static let assetFiles = 20_000
    static let assetBytes: Int64 = 8 << 30
    static let assetDepth = 64
    /// The largest fonts, those of all Chinese characters, have about twenty megabytes.
    static let fontBytes = 64 << 20
}
