import Invocation

/// One command of `renderctl`: what may follow its name, and what it does.
protocol ControlCommand: Sendable {
    static var shape: CommandShape { get }
    static func run(_ call: ControlCall) throws(UserError) -> ExitCode
}

/// What a command was called with.
struct ControlCall {
    let parsed: ParsedCommand
    let output: Output
    /// Where the coordinator is looked for.
    let address: HostPort
    /// The address was asked for, and is not only the usual one.
    let isAddressGiven: Bool
}
