import Invocation

/// `renderctl resume JOB`
enum ResumeCommand: ControlCommand {
    static let shape = CommandShape(
        name: "resume", overview: "Let a paused job go on.",
        arguments: [jobArgument])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let job = try call.job()
        return try call.steer(.resume(job), job, "goes on")
    }
}
