import Invocation

/// `renderctl retry JOB`
enum RetryCommand: ControlCommand {
    static let shape = CommandShape(
        name: "retry", overview: "Try a failed job again: only what is missing is rendered.",
        arguments: [jobArgument])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let job = try call.job()
        return try call.steer(.retry(job), job, "is tried again")
    }
}
