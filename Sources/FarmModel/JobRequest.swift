/// What a person asks the farm to do. It never changes after submission, except for the priority.
public struct JobRequest: Equatable, Sendable {
    public var work: Work
    /// Higher goes first; jobs of equal priority share the slots fairly.
    public var priority: Int
    /// The most slots this job may use at once; nil for all there are.
    public var maxParallel: Int?
    /// How often a chunk may fail before it is given up; nil for the coordinator's default.
    public var maxAttempts: Int?
    /// Keep the chunks and everything else in the run directory after a verified merge.
    public var keepTemporary: Bool

    public init(
        work: Work, priority: Int = 0, maxParallel: Int? = nil, maxAttempts: Int? = nil, keepTemporary: Bool = false
    ) {
        self.work = work
        self.priority = priority
        self.maxParallel = maxParallel
        self.maxAttempts = maxAttempts
        self.keepTemporary = keepTemporary
    }
}

public enum Work: Equatable, Sendable {
    /// A video that is filtered and encoded in chunks.
    indirect case video(VideoRequest)
    /// Tasks that do nothing: they measure the farm itself. No run directory, no stages.
    case drill(tasks: Int)
}
