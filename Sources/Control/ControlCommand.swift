import FarmSecrets
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
    /// The file of the secret that opens it; nil where none was named.
    let secretFile: String?
    /// Nil where nobody wants to wait for it.
    var search: FarmSearch?

    /// Where the coordinator is and what opens it. The secret is read where it is needed: a command that asks nobody
    /// needs none.
    func farm() throws(UserError) -> FarmEndpoint {
        try FarmEndpoint(address, secretFile: secretFile, for: .client)
    }

    /// The same or, where no address was given and nobody listens on this machine, what the local network has.
    func farmOrFound() throws(UserError) -> FarmEndpoint {
        let usual = try farm()
        return isAddressGiven ? usual : search?.farm(insteadOf: usual, output) ?? usual
    }
}
