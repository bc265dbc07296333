/// A program, or one command of it: what it is called, what it does, and what may follow its name.
///
/// `--help` (`-h`) is there without being declared. Options of the program are also options of each
/// of its commands: they may stand before or after the command's name.
public struct CommandShape: Equatable, Sendable {
    /// `coordinatord`, `renderctl`; for a command of a program only its own name: `submit`.
    public var name: String
    /// One sentence, or a few.
    public var overview: String
    public var arguments: [ArgumentShape]
    public var options: [OptionShape]
    /// Names of options of which at most one may be given.
    public var exclusive: [[String]]
    public var commands: [CommandShape]
    /// Lines under the help text, kept as they are: examples, environment, exit status.
    public var notes: [String]

    public init(
        name: String, overview: String, arguments: [ArgumentShape] = [], options: [OptionShape] = [],
        exclusive: [[String]] = [], commands: [CommandShape] = [], notes: [String] = []
    ) {
        self.name = name
        self.overview = overview
        self.arguments = arguments
        self.options = options
        self.exclusive = exclusive
        self.commands = commands
        self.notes = notes
    }

    /// The command of that name.
    public func command(_ name: String) -> CommandShape? {
        commands.first { $0.name == name }
    }

    /// The error for a command that is not among `commands`.
    public func unknownCommand(_ wanted: String) -> UserError {
        let near = suggestion(for: wanted, among: commands.map(\.name)).map { "did you mean `\(name) \($0)`? " } ?? ""
        return UserError(
            "unknown command `\(wanted)`", cause: "`\(name)` has no command of that name",
            hint: near + "there are: " + commands.map(\.name).joined(separator: ", "), exitCode: .usage)
    }
}
