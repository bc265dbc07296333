import FarmModel
import Invocation
import LinuxIO

/// `renderctl show JOB`
enum ShowCommand: ControlCommand {
    static let shape = CommandShape(
        name: "show", overview: "Show one job, chunk by chunk.", arguments: [jobArgument])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        guard case .job(let job) = try call.ask(.job(try call.job())) else { throw call.wrongAnswer }
        call.output.show(JobPages.detail(job, width: call.output.width, clock: localTime), json: job)
        return .ok
    }

    /// `2026-01-31 23:59:59`.
    static func localTime(_ moment: Timestamp) -> String {
        let digits = Array(FarmClock.localTimestamp(wallMilliseconds: moment.milliseconds))
        guard digits.count == 15 else { return String(digits) }
        let date = "\(String(digits[0..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8]))"
        return "\(date) \(String(digits[9..<11])):\(String(digits[11..<13])):\(String(digits[13..<15]))"
    }
}

/// The argument of every command about one job.
let jobArgument = ArgumentShape("JOB", help: "The number of the job.")
