/// The limits of what is kept for those who watch, each with the reason for its number.
public enum FeedLimits {
    /// Jobs that have ended and are still listed to whoever begins to watch; `jobs` has all of them.
    static let endedJobs = 500
    /// More than anybody scrolls through; the log file has the rest.
    static let notes = 300
    /// Maps of jobs with more chunks than a video may have would only be noise: those are drills.
    static let mapChunks = 10_000
    /// Some minutes of a busy farm: who was away for longer is told everything anew.
    public static let ringBytes = 8 << 20
}
