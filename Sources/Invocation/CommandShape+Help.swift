extension CommandShape {
    /// The help text of this program, or of one of its commands: OVERVIEW, USAGE, ARGUMENTS, OPTIONS, SUBCOMMANDS.
    public func helpText(command name: String? = nil, width: Int = 80) -> String {
        guard let name, let command = command(name) else {
            return HelpPage(shape: self, program: nil, width: width).text
        }
        return HelpPage(shape: command, program: self, width: width).text
    }
}

private struct HelpPage {
    let shape: CommandShape
    let program: CommandShape?
    let width: Int
    /// Where the explanations begin.
    private let indentation = 28

    init(shape: CommandShape, program: CommandShape?, width: Int) {
        self.shape = shape
        self.program = program
        self.width = width
    }

    var title: String { program.map { "\($0.name) \(shape.name)" } ?? shape.name }

    var options: [OptionShape] {
        (shape.options + (program?.options ?? []) + [.help]).filter { !$0.isHidden }
    }

    var text: String {
        var parts = [
            wrapped(shape.overview, firstPrefix: "OVERVIEW: ", prefix: "", width: width),
            wrapped(usageWords, firstPrefix: "USAGE: ", prefix: "       ", width: width),
        ]
        if !shape.arguments.isEmpty {
            parts.append("ARGUMENTS:\n" + shape.arguments.map { item($0.name, $0.help) }.joined())
        }
        parts.append("OPTIONS:\n" + options.map { item($0.label, $0.help) }.joined())
        if !shape.commands.isEmpty {
            let list = shape.commands.map { item($0.name, firstSentence(of: $0.overview)) }.joined()
            parts.append("SUBCOMMANDS:\n" + list + "\n  See `\(title) help COMMAND` for one of them.\n")
        }
        if !shape.notes.isEmpty { parts.append(shape.notes.joined(separator: "\n") + "\n") }
        return parts.joined(separator: "\n")
    }

    var usageWords: [String] {
        var words = title.split(separator: " ").map(String.init)
        words += shape.arguments.map(\.usage)
        if !shape.commands.isEmpty { words = [shape.name, "[OPTIONS]", "COMMAND", "…"] }
        guard shape.commands.isEmpty else { return words }
        var written: Set<String> = []
        for option in shape.options where !option.isHidden && !written.contains(option.name) {
            let group = shape.exclusive.first { $0.contains(option.name) } ?? [option.name]
            written.formUnion(group)
            let members = group.compactMap { name in shape.options.first { $0.name == name } }
            words.append("[" + members.map(\.usage).joined(separator: " | ") + "]" + (option.isRepeated ? "…" : ""))
        }
        return words
    }

    func item(_ label: String, _ help: String) -> String {
        let prefix = String(repeating: " ", count: indentation)
        let head = "  " + label
        guard head.count + 2 <= indentation else {
            return head + "\n" + wrapped(help, firstPrefix: prefix, prefix: prefix, width: width)
        }
        return wrapped(help, firstPrefix: padded(head, to: indentation), prefix: prefix, width: width)
    }

    func firstSentence(of text: String) -> String {
        guard let end = text.firstIndex(of: ".") else { return text }
        return String(text[...end])
    }
}
