/// An option as a command declares it: `--name VALUE`, or a flag `--name`.
public struct OptionShape: Equatable, Sendable {
    /// The long name without dashes. Results are asked for under it.
    public var name: String
    /// The letter of the short form.
    public var short: Character?
    /// What help shows for the value; nil for a flag, which takes none.
    public var placeholder: String?
    public var help: String
    /// May be given more than once; otherwise a second time is an error.
    public var isRepeated: Bool
    /// Left out of help and suggestions: for programs that start themselves.
    public var isHidden: Bool

    public static func flag(
        _ name: String, short: Character? = nil, help: String, isHidden: Bool = false
    ) -> OptionShape {
        OptionShape(
            name: name, short: short, placeholder: nil, help: help, isRepeated: false, isHidden: isHidden)
    }

    public static func value(
        _ name: String, short: Character? = nil, placeholder: String, help: String, isRepeated: Bool = false,
        isHidden: Bool = false
    ) -> OptionShape {
        OptionShape(
            name: name, short: short, placeholder: placeholder, help: help, isRepeated: isRepeated,
            isHidden: isHidden)
    }

    public static let help = OptionShape.flag("help", short: "h", help: "Show this text.")
    /// For whoever installs the program: it prints what `man` shows.
    public static let manual = OptionShape.flag("manual", help: "Print the manual page.", isHidden: true)
    public static let version = OptionShape.flag("version", help: "Show the version.")

    var takesValue: Bool { placeholder != nil }

    /// As in `[-o OUT]`: the short form where there is one.
    var usage: String {
        let name = short.map { "-\($0)" } ?? "--\(name)"
        return name + valueSuffix
    }

    /// As in the list of options: `-o, --output OUT`.
    var label: String {
        let names = short.map { "-\($0), --\(name)" } ?? "--\(name)"
        return names + valueSuffix
    }

    private var valueSuffix: String { placeholder.map { " \($0)" } ?? "" }
}

/// A positional argument as a command declares it. Only the last one may be optional or repeated.
public struct ArgumentShape: Equatable, Sendable {
    /// In capitals, as help shows it. Results are asked for under it.
    public var name: String
    public var help: String
    public var isOptional: Bool
    public var isRepeated: Bool

    public init(_ name: String, help: String, isOptional: Bool = false, isRepeated: Bool = false) {
        self.name = name
        self.help = help
        self.isOptional = isOptional
        self.isRepeated = isRepeated
    }

    var usage: String {
        let text = isRepeated ? name + "…" : name
        return isOptional ? "[\(text)]" : text
    }
}
