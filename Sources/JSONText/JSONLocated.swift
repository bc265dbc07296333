/// A JSON document as a tree that remembers where in the text each value stands, for documents that people write: what
/// is wrong with a value can be said with its line long after it was read. Members keep their order.
public struct JSONLocated: Equatable, Sendable {
    public enum Content: Equatable, Sendable {
        case object([Member])
        case array([JSONLocated])
        /// A string, a number, a boolean or null.
        case scalar(JSONValue)
    }

    public struct Member: Equatable, Sendable {
        public let key: String
        /// Byte offset of the key's first letter.
        public let keyOffset: Int
        public let value: JSONLocated
    }

    public let content: Content
    /// Byte offset of the value's first character.
    public let offset: Int
}

extension JSONLocated: JSONReadable {
    public init(from json: inout JSONReader) throws(JSONError) {
        let first = try json.peek()
        offset = json.offset
        switch first {
        case UInt8(ascii: "{"):
            content = .object(
                try json.members { (key, json) throws(JSONError) in
                    Member(key: key.text, keyOffset: key.offset, value: try JSONLocated(from: &json))
                })
        case UInt8(ascii: "["): content = .array(try json.array(of: JSONLocated.self))
        default: content = .scalar(try JSONValue(from: &json))
        }
    }
}
