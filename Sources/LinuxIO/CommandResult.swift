/// What brought a command to its end.
public enum CommandEnd: Equatable, Sendable {
    case itself
    /// It was killed: the time was up.
    case timeOut
    /// It was killed: nothing had come of it for too long.
    case silence
    /// It was killed: more output, or a longer line, than allowed.
    case outputLimit
    /// It was killed: the line handler said stop.
    case caller
}

/// What a finished command left behind.
public struct CommandResult: Equatable, Sendable {
    public let status: ExitStatus
    public let endedBy: CommandEnd
    /// Everything it wrote, up to the limit; empty where a line handler took it.
    public let standardOutput: [UInt8]
    /// The last bytes it wrote to its standard error.
    public let standardErrorTail: [UInt8]
    public let usage: ResourceUsage
    public let wallMilliseconds: Int64

    /// True when it ended by itself, with status 0.
    public var isSuccess: Bool { endedBy == .itself && status.isSuccess }
}

/// What a line handler wants next.
public enum LineVerdict: Equatable, Sendable {
    case goOn
    /// Go on, but the line is no sign that the program gets anywhere.
    case wait
    case stop
}
