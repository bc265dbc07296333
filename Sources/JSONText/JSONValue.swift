/// Any JSON document as a tree, for the rare places that do not know its shape. Members keep their
/// order. Reading refuses a key that appears twice in one object.
public enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// A number without fraction and exponent that fits; others are doubles.
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One key of an object and its value.
    public struct Member: Equatable, Sendable {
        public var key: String
        public var value: JSONValue

        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The value of `key` when this is an object that has it.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The element at `index` when this is an array that is long enough.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    public var intValue: Int64? {
        if case .int(let number) = self { number } else { nil }
    }

    /// The number, whole or not.
    public var doubleValue: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    public var boolValue: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }
}

extension JSONValue: JSONReadable {
    public init(from json: inout JSONReader) throws(JSONError) {
        switch try json.peek() {
        case UInt8(ascii: "{"):
            self = .object(
                try json.members { (key, json) throws(JSONError) in Member(key.text, try JSONValue(from: &json)) })
        case UInt8(ascii: "["): self = .array(try json.array(of: JSONValue.self))
        case UInt8(ascii: "\""): self = .string(try json.string())
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool(try json.bool())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): self = try Self.number(from: &json)
        default:
            guard try json.consumeNull() else { throw json.error(.expected(.value)) }
            self = .null
        }
    }

    private static func number(from json: inout JSONReader) throws(JSONError) -> JSONValue {
        let start = json.offset
        let number = try json.scanNumber()
        // Nineteen digits cannot wrap the mantissa; minus zero is only a double.
        if number.isInteger, number.digitCount <= 19, !(number.isNegative && number.mantissa == 0) {
            if !number.isNegative, let value = Int64(exactly: number.mantissa) { return .int(value) }
            if number.isNegative, number.mantissa <= Int64.min.magnitude {
                return .int(Int64(truncatingIfNeeded: 0 &- number.mantissa))
            }
        }
        let double = number.double
        guard double.isFinite else { throw JSONError(.numberOutOfRange, offset: start) }
        return .double(double)
    }
}

extension JSONValue: JSONWritable {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let flag): json.value(flag)
        case .int(let number): json.value(number)
        case .double(let number): json.value(number)
        case .string(let text): json.value(text)
        case .array(let elements): elements.write(to: &json)
        case .object(let members):
            json.object { json in
                for member in members { json.dynamicField(member.key, member.value) }
            }
        }
    }
}
