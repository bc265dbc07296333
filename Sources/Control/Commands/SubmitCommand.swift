import FarmModel
import Invocation

/// `renderctl submit INPUT`
enum SubmitCommand: ControlCommand {
    static let shape = CommandShape(
        name: "submit", overview: "Submit a video to be rendered.",
        arguments: [RenderOptions.input],
        options: RenderOptions.shapes + [
            .flag(
                "upload",
                help: """
                    Send INPUT to the coordinator, which does not see this machine's files. With -o, wait, and bring the \
                    video back there; without, `renderctl fetch` does.
                    """),
            .flag("wait", help: "Show the progress until the job has ended, then its report."),
            watchFlag,
        ],
        exclusive: RenderOptions.exclusive)

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let options = try RenderOptions(call.parsed)
        if call.parsed.has("upload") { return try RemoteSubmission(options, call).perform() }
        return try submit(options.request, call)
    }

    static func submit(_ request: JobRequest, _ call: ControlCall) throws(UserError) -> ExitCode {
        let (job, run) = try call.submit(request)
        return try show(job, run, call)
    }

    /// Waits for the job where that was asked for.
    static func show(_ job: JobID, _ run: RunIdentity, _ call: ControlCall) throws(UserError) -> ExitCode {
        if call.parsed.has("wait") || call.parsed.has("watch") {
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
