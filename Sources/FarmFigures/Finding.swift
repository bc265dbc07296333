/// One thing that holds a speed-up back, with the figure that says so.
public struct Finding: Equatable, Sendable {
    public var cause: Cause
    /// How much of the wall time it takes.
    public var seconds: Double
    public var sentence: String

    public init(_ cause: Cause, seconds: Double, sentence: String) {
        self.cause = cause
        self.seconds = seconds
        self.sentence = sentence
    }

    public enum Cause: String, Equatable, Sendable, CaseIterable {
        /// Analysis, merge and verification, in which no chunk is rendered.
        case stages
        /// Slots stand idle at the end.
        case stragglers
        case tooFewChunks = "too_few_chunks"
        /// Slots stand idle between chunks.
        case dispatch
        /// Starting ffmpeg, and frames that are decoded only to reach a cut.
        case startUp = "start_up"
        /// Hashing and publishing finished chunks.
        case publishing
        /// The same frames cost more processor time when several are rendered at once.
        case sharedMemory = "shared_memory"
        /// ffmpeg was ready to run, and not on a core.
        case waiting
        /// Attempts that were thrown away.
        case repeats
        /// The input is so short that the overhead is most of the time.
        case smallInput = "small_input"
        case nothing
    }
}
