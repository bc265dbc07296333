import JSONText

/// The settings of a program: each comes from its flag, else from the environment, else from the file,
/// else from the default in code. Asking for a setting declares it, so that `finish()` knows every key
/// that the file may have, and `rendering` everything that is in force.
public struct Settings {
    private let options: ParsedCommand
    private let environment: (String) -> String?
    private let file: ConfigurationFile?
    private var inForce: [(key: String, value: JSONValue, source: String)] = []

    /// `environment` answers for a variable's name; an empty variable counts as unset.
    public init(options: ParsedCommand, environment: @escaping (String) -> String?, file: ConfigurationFile?) {
        self.options = options
        self.environment = environment
        self.file = file
    }

    /// The settings of a file alone, with neither flags nor variables.
    public init(file: ConfigurationFile) {
        let nothing = ParsedCommand(title: "", commandName: nil, values: [:], arguments: [:])
        self.init(options: nothing, environment: { _ in nil }, file: file)
    }

    /// Declares a setting and finds what is in force. `read` and `convert` check the two forms it can have.
    private mutating func find<Value>(
        _ key: String, option: String?, variable: String?, fallback: Value,
        read: (_ text: String, _ name: String) throws(UserError) -> Value,
        convert: (JSONValue) -> Result<Value, SettingProblem>, show: (Value) -> JSONValue
    ) throws(UserError) -> Value {
        if let option, let text = options.text(option) {
            return note(key, try read(text, "--" + option), from: "--" + option, show)
        }
        if let variable, let text = environment(variable), !text.isEmpty {
            do throws(UserError) {
                return note(key, try read(text, variable), from: "the environment: " + variable, show)
            } catch {
                throw UserError(error.summary, cause: error.cause, hint: error.hint, exitCode: .configuration)
            }
        }
        if let file, let entry = file.entry(key) {
            switch convert(entry.value) {
            case .success(let value): return note(key, value, from: "\(file.name), line \(entry.line)", show)
            case .failure(let problem): throw file.error(entry, problem.cause)
            }
        }
        return note(key, fallback, from: "the default", show)
    }

    private mutating func note<Value>(
        _ key: String, _ value: Value, from source: String, _ show: (Value) -> JSONValue
    ) -> Value {
        inForce.append((key, show(value), source))
        return value
    }

    /// Whether a flag, the environment or the file says anything about it.
    public func isSet(_ key: String, option: String? = nil, variable: String? = nil) -> Bool {
        if let option, options.has(option) { return true }
        if let variable, let text = environment(variable), !text.isEmpty { return true }
        return file?.entry(key) != nil
    }

    /// Why the file cannot be used, with the place where it speaks of `key`, or of its beginning where it does not.
    public func mistake(about key: String, _ cause: String, hint: String? = nil) -> UserError {
        let entry = file?.entry(key)
        return ConfigurationFile.error(
            file?.name ?? "the configuration", line: entry?.line ?? 1, column: entry?.column ?? 1,
            "\(key): \(cause)", hint: hint)
    }

    /// What is in force, as a configuration file whose comments say where each value came from.
    public var rendering: String {
        var members: [JSONValue.Member] = []
        for setting in inForce {
            members.append(.init("// " + setting.key, .string("from " + setting.source)))
            members.append(.init(setting.key, setting.value))
        }
        return JSONValue.object(members).prettyJSONText() + "\n"
    }

    /// To be called when every setting was asked for: a key that nobody asked for is an error.
    public func finish() throws(UserError) {
        guard let file else { return }
        let known = inForce.map(\.key)
        for entry in file.entries where !known.contains(entry.key) {
            let near = suggestion(for: entry.key, among: known).map { "did you mean `\($0)`? " } ?? ""
            throw ConfigurationFile.error(
                file.name, line: entry.line, column: entry.column, "the key `\(entry.key)` is not known",
                hint: near + "there are: " + known.joined(separator: ", "))
        }
    }
}

/// Why a value of the file cannot be taken.
private struct SettingProblem: Error {
    let cause: String
}

extension Settings {
    public mutating func text(
        _ key: String, option: String? = nil, variable: String? = nil, default fallback: String
    ) throws(UserError) -> String {
        try optionalText(key, option: option, variable: variable, default: fallback) ?? fallback
    }

    /// Nil, which the file may write as `null`, where neither is set nor a default given.
    public mutating func optionalText(
        _ key: String, option: String? = nil, variable: String? = nil, default fallback: String? = nil
    ) throws(UserError) -> String? {
        try find(
            key, option: option, variable: variable, fallback: fallback, read: { text, _ in text },
            convert: { value in
                if case .null = value { return .success(fallback) }
                guard let text = value.stringValue else { return .failure(SettingProblem(cause: "expected a string")) }
                return .success(text)
            },
            show: { $0.map { .string($0) } ?? .null })
    }

    public mutating func integer(
        _ key: String, option: String? = nil, variable: String? = nil, in range: ClosedRange<Int>,
        default fallback: Int
    ) throws(UserError) -> Int {
        try optionalInteger(key, option: option, variable: variable, in: range, default: fallback) ?? fallback
    }

    public mutating func optionalInteger(
        _ key: String, option: String? = nil, variable: String? = nil, in range: ClosedRange<Int>,
        default fallback: Int? = nil
    ) throws(UserError) -> Int? {
        try find(
            key, option: option, variable: variable, fallback: fallback,
            read: { (text, name) throws(UserError) in try Quantity.integer(text, in: range, of: name) },
            convert: { value in
                if case .null = value { return .success(fallback) }
                guard let number = value.intValue else {
                    return .failure(SettingProblem(cause: "expected a whole number"))
                }
                guard let number = Int(exactly: number), range.contains(number) else {
                    let bounds = "from \(range.lowerBound) to \(range.upperBound)"
                    return .failure(SettingProblem(cause: "must be a number \(bounds)"))
                }
                return .success(number)
            },
            show: { $0.map { .int(Int64($0)) } ?? .null })
    }

    /// A whole number, or the word `auto`, which is nil and the default.
    public mutating func integerOrAutomatic(
        _ key: String, option: String? = nil, variable: String? = nil, in range: ClosedRange<Int>
    ) throws(UserError) -> Int? {
        try find(
            key, option: option, variable: variable, fallback: nil,
            read: { (text, name) throws(UserError) in
                text == "auto" ? nil : try Quantity.integer(text, in: range, of: name)
            },
            convert: { value in
                if value.stringValue == "auto" { return .success(nil) }
                guard let number = value.intValue.flatMap({ Int(exactly: $0) }), range.contains(number) else {
                    let bounds = "from \(range.lowerBound) to \(range.upperBound)"
                    return .failure(SettingProblem(cause: "must be a whole number \(bounds), or \"auto\""))
                }
                return .success(number)
            },
            show: { $0.map { .int(Int64($0)) } ?? .string("auto") })
    }

    /// On by its flag, by the variable (`1`, `true`, `yes`, `on`, or their opposites), or by the file.
    public mutating func flag(
        _ key: String, option: String? = nil, variable: String? = nil, default fallback: Bool = false
    ) throws(UserError) -> Bool {
        if let option, options.has(option) { return note(key, true, from: "--" + option) { .bool($0) } }
        return try find(
            key, option: nil, variable: variable, fallback: fallback,
            read: { (text, name) throws(UserError) in
                switch text.lowercased() {
                case "1", "true", "yes", "on": return true
                case "0", "false", "no", "off": return false
                default: throw Quantity.wrong(name, text, "true or false")
                }
            },
            convert: { value in
                guard let flag = value.boolValue else {
                    return .failure(SettingProblem(cause: "expected true or false"))
                }
                return .success(flag)
            },
            show: { .bool($0) })
    }

    /// A list: the repeated option, the variable split at colons, or an array of strings in the file.
    public mutating func texts(
        _ key: String, option: String? = nil, variable: String? = nil, default fallback: [String] = []
    ) throws(UserError) -> [String] {
        let show = { (texts: [String]) in JSONValue.array(texts.map { .string($0) }) }
        if let option, options.has(option) { return note(key, options.texts(option), from: "--" + option, show) }
        return try find(
            key, option: nil, variable: variable, fallback: fallback,
            read: { text, _ in text.split(separator: ":").map(String.init) },
            convert: { value in
                guard case .array(let elements) = value else {
                    return .failure(SettingProblem(cause: "expected an array of strings"))
                }
                let texts = elements.compactMap(\.stringValue)
                guard texts.count == elements.count else {
                    return .failure(SettingProblem(cause: "expected an array of strings"))
                }
                return .success(texts)
            },
            show: show)
    }

    public mutating func hostPort(
        _ key: String, option: String? = nil, variable: String? = nil, default fallback: HostPort = .standard
    ) throws(UserError) -> HostPort {
        try find(
            key, option: option, variable: variable, fallback: fallback,
            read: { (text, name) throws(UserError) in try HostPort(parsing: text, for: name) },
            convert: { value in
                guard let text = value.stringValue else { return .failure(SettingProblem(cause: "expected a string")) }
                do throws(UserError) {
                    return .success(try HostPort(parsing: text, for: key))
                } catch {
                    return .failure(SettingProblem(cause: error.cause))
                }
            },
            show: { .string($0.description) })
    }

    public mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, option: String? = nil, variable: String? = nil, default fallback: Choice
    ) throws(UserError) -> Choice where Choice.RawValue == String {
        try find(
            key, option: option, variable: variable, fallback: fallback,
            read: { (text, name) throws(UserError) in try Quantity.choice(text, of: Choice.self, for: name) },
            convert: { value in
                guard let text = value.stringValue else { return .failure(SettingProblem(cause: "expected a string")) }
                do throws(UserError) {
                    return .success(try Quantity.choice(text, of: Choice.self, for: key))
                } catch {
                    return .failure(SettingProblem(cause: error.cause))
                }
            },
            show: { .string($0.rawValue) })
    }
}
