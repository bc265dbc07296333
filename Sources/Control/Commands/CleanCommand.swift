import FarmWire
import Invocation

/// `renderctl clean`
enum CleanCommand: ControlCommand {
    static let shape = CommandShape(
        name: "clean", overview: "Remove the run folders of jobs that have ended. Finished videos stay.",
        options: [
            .flag("all", help: "Those of all jobs that have ended (default: those older than a week)."),
            .value("older-than", placeholder: "D", help: "Those of jobs that ended at least D ago: 7d, 12h, 30m."),
        ],
        exclusive: [["all", "older-than"]])

    private static let weekMilliseconds = 7 * 86_400_000
    /// Removing thousands of folders on a slow disk takes a while.
    private static let answerMilliseconds = 600_000

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let isAll = call.parsed.has("all")
        let age = try call.parsed.span("older-than") ?? weekMilliseconds
        let request = ClientRequest.clean(all: isAll, olderThanMilliseconds: isAll ? nil : age)
        guard case .cleaned(let runs, let bytes) = try call.ask(request, timeoutMilliseconds: answerMilliseconds) else {
            throw call.wrongAnswer
        }
        call.output.show("removed \(Words.count(runs, "run folder")), \(Words.bytes(bytes))\n") { json in
            json.object { json in
                json.field("runs", runs)
                json.field("bytes", bytes)
            }
        }
        return .ok
    }
}
