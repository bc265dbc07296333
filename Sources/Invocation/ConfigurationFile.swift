import JSONText

/// A configuration or preset file: one JSON object. Keys that begin with `//` are comments.
public struct ConfigurationFile {
    /// A value and where it stands.
    struct Entry {
        let key: String
        let value: JSONValue
        let line: Int
        let column: Int
    }

    /// The path, for messages.
    public let name: String
    let entries: [Entry]

    /// Far above any configuration, and small enough to read at once.
    public static let limitBytes = 1 << 20

    /// Reads the object; which keys are known is checked when `Settings` has asked for them.
    public init(name: String, bytes: [UInt8]) throws(UserError) {
        let result = bytes.withUnsafeBytes { buffer -> Result<[(String, JSONValue, Int)], JSONError> in
            do throws(JSONError) {
                return .success(try Self.read(buffer))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let members):
            self.name = name
            entries = members.map { key, value, offset in
                let (line, column) = JSONError(.unexpectedEnd, offset: offset).lineAndColumn(in: bytes)
                return Entry(key: key, value: value, line: line, column: column)
            }
        case .failure(let error):
            let (line, column) = error.lineAndColumn(in: bytes)
            let path = error.path.isEmpty ? "" : "\(error.path): "
            throw Self.error(name, line: line, column: column, "\(path)\(error.reason)")
        }
    }

    private static func read(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> [(String, JSONValue, Int)] {
        var reader = JSONReader(bytes, limits: JSONLimits(documentBytes: limitBytes))
        var members: [(String, JSONValue, Int)] = []
        try reader.object { (key, json) throws(JSONError) in
            let name = key.text
            // Looking at the next byte skips the white space in front of the value.
            _ = try json.isNull()
            let offset = json.offset
            let value = try JSONValue(from: &json)
            if name.hasPrefix("//") { return }
            guard !members.contains(where: { $0.0 == name }) else {
                throw JSONError(.duplicateKey(name), offset: offset)
            }
            members.append((name, value, offset))
        }
        try reader.finish()
        return members
    }

    func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }

    func error(_ entry: Entry, _ cause: String) -> UserError {
        Self.error(name, line: entry.line, column: entry.column, "\(entry.key): \(cause)")
    }

    static func error(_ name: String, line: Int, column: Int, _ cause: String, hint: String? = nil) -> UserError {
        UserError(
            "\(name) cannot be used", cause: "line \(line), column \(column): \(cause)", hint: hint,
            exitCode: .configuration)
    }
}
