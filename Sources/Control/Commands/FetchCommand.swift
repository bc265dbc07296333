import FarmModel
import Invocation
import MediaPlan

/// `renderctl fetch JOB`
enum FetchCommand: ControlCommand {
    static let shape = CommandShape(
        name: "fetch",
        overview: """
            Bring the finished video of a job from the coordinator. Broken off, the same command goes on where it was; the \
            video gets its name when it is whole and its hash is right.
            """,
        arguments: [jobArgument],
        options: [
            .value(
                "output", short: "o", placeholder: "OUT", help: "Where to put it (default: here, under its own name)."),
            .flag("overwrite", help: "Replace the file if it exists."),
        ])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let job = try call.job()
        guard case .job(let detail) = try call.ask(.job(job)) else { throw call.wrongAnswer }
        guard detail.summary.status == Job.Phase.done.rawValue else {
            throw UserError(
                "job \(job.number) has no finished video", cause: "it is \(detail.summary.status)",
                hint: "`\(call.commandLine("show \(job.number)"))` shows how far it is")
        }
        let path = try absolute(
            call.parsed.text("output") ?? RunLayout.split(detail.summary.output).name, for: "--output")
        let result = try bring(job, to: path, overwrite: call.parsed.has("overwrite"), call)
        call.output.show("\(path)\n") { json in
            json.object { json in
                json.field("job_id", job.number)
                json.field("output", path)
                json.field("size_bytes", result.sizeBytes)
                json.field("sha256", result.sha256)
            }
        }
        return .ok
    }

    static func bring(
        _ job: JobID, to path: String, overwrite: Bool, _ call: ControlCall
    ) throws(UserError) -> ResultDownload.Result {
        try ResultDownload(
            job: job, path: path, overwrite: overwrite, files: FarmFiles(call), output: call.output
        ).perform()
    }
}
