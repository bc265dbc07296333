import JSONText

/// As much of JSON Schema as docs/benchmark.schema.json uses.
struct JSONSchema {
    private let root: JSONValue

    init(_ text: String) throws { root = try readJSON(JSONValue.self, from: Array(text.utf8)) }

    /// What is wrong with a value, each with the path to it.
    func complaints(about value: JSONValue) -> [String] { check(value, root, at: "") }

    private func check(_ value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
        if let name = schema["$ref"]?.stringValue?.split(separator: "/").last {
            guard let target = root["$defs"]?[String(name)] else { return ["\(path): no definition of \(name)"] }
            return check(value, target, at: path)
        }
        var found: [String] = []
        if let types = schema["type"], !Self.names(in: types).contains(where: { Self.isA(value, $0) }) {
            found.append("\(path): not a \(types.jsonText) but \(value.jsonText.prefix(40))")
        }
        if let constant = schema["const"], constant != value { found.append("\(path): not \(constant.jsonText)") }
        if case .array(let choices)? = schema["enum"], !choices.contains(value) {
            found.append("\(path): \(value.jsonText) is none of the choices")
        }
        if let least = schema["minimum"]?.doubleValue, let number = value.doubleValue, number < least {
            found.append("\(path): \(number) is below \(least)")
        }
        if case .array(let elements) = value, let items = schema["items"] {
            for (index, element) in elements.enumerated() { found += check(element, items, at: "\(path)[\(index)]") }
        }
        if case .object(let members) = value { found += checkMembers(members, value, schema, at: path) }
        return found
    }

    private func checkMembers(
        _ members: [JSONValue.Member], _ value: JSONValue, _ schema: JSONValue, at path: String
    ) -> [String] {
        var found = Self.names(in: schema["required"] ?? .array([])).filter { value[$0] == nil }
            .map { "\(path): \($0) is missing" }
        for member in members {
            let place = "\(path).\(member.key)"
            if let known = schema["properties"]?[member.key] {
                found += check(member.value, known, at: place)
            } else if schema["additionalProperties"] == .bool(false) {
                found.append("\(place) is not known")
            } else if let others = schema["additionalProperties"], others != .bool(true) {
                found += check(member.value, others, at: place)
            }
        }
        return found
    }

    /// A string, or an array of them.
    private static func names(in value: JSONValue) -> [String] {
        if let name = value.stringValue { return [name] }
        guard case .array(let elements) = value else { return [] }
        return elements.compactMap(\.stringValue)
    }

    private static func isA(_ value: JSONValue, _ type: String) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("integer", .int), ("number", .int),
            ("number", .double), ("boolean", .bool), ("null", .null):
            true
        default: false
        }
    }
}
