/// Where a child's input comes from.
public enum ChildInput: Sendable {
    /// The end of the file at once.
    case null
    /// A copy of an open descriptor; it stays the caller's.
    case descriptor(Int32)
    /// At most 64 KiB, which a pipe holds without anybody reading.
    case bytes([UInt8])
}

/// Where a child's output goes.
public enum ChildOutput: Sendable {
    /// To the handler.
    case piped
    case null
    /// Where the parent's own goes.
    case inherited
    /// A copy of an open descriptor; it stays the caller's.
    case descriptor(Int32)
}

public enum ChildStream: Equatable, Sendable {
    case standardOutput, standardError
}

/// A program to run, as an argument vector: no shell ever reads it.
public struct SpawnRequest: Sendable {
    /// A name, looked up in PATH, or a path.
    public var program: String
    /// Without the program's own name.
    public var arguments: [String]
    /// Set on top of the parent's environment.
    public var environmentAdditions: [String: String] = [:]
    /// The child gets the parent's environment; otherwise it has nothing but the additions.
    public var inheritsEnvironment = true
    public var workingDirectory: String?
    /// Added to the parent's; higher is more modest.
    public var niceness: Int32 = 0
    public var standardInput = ChildInput.null
    public var standardOutput = ChildOutput.piped
    public var standardError = ChildOutput.piped

    public init(program: String, arguments: [String] = []) {
        self.program = program
        self.arguments = arguments
    }
}
