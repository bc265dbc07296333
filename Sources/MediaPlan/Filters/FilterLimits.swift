/// The limits of filter descriptions, with the reason for each number. Their length is limited by
/// `FarmLimits.filterBytes`, their number of filters by `MediaLimits.filters`.
enum FilterLimits {
    /// A wall of pictures has a few dozen inputs; a `split` with more outputs is made to hurt.
    static let pads = 128
    /// Each filter of a graph at its limit may name a few.
    static let labels = 1_000
    /// geq, the filter with the most, takes a dozen.
    static let arguments = 256
    /// How deep brackets may be nested in an expression; ffmpeg itself gives up at 100.
    static let expressionDepth = 100
    /// Columns that a description may take beside its caret, so that it fits a terminal behind `cause: `.
    static let columns = 72
    /// Above this a filter that mixes streams counts time in microseconds (`AV_TIME_BASE / 2` in `framesync`).
    static let syncedTicksPerSecond: Int64 = 500_000
    /// More warm-up than this costs more than it can gain.
    static let warmUpFrames = 500
}
