/// What was typed, sorted by option and argument. Getters check the values and explain what is wrong with them.
public struct ParsedCommand: Equatable, Sendable {
    /// Program and command, for messages: `renderctl submit`.
    public let title: String
    /// Nil when the program has no commands, or none was typed.
    public let commandName: String?
    private let values: [String: [String]]
    private let arguments: [String: [String]]

    init(title: String, commandName: String?, values: [String: [String]], arguments: [String: [String]]) {
        self.title = title
        self.commandName = commandName
        self.values = values
        self.arguments = arguments
    }

    public var wantsHelp: Bool { has("help") }

    /// Whether the option was given at all.
    public func has(_ option: String) -> Bool { values[option] != nil }

    public func text(_ option: String) -> String? { values[option]?.first }

    /// All values of a repeated option, in order.
    public func texts(_ option: String) -> [String] { values[option] ?? [] }

    /// A required argument was checked before: it is empty only if help was asked for.
    public func argument(_ name: String) -> String { arguments[name]?.first ?? "" }

    public func optionalArgument(_ name: String) -> String? { arguments[name]?.first }

    public func repeatedArgument(_ name: String) -> [String] { arguments[name] ?? [] }

    public func integer(_ option: String, in range: ClosedRange<Int>) throws(UserError) -> Int? {
        guard let text = text(option) else { return nil }
        return try Quantity.integer(text, in: range, of: "--" + option)
    }

    public func integerArgument(_ name: String, in range: ClosedRange<Int>) throws(UserError) -> Int {
        try Quantity.integer(argument(name), in: range, of: name)
    }

    /// Seconds with a decimal fraction (`2.5`), as milliseconds.
    public func seconds(
        _ option: String, inMilliseconds range: ClosedRange<Int>
    ) throws(UserError) -> Int? {
        guard let text = text(option) else { return nil }
        return try Quantity.seconds(text, inMilliseconds: range, of: "--" + option)
    }

    /// A span with its unit (`7d`, `12h`, `30m`, `90s`), as milliseconds.
    public func span(_ option: String) throws(UserError) -> Int? {
        guard let text = text(option) else { return nil }
        return try Quantity.span(text, of: "--" + option)
    }

    /// One of the names of an enumeration.
    public func choice<Choice: RawRepresentable & CaseIterable>(
        _ option: String, of type: Choice.Type
    ) throws(UserError) -> Choice? where Choice.RawValue == String {
        guard let text = text(option) else { return nil }
        return try Quantity.choice(text, of: type, for: "--" + option)
    }
}
