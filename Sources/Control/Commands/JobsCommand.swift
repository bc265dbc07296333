import Invocation

/// `renderctl jobs`
enum JobsCommand: ControlCommand {
    static let shape = CommandShape(name: "jobs", overview: "List the jobs that the coordinator knows.")

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        guard case .jobs(let jobs) = try call.ask(.jobs) else { throw call.wrongAnswer }
        call.output.show(JobPages.list(jobs, width: call.output.width)) { json in
            json.object { $0.field("jobs", jobs) }
        }
        return .ok
    }
}
