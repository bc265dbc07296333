import Invocation

/// `renderctl workers`
enum WorkersCommand: ControlCommand {
    static let shape = CommandShape(
        name: "workers", overview: "List the workers: slots, load, and what they are rendering.")

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        guard case .workers(let workers) = try call.ask(.workers) else { throw call.wrongAnswer }
        call.output.show(WorkerPage.list(workers, width: call.output.width)) { json in
            json.object { $0.field("workers", workers) }
        }
        return .ok
    }
}
