import FarmModel
import Invocation

/// `renderctl submit INPUT`
enum SubmitCommand: ControlCommand {
    static let shape = CommandShape(
        name: "submit", overview: "Submit a video to be rendered.",
        arguments: [RenderOptions.input],
        options: RenderOptions.shapes + [
            .flag("wait", help: "Show the progress until the job has ended, then its report.")
        ],
        exclusive: RenderOptions.exclusive)

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let options = try RenderOptions(call.parsed)
        let (job, run) = try call.submit(options.request)
        if call.parsed.has("wait") {
            call.output.note("job \(job.number), the video goes to \(run.output)")
            return try JobWait.forJob(job, call)
        }
        call.output.show("job \(job.number)\n") { json in
            json.object { json in
                json.field("job_id", job.number)
                json.field("run", run.name)
                json.field("run_directory", run.directory)
                json.field("output", run.output)
            }
        }
        if !call.output.isJSON {
            let look = call.commandLine("show \(job.number)")
            call.output.note("the video goes to \(run.output); `\(look)` shows how far it is")
        }
        return .ok
    }
}
