import JSONText

/// A message as the farm sends them, with a nested list.
struct SampleMessage: Equatable, JSONConvertible {
    var name = "chunk_345 \"quoted\" \u{1F3AC} ünï \\ \u{1}\n"
    var job = 12
    var large = Int64.min
    var rate = 29.97
    var isFinal = false
    var note: String?
    var parts: [Int] = [1, 2, 3]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("job", job)
            json.field("large", large)
            json.field("rate", rate)
            json.field("is_final", isFinal)
            json.field("note", orNull: note)
            json.array("parts") { json in
                for part in parts { json.object { json in json.field("part", part) } }
            }
        }
    }
}

extension SampleMessage {
    init(from json: inout JSONReader) throws(JSONError) {
        var name: String?
        var job: Int?
        parts = []
        try json.object { key, json throws(JSONError) in
            switch key {
            case "name": name = try json.string(limit: 100)
            case "job": job = try json.int()
            case "large": large = try json.int64()
            case "rate": rate = try json.double()
            case "is_final": isFinal = try json.bool()
            case "note": note = try json.optional(String.self)
            case "parts": try Self.readParts(&json, into: &parts)
            default: try json.skip()
            }
        }
        self.name = try json.require(name, "name")
        self.job = try json.require(job, "job")
    }

    private static func readParts(_ json: inout JSONReader, into parts: inout [Int]) throws(JSONError) {
        try json.array { (json) throws(JSONError) in
            try json.object { key, json throws(JSONError) in
                guard key == "part" else { throw json.unknownKey(key) }
                parts.append(try json.int())
            }
        }
    }
}

/// The error that reading `text` gives, nil when it is read.
func failure<Value: JSONReadable>(
    _ type: Value.Type, _ text: String, limits: JSONLimits = .standard
) -> JSONError? {
    failure(type, Array(text.utf8), limits: limits)
}

func failure<Value: JSONReadable>(
    _ type: Value.Type, _ bytes: [UInt8], limits: JSONLimits = .standard
) -> JSONError? {
    do throws(JSONError) {
        _ = try readJSON(type, from: bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

/// Reads a document that the test expects to be good.
func read<Value: JSONReadable>(_ type: Value.Type, _ text: String) throws -> Value {
    try readJSON(type, from: Array(text.utf8))
}
