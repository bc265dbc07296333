/// A step of a job that the coordinator runs itself, as a supervised child process. Rendering is not among them: that
/// is what the workers do.
public enum Stage: String, Equatable, Sendable, CaseIterable {
    case analyze
    case merge
    case verify
}

/// How a stage ended, as the child process reported it.
public enum StageOutcome: Equatable, Sendable {
    case analyzed(VideoPlan)
    case merged(MergeReport)
    case verified(VerifyReport)
    /// Chunks that were finished are missing or damaged on disk: they must be rendered again.
    case chunksDamaged([Int], reason: String)
    case failed(StageFailure)
}

public struct StageFailure: Equatable, Sendable {
    /// What failed, why, and what a person can do, for `error:`, `cause:` and `hint:`.
    public var summary: String
    public var cause: String
    public var hint: String?
    /// The same stage may succeed when it is run again (it crashed, a disk failed); bounded by the core.
    public var mayRetry: Bool
    /// A disk was full: the stage is run again until there is room, however often that is.
    public var needsRoom: Bool
    public var lastLines: [String]

    public init(
        summary: String, cause: String, hint: String? = nil, mayRetry: Bool = false, needsRoom: Bool = false,
        lastLines: [String] = []
    ) {
        self.summary = summary
        self.cause = cause
        self.hint = hint
        self.mayRetry = mayRetry
        self.needsRoom = needsRoom
        self.lastLines = lastLines
    }
}

/// What the merge made, still under its temporary name.
public struct MergeReport: Equatable, Sendable {
    public var method: Method
    /// Why the chunks could not be joined by copying; nil when they were.
    public var fallbackReason: String?
    public var temporaryPath: String
    public var sizeBytes: Int64
    public var sha256: String
    public var warnings: [String]

    public init(
        method: Method, fallbackReason: String?, temporaryPath: String, sizeBytes: Int64, sha256: String,
        warnings: [String]
    ) {
        self.method = method
        self.fallbackReason = fallbackReason
        self.temporaryPath = temporaryPath
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
        self.warnings = warnings
    }

    public enum Method: String, Equatable, Sendable, CaseIterable {
        case copy
        /// The chunks should have been joined by copying, and could not.
        case reencode
        /// The chunks were no pieces of the video yet, as planned.
        case encode
    }
}

/// What the verification found before it published the output.
public struct VerifyReport: Equatable, Sendable {
    public var output: String
    public var frames: Int
    public var sizeBytes: Int64
    public var durationMilliseconds: Int
    /// What was checked, one sentence each.
    public var checks: [String]

    public init(output: String, frames: Int, sizeBytes: Int64, durationMilliseconds: Int, checks: [String]) {
        self.output = output
        self.frames = frames
        self.sizeBytes = sizeBytes
        self.durationMilliseconds = durationMilliseconds
        self.checks = checks
    }
}
