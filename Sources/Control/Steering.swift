import FarmModel
import FarmWire
import Invocation

/// Commands that change something and have nothing else to show.
extension ControlCall {
    /// `done` finishes the sentence that begins with the job.
    func steer(_ request: ClientRequest, _ job: JobID, _ done: String) throws(UserError) -> ExitCode {
        guard case .done = try ask(request) else { throw wrongAnswer }
        output.show("job \(job.number) \(done)\n") { json in
            json.object { json in
                json.field("job_id", job.number)
                json.field("command", parsed.commandName ?? "")
            }
        }
        return .ok
    }

    func steer(_ request: ClientRequest, workerName: String, _ done: String) throws(UserError) -> ExitCode {
        guard case .done = try ask(request) else { throw wrongAnswer }
        output.show("worker \(printable(workerName)) \(done)\n") { json in
            json.object { json in
                json.field("worker", workerName)
                json.field("command", parsed.commandName ?? "")
            }
        }
        return .ok
    }
}
