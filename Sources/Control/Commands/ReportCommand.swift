import Invocation

/// `renderctl report JOB`
enum ReportCommand: ControlCommand {
    static let shape = CommandShape(
        name: "report", overview: "Report on a job that has ended: times, chunks, checks, and what is missing and why.",
        arguments: [jobArgument])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        guard case .report(let report) = try call.ask(.report(try call.job())) else { throw call.wrongAnswer }
        call.output.show(ReportPage.text(report), json: report)
        return .ok
    }
}
