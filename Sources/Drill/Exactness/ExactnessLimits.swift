/// The limits of the exactness drill, each with the reason for its number.
enum ExactnessLimits {
    /// Making one small file takes a second; the slowest encoders on a busy machine take several.
    static let makingMilliseconds = 120_000
    /// The largest kind has a few megabytes.
    static let mediaBytes = 64 << 20
    static let questionMilliseconds = 20_000
    /// A job of a few seconds of small video: one that has no end by then will have none.
    static let jobMilliseconds = 180_000
    /// The same video in one run; what takes longer hangs, as some filters do with too few frames.
    static let serialMilliseconds = 60_000
    static let answerMilliseconds = 20_000
    /// A hash a frame, some dozen bytes each; the longest kind has some hundred frames.
    static let listBytes = 16 << 20
    /// Jobs that are handed in ahead, so that the farm never waits for the comparison.
    static let jobsAhead = 5
    /// How far a pixel may be off where the farm promises closeness instead of exactness: out of 255.
    static let closeLevels = 8
    static let seeds = 0...1_000_000_000
}
