import Invocation

/// `renderctl pause JOB`
enum PauseCommand: ControlCommand {
    static let shape = CommandShape(
        name: "pause", overview: "Pause a job: running chunks are finished, no further ones are started.",
        arguments: [jobArgument])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let job = try call.job()
        return try call.steer(.pause(job), job, "is paused")
    }
}
