import FarmWire
import Invocation

/// `renderctl completions SHELL`
enum CompletionsCommand: ControlCommand {
    static let shape = CommandShape(
        name: "completions", overview: "Print what a shell needs to complete command lines of this program.",
        arguments: [
            ArgumentShape(
                "SHELL", help: "bash, zsh or fish; the first line of what is printed says what to do with it."),
            ArgumentShape(
                "WORD", help: "Behind `candidates --` instead of a shell: what could be the last of these words.",
                isOptional: true, isRepeated: true),
        ])

    /// What the scripts ask for.
    private static let candidates = "candidates"

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let name = call.parsed.argument("SHELL")
        if name == candidates { return complete(call.parsed.repeatedArgument("WORD"), call.output) }
        guard let shell = CompletionScript.Shell(rawValue: name) else {
            throw UserError(
                "there are no completions for `\(name)`", cause: "bash, zsh and fish are known", exitCode: .usage)
        }
        let script = CompletionScript.text(for: shell)
        call.output.show(script) { json in
            json.object { $0.field("script", script) }
        }
        return .ok
    }

    /// Whatever goes wrong, the person at the prompt is told nothing: there is nothing to offer then.
    private static func complete(_ words: [String], _ output: Output) -> ExitCode {
        let point = CompletionPoint(words, in: Renderctl.shape)
        let found = CompletionCandidates(point: point) { request in
            do throws(UserError) {
                var call = try Renderctl.call(Renderctl.shape.parse(point.connectionWords + ["jobs"]), output)
                call.search = nil
                return try call.ask(request)
            } catch {
                return nil
            }
        }
        output.writeData(Array(found.text.utf8))
        return .ok
    }
}
