/// What a program of the farm tells its caller when it ends. The numbers are a promise to scripts.
public enum ExitCode: Int32, Equatable, Sendable, CaseIterable {
    case ok = 0
    case failed = 1
    /// The command did its part, and the job it waited for ended without output.
    case jobFailed = 2
    /// The command line makes no sense.
    case usage = 64
    case unreachable = 69
    case refused = 77
    case configuration = 78
    case interrupted = 130
}
