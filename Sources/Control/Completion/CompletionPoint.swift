import FarmModel
import Invocation
import MediaPlan

/// What may stand at one place of a command line: found from the shapes of the commands, without asking anybody.
struct CompletionPoint: Equatable {
    /// The command that the line names; nil before there is one.
    var command: String?
    /// Where the coordinator is to be looked for, as the line says: `--coordinator`, `--secret-file` and their values.
    var connectionWords: [String] = []
    var kind: Kind
    /// What is written already.
    var beginning: String
    /// What stands before it in the same word and is no part of it, as `--preset=`.
    var lead = ""

    enum Kind: Equatable {
        case commands
        case options
        case words([String])
        case jobs
        case workers
        case presets
        case renderers
        case files
        case nothing
    }

    /// `words` are those behind the program's name; the last one is being written, and may be empty.
    init(_ words: [String], in program: CommandShape) {
        let words = Self.joined(words)
        var walk = Walk(program: program)
        for word in words.dropLast() { walk.take(word) }
        let current = words.last ?? ""
        command = walk.command?.name
        connectionWords = walk.connectionWords
        beginning = current
        if let option = walk.waiting {
            kind = Self.kind(of: option)
        } else if !walk.onlyArgumentsFollow, current.hasPrefix("-") {
            kind = .options
            guard let equals = current.firstIndex(of: "="), let option = walk.option(String(current[..<equals])) else {
                return
            }
            lead = String(current[...equals])
            beginning = String(current[current.index(after: equals)...])
            kind = Self.kind(of: option)
        } else if let shape = walk.command {
            kind = Self.kind(ofArgument: walk.arguments, of: shape)
        } else {
            kind = .commands
        }
    }

    /// bash takes `--preset=x` apart into three words.
    private static func joined(_ words: [String]) -> [String] {
        var result: [String] = []
        for word in words {
            if word == "=", let last = result.last, last.hasPrefix("--") { continue }
            result.append(word)
        }
        return result
    }

    private static func kind(of option: OptionShape) -> Kind {
        switch option.name {
        case "preset": return .presets
        case "renderer": return .renderers
        case "encoder": return .words(EncoderFacts.all.map(\.name))
        default: break
        }
        if let values = enumerations[option.name] { return .words(values) }
        switch option.placeholder {
        case "FILE", "DIR", "OUT", "PATH": return .files
        default: return .nothing
        }
    }

    private static let enumerations: [String: [String]] = [
        "cut": ["robust", "fast", "scene"], "audio": ["reattach", "encode", "none", "chunked"],
        "parity": ["strict", "warn"], "kind": ["mandelbrot", "testsrc"],
        "method": FrameMethod.allCases.map(\.rawValue), "mezzanine": Mezzanine.allCases.map(\.rawValue),
        "frame-format": FrameFormat.allCases.map(\.rawValue),
    ]

    private static func kind(ofArgument number: Int, of shape: CommandShape) -> Kind {
        guard let argument = shape.arguments.indices.contains(number) ? shape.arguments[number] : shape.arguments.last,
            number < shape.arguments.count || argument.isRepeated
        else { return .nothing }
        switch argument.name {
        case "JOB": return .jobs
        case "WORKER": return .workers
        case "COMMAND": return .commands
        case "SHELL": return .words(CompletionScript.Shell.allCases.map(\.rawValue))
        case "INPUT", "OUT", "A", "B", "PATH", "FILE": return .files
        case "FILTER": return .words(FilterTable.all.map(\.name))
        default: return .nothing
        }
    }
}

/// Goes over the finished words.
private struct Walk {
    let program: CommandShape
    var command: CommandShape?
    /// How many arguments of the command are written.
    var arguments = 0
    var waiting: OptionShape?
    var onlyArgumentsFollow = false
    var connectionWords: [String] = []

    init(program: CommandShape) { self.program = program }

    func option(_ word: String) -> OptionShape? {
        let known = (command?.options ?? []) + program.options
        if word.hasPrefix("--") { return known.first { "--" + $0.name == word } }
        return known.first { option in option.short.map { "-\($0)" == word } ?? false }
    }

    mutating func take(_ word: String) {
        if let option = waiting {
            waiting = nil
            note(option, value: word)
        } else if onlyArgumentsFollow || !word.hasPrefix("-") || word == "-" {
            if command == nil {
                command = program.command(word)
            } else {
                arguments += 1
            }
        } else if word == "--" {
            onlyArgumentsFollow = true
        } else if let equals = word.firstIndex(of: "=") {
            if let option = option(String(word[..<equals])) {
                note(option, value: String(word[word.index(after: equals)...]))
            }
        } else if let option = option(word), option.placeholder != nil {
            waiting = option
        }
    }

    private mutating func note(_ option: OptionShape, value: String) {
        if ["coordinator", "secret-file"].contains(option.name) { connectionWords += ["--" + option.name, value] }
    }
}
