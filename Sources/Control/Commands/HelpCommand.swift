import Invocation

/// `renderctl help [COMMAND]`
enum HelpCommand: ControlCommand {
    static let shape = CommandShape(
        name: "help", overview: "Explain this program, or one of its commands.",
        arguments: [ArgumentShape("COMMAND", help: "The command to explain.", isOptional: true)])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let name = call.parsed.optionalArgument("COMMAND")
        if let name, Renderctl.shape.command(name) == nil { throw Renderctl.shape.unknownCommand(name) }
        return show(name, call.output)
    }

    static func show(_ name: String?, _ output: Output) -> ExitCode {
        let text = Renderctl.shape.helpText(command: name)
        output.show(text) { json in
            json.object { $0.field("help", text) }
        }
        return .ok
    }
}
