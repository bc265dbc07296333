import Invocation

/// `renderctl cancel JOB`
enum CancelCommand: ControlCommand {
    static let shape = CommandShape(
        name: "cancel", overview: "Cancel a job. What it has rendered so far is thrown away.",
        arguments: [jobArgument])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let job = try call.job()
        return try call.steer(.cancel(job), job, "is cancelled")
    }
}
