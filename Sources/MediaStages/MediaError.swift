import FarmModel
import LinuxIO
import MediaPlan

/// What went wrong, in the words of `error:`, `cause:` and `hint:`.
public struct MediaError: Error, Equatable, Sendable {
    public let failure: StageFailure

    public init(_ failure: StageFailure) {
        self.failure = failure
    }

    public init(
        _ summary: String, cause: String, hint: String? = nil, mayRetry: Bool = false, needsRoom: Bool = false,
        lastLines: [String] = []
    ) {
        failure = StageFailure(
            summary: summary, cause: cause, hint: hint, mayRetry: mayRetry, needsRoom: needsRoom, lastLines: lastLines)
    }

    init(_ refusal: RequestRefusal) {
        self.init(refusal.summary, cause: refusal.cause, hint: refusal.hint)
    }

    /// A file operation of our own that failed: the disk's doing, so that another try may succeed.
    public init(_ summary: String, _ error: SystemError) {
        self.init(summary, cause: error.description, mayRetry: true, needsRoom: error.meansFullDisk)
    }

    /// A program that ended badly. What the machine did to it may pass; what it says about the input does not.
    init(_ summary: String, failed result: CommandResult, hint: String? = nil) {
        let tail = ErrorTail(of: result.standardErrorTail)
        switch result.endedBy {
        case .timeOut: self.init(summary, cause: "it took too long and was stopped", hint: hint, lastLines: tail.lines)
        case .silence:
            let minutes = StageLimits.silenceMilliseconds / 60_000
            self.init(
                summary, cause: "nothing came of it for \(minutes) minutes, so it was stopped", hint: hint,
                mayRetry: true, lastLines: tail.lines)
        case .outputLimit:
            self.init(summary, cause: "it wrote more than is sensible", hint: hint, lastLines: tail.lines)
        case .caller, .itself:
            let verdict = FailureJudge.judge(result.status.processEnd, lastLines: tail.lines)
            self.init(
                summary, cause: verdict.summary, hint: hint,
                mayRetry: verdict.kind == .workerFault || verdict.kind == .noRoom,
                needsRoom: verdict.kind == .noRoom, lastLines: verdict.lastLines)
        }
    }
}

extension ExitStatus {
    /// As those who judge it know it, who import no part of the system.
    public var processEnd: ProcessEnd {
        switch self {
        case .exited(let code): .exited(code)
        case .signalled(let signal): .signalled(signal)
        }
    }
}
