import Invocation

/// `renderctl kick WORKER`
enum KickCommand: ControlCommand {
    static let shape = CommandShape(
        name: "kick", overview: "Send a worker away at once. What it was rendering is given to others.",
        arguments: [workerArgument])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let worker = call.parsed.argument("WORKER")
        return try call.steer(.kick(workerName: worker), workerName: worker, "was sent away")
    }
}
