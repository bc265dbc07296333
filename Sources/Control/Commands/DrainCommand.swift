import Invocation

/// `renderctl drain WORKER`
enum DrainCommand: ControlCommand {
    static let shape = CommandShape(
        name: "drain", overview: "Let a worker finish what it is rendering, and then leave.",
        arguments: [workerArgument])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let worker = call.parsed.argument("WORKER")
        return try call.steer(.drain(workerName: worker), workerName: worker, "leaves when it has finished")
    }
}

/// The argument of every command about one worker.
let workerArgument = ArgumentShape("WORKER", help: "The name of the worker, as `renderctl workers` shows it.")
