import FarmModel
import FarmWire
import Glibc
import Invocation
import JSONText
import LinuxIO

/// `renderctl logs JOB`
enum LogsCommand: ControlCommand {
    static let shape = CommandShape(
        name: "logs", overview: "Print what the stages and workers have logged about a job.",
        arguments: [jobArgument],
        options: [
            .value("chunk", placeholder: "N", help: "Only about chunk N."),
            .flag("follow", short: "f", help: "Go on until the job has ended."),
        ])

    /// While a log is followed, silence says nothing: a chunk may take hours.
    private static let followMilliseconds = Int(Int32.max)

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let job = try call.job()
        let chunk = try call.parsed.integer("chunk", in: 0...FarmLimits.chunksPerVideo - 1)
        let follows = call.parsed.has("follow")
        let patience = follows ? followMilliseconds : CoordinatorClient.answerMilliseconds
        var collected: [String] = []
        let farm = try call.farmOrFound()
        do throws(ConnectionProblem) {
            let client = try CoordinatorClient(farm)
            var reply = try client.ask(.logs(job, chunk: chunk, follow: follows), timeoutMilliseconds: patience)
            while case .logText(let lines) = reply {
                if call.output.isJSON, !follows { collected += lines } else { show(lines, call.output) }
                reply = try client.nextReply(timeoutMilliseconds: patience)
            }
            guard case .done = reply else { throw ConnectionProblem.broken(cause: "it answered another question") }
        } catch {
            throw error.asUserError(call.address)
        }
        if call.output.isJSON, !follows { showAll(collected, of: job, call.output) }
        return .ok
    }

    /// Without an end in sight, JSON is one document a line.
    private static func show(_ lines: [String], _ output: Output) {
        let isWatched = isTerminal(STDOUT_FILENO)
        for line in lines {
            output.show((isWatched ? printable(line) : line) + "\n") { json in
                json.object { $0.field("line", line) }
            }
        }
    }

    private static func showAll(_ lines: [String], of job: JobID, _ output: Output) {
        output.show("") { json in
            json.object { json in
                json.field("job_id", job.number)
                json.field("lines", lines)
            }
        }
    }
}
