/// The manual page of a program, in the language of `man` (roff), from the same shape as its help.
public struct ManualPage {
    let shape: CommandShape
    let version: String
    /// All that have one: each names the others.
    private static let pages = ["coordinatord", "render-worker", "renderctl"]

    public init(_ shape: CommandShape, version: String) {
        self.shape = shape
        self.version = version
    }

    public var text: String {
        var page = Self.line(".TH", [shape.name.uppercased(), "1", "", "RenderFarm \(version)", "RenderFarm"])
        page += ".SH NAME\n" + Self.escaped(shape.name) + " \\- " + Self.escaped(Self.phrase(shape.overview)) + "\n"
        page += ".SH SYNOPSIS\n" + synopsis(of: shape)
        page += ".SH DESCRIPTION\n" + Self.paragraph(shape.overview)
        if !shape.arguments.isEmpty { page += ".SH ARGUMENTS\n" + arguments(of: shape) }
        page += ".SH OPTIONS\n" + options(shape.options + [.help])
        if !shape.commands.isEmpty { page += ".SH COMMANDS\n" + shape.commands.map(command).joined() }
        if !shape.notes.isEmpty { page += ".SH NOTES\n" + Self.verbatim(shape.notes) }
        let others = Self.pages.filter { $0 != shape.name }.map { "\\fB\(Self.escaped($0))\\fR(1)" }
        return page + ".SH \"SEE ALSO\"\n" + others.joined(separator: ", ") + "\n"
    }

    // MARK: Parts

    private func synopsis(of shape: CommandShape) -> String {
        let rest =
            shape.commands.isEmpty ? ["[OPTIONS]"] + shape.arguments.map(\.usage) : ["[OPTIONS]", "COMMAND", "…"]
        return "\\fB\(Self.escaped(shape.name))\\fR " + rest.map(Self.escaped).joined(separator: " ") + "\n"
    }

    private func command(_ command: CommandShape) -> String {
        let words = ([command.name] + command.arguments.map(\.usage)).joined(separator: " ")
        var text = Self.line(".SS", [words]) + Self.paragraph(command.overview)
        text += arguments(of: command) + options(command.options)
        if !command.notes.isEmpty { text += Self.verbatim(command.notes) }
        return text
    }

    private func arguments(of shape: CommandShape) -> String {
        shape.arguments.map { Self.item(Self.escaped($0.name), $0.help) }.joined()
    }

    private func options(_ options: [OptionShape]) -> String {
        options.filter { !$0.isHidden }.map { Self.item("\\fB\(Self.escaped($0.label))\\fR", $0.help) }.joined()
    }

    // MARK: The language

    private static func item(_ label: String, _ help: String) -> String { ".TP\n\(label)\n" + paragraph(help) }

    private static func paragraph(_ text: String) -> String { protected(escaped(text)) + "\n" }

    private static func verbatim(_ lines: [String]) -> String {
        ".nf\n" + lines.map { protected(escaped($0)) + "\n" }.joined() + ".fi\n"
    }

    private static func line(_ macro: String, _ words: [String]) -> String {
        macro + words.map { " \"" + escaped($0).replacing("\"", with: "\\(dq") + "\"" }.joined() + "\n"
    }

    /// A dot or an apostrophe at the beginning of a line would be a command.
    private static func protected(_ line: String) -> String {
        line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
    }

    /// A bare dash would become a hyphen, which nobody can search for or paste.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "…": result += "..."
            default: result.append(character)
            }
        }
        return result
    }

    /// A sentence as the part of a longer one: `Owns the queue.` becomes `owns the queue`.
    private static func phrase(_ overview: String) -> String {
        let sentence = overview.prefix { $0 != "." }
        return sentence.prefix(1).lowercased() + sentence.dropFirst()
    }
}
