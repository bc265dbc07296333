extension CommandShape {
    /// Reads the words after the program's name.
    public func parse(_ words: [String]) throws(UserError) -> ParsedCommand {
        var parser = ArgumentParser(program: self, words: words)
        return try parser.run()
    }
}

/// Walks over the words once. Options of the program are known from the start, those of a command
/// from its name on.
private struct ArgumentParser {
    let program: CommandShape
    let words: [String]
    var next = 0
    var command: CommandShape?
    var values: [String: [String]] = [:]
    var positional: [String] = []
    var onlyArgumentsFollow = false

    init(program: CommandShape, words: [String]) {
        self.program = program
        self.words = words
    }

    var title: String { command.map { "\(program.name) \($0.name)" } ?? program.name }

    var knownOptions: [OptionShape] { (command?.options ?? []) + program.options + [.help] }

    mutating func run() throws(UserError) -> ParsedCommand {
        while next < words.count {
            let word = words[next]
            next += 1
            if onlyArgumentsFollow || !looksLikeOption(word) {
                try takeArgument(word)
            } else if word == "--" {
                onlyArgumentsFollow = true
            } else if word.hasPrefix("--") {
                try takeLong(word)
            } else {
                try takeShort(word)
            }
        }
        let parsed = ParsedCommand(
            title: title, commandName: command?.name, values: values, arguments: try assignArguments())
        if !parsed.wantsHelp { try checkExclusive() }
        return parsed
    }

    /// A lone dash and negative numbers are arguments.
    func looksLikeOption(_ word: String) -> Bool {
        var letters = word.utf8.makeIterator()
        guard letters.next() == UInt8(ascii: "-"), let second = letters.next() else { return false }
        return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(second)
    }

    mutating func takeArgument(_ word: String) throws(UserError) {
        guard command == nil, !program.commands.isEmpty else {
            positional.append(word)
            return
        }
        guard let named = program.command(word) else { throw program.unknownCommand(word) }
        command = named
    }

    mutating func takeLong(_ word: String) throws(UserError) {
        let body = word.dropFirst(2)
        let equals = body.firstIndex(of: "=")
        let name = String(equals.map { body[..<$0] } ?? body)
        guard let option = knownOptions.first(where: { $0.name == name }) else { throw unknownOption("--" + name) }
        let attached = equals.map { String(body[body.index(after: $0)...]) }
        try record(option, attached: attached, as: "--" + name)
    }

    mutating func takeShort(_ word: String) throws(UserError) {
        let body = word.dropFirst()
        guard let letter = body.first, let option = knownOptions.first(where: { $0.short == letter }) else {
            throw unknownOption(word)
        }
        let rest = body.dropFirst()
        if !option.takesValue, !rest.isEmpty { throw unknownOption(word) }
        let attached = rest.isEmpty ? nil : String(rest.hasPrefix("=") ? rest.dropFirst() : rest)
        try record(option, attached: attached, as: "-\(letter)")
    }

    mutating func record(_ option: OptionShape, attached: String?, as written: String) throws(UserError) {
        if !option.takesValue {
            guard attached == nil else { throw usage("\(written) takes no value", cause: "it is a flag") }
            values[option.name] = []
            return
        }
        let value = if let attached { attached } else { try followingValue(of: option, as: written) }
        if !option.isRepeated, values[option.name] != nil {
            throw usage("\(written) was given twice", cause: "it can have only one value")
        }
        values[option.name, default: []].append(value)
    }

    mutating func followingValue(of option: OptionShape, as written: String) throws(UserError) -> String {
        guard next < words.count, !isKnownOption(words[next]) else {
            throw usage(
                "\(written) needs a value",
                cause: next < words.count ? "`\(words[next])` is an option" : "nothing follows it",
                hint: "write \(written) \(option.placeholder ?? "VALUE")")
        }
        next += 1
        return words[next - 1]
    }

    func isKnownOption(_ word: String) -> Bool {
        guard looksLikeOption(word) else { return false }
        if word == "--" { return true }
        if word.hasPrefix("--") {
            let name = word.dropFirst(2).prefix { $0 != "=" }
            return knownOptions.contains { $0.name == name }
        }
        return word.count == 2 && knownOptions.contains { $0.short == word.last }
    }

    func unknownOption(_ written: String) -> UserError {
        let wanted = String(written.drop { $0 == "-" })
        let owners = command == nil ? program.commands.filter { $0.options.contains { $0.name == wanted } } : []
        if let owner = owners.first {
            return usage(
                "\(written) stands before the command", cause: "it is an option of `\(owner.name)`, not of `\(title)`",
                hint: "write it behind the command: \(title) \(owner.name) … \(written)")
        }
        let names = knownOptions.filter { !$0.isHidden }.map(\.name)
        let near = suggestion(for: wanted, among: names).map { "did you mean --\($0)? " } ?? ""
        return usage(
            "unknown option \(written)", cause: "`\(title)` has no option of that name",
            hint: near + "there are: " + names.map { "--" + $0 }.joined(separator: ", "))
    }

    func assignArguments() throws(UserError) -> [String: [String]] {
        let shapes = command?.arguments ?? program.arguments
        var rest = positional[...]
        var assigned: [String: [String]] = [:]
        for shape in shapes {
            if shape.isRepeated {
                assigned[shape.name] = Array(rest)
                rest = []
            } else if let word = rest.popFirst() {
                assigned[shape.name] = [word]
            }
            let isMissing = assigned[shape.name, default: []].isEmpty && !shape.isOptional
            if isMissing, values["help"] == nil {
                throw usage("\(shape.name) is missing", cause: "`\(title)` needs it: \(lowercasedFirst(shape.help))")
            }
        }
        if let extra = rest.first, values["help"] == nil {
            let count = shapes.isEmpty ? "no arguments" : "only \(shapes.map(\.usage).joined(separator: " "))"
            throw usage("unexpected argument `\(extra)`", cause: "`\(title)` takes \(count)")
        }
        return assigned
    }

    func checkExclusive() throws(UserError) {
        for group in (command?.exclusive ?? []) + program.exclusive {
            let given = group.filter { values[$0] != nil }
            guard given.count > 1 else { continue }
            throw usage("--\(given[0]) and --\(given[1]) exclude each other", cause: "only one of them can hold")
        }
    }

    func usage(_ summary: String, cause: String, hint: String? = nil) -> UserError {
        let help = command.map { "\(program.name) help \($0.name)" } ?? "\(program.name) --help"
        return UserError(summary, cause: cause, hint: hint ?? "see `\(help)`", exitCode: .usage)
    }
}

/// A sentence of help inside another sentence.
private func lowercasedFirst(_ text: String) -> String {
    let plain = text.last == "." ? text.dropLast() : text[...]
    return plain.prefix(1).lowercased() + plain.dropFirst()
}
