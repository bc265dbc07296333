import FarmModel
import Invocation

/// `renderctl priority JOB N`
enum PriorityCommand: ControlCommand {
    static let shape = CommandShape(
        name: "priority", overview: "Change the priority of a job.",
        arguments: [jobArgument, ArgumentShape("N", help: "Higher goes first, -100 to 100.")])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let job = try call.job()
        let priority = try call.parsed.integerArgument("N", in: FarmLimits.priorityRange)
        return try call.steer(.setPriority(job, priority), job, "has priority \(priority)")
    }
}
