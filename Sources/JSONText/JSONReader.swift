/// Reads one JSON document from bytes that stay in place, value by value as the caller asks for them.
///
/// The reader follows RFC 8259 without extensions and copies only what is asked for. The caller says
/// what it expects next; anything else is an error with offset and path. After an error the reader's
/// position means nothing: give up the document. A copy of a reader reads on from the same place
/// independently, which serves to look ahead.
public struct JSONReader {
    @usableFromInline let bytes: UnsafeRawBufferPointer
    @usableFromInline var position = 0
    @usableFromInline var depth = 0
    public let limits: JSONLimits
    @usableFromInline let isTooLong: Bool

    /// `bytes` must outlive the reader, its copies and every `JSONKey` it hands out.
    public init(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits = .standard) {
        self.limits = limits
        isTooLong = bytes.count > limits.documentBytes
        // A document that is too long reads as an empty one, and every read explains why.
        self.bytes = isTooLong ? UnsafeRawBufferPointer(start: nil, count: 0) : bytes
    }

    /// Byte offset of what is read next.
    public var offset: Int { position }

    // MARK: Structure

    /// Reads an object. `field` is called for each key, in order, and must consume the value: read it
    /// or `skip()`. Repeated keys are handed out as they come.
    @inlinable
    public mutating func object(
        _ field: (JSONKey, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        try enter(UInt8(ascii: "{"), .object)
        if try closes(UInt8(ascii: "}")) { return }
        repeat {
            let key = try key()
            do throws(JSONError) {
                try field(key, &self)
            } catch {
                throw error.inside(key)
            }
        } while try continues(UInt8(ascii: "}"), .commaOrBrace)
    }

    /// Reads an array. `element` is called in front of each element and must consume it.
    @inlinable
    public mutating func array(
        _ element: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        try enter(UInt8(ascii: "["), .array)
        if try closes(UInt8(ascii: "]")) { return }
        var index = 0
        repeat {
            do throws(JSONError) {
                try element(&self)
            } catch {
                throw error.inside(index)
            }
            index += 1
        } while try continues(UInt8(ascii: "]"), .commaOrBracket)
    }

    /// Reads an array of values of one type, at most `limit` of them.
    @inlinable
    public mutating func array<Element: JSONReadable>(
        of type: Element.Type, limit: Int = .max
    ) throws(JSONError) -> [Element] {
        var elements: [Element] = []
        try array { (json) throws(JSONError) in
            guard elements.count < limit else {
                throw json.error(.notAllowed("the list may have at most \(limit) elements"))
            }
            elements.append(try Element(from: &json))
        }
        return elements
    }

    @inlinable
    public mutating func value<Value: JSONReadable>(_ type: Value.Type) throws(JSONError) -> Value {
        try Value(from: &self)
    }

    /// Reads a value or `null`.
    @inlinable
    public mutating func optional<Value: JSONReadable>(_ type: Value.Type) throws(JSONError) -> Value? {
        try consumeNull() ? nil : try Value(from: &self)
    }

    /// Checks that nothing but white space follows.
    public mutating func finish() throws(JSONError) {
        skipWhiteSpace()
        guard position == bytes.count, !isTooLong else { throw error(isTooLong ? endKind : .trailingBytes) }
    }

    // MARK: For typed readers

    /// The error `kind` at the present place, for callers that refuse a value they have read.
    public func error(_ kind: JSONError.Kind) -> JSONError {
        JSONError(kind, offset: position)
    }

    /// The value that was read for `key`, or the error that the key is missing.
    @inlinable
    public func require<Value>(_ value: Value?, _ key: StaticString) throws(JSONError) -> Value {
        guard let value else { throw error(.missingKey(key.description)) }
        return value
    }

    /// Reads an object into a list that keeps the order; a key that comes twice is an error. `member` must consume the value.
    mutating func members<Member>(
        _ member: (JSONKey, inout JSONReader) throws(JSONError) -> Member
    ) throws(JSONError) -> [Member] {
        var members: [Member] = []
        var seen: Set<String> = []
        try object { (key, json) throws(JSONError) in
            guard seen.insert(key.text).inserted else {
                throw JSONError(.duplicateKey(key.shortText), offset: key.offset)
            }
            members.append(try member(key, &json))
        }
        return members
    }

    /// The string under `key` of the object that comes next; what we write ourselves has it first. The reader does not
    /// move: the object is read afterwards by whom the tag names.
    public func peekTag(_ key: StaticString) throws(JSONError) -> JSONKey {
        var ahead = self
        try ahead.enter(UInt8(ascii: "{"), .object)
        guard try !ahead.closes(UInt8(ascii: "}")) else { throw error(.missingKey(key.description)) }
        repeat {
            if try ahead.key() == key { return try ahead.keyword() }
            try ahead.skip()
        } while try ahead.continues(UInt8(ascii: "}"), .commaOrBrace)
        throw error(.missingKey(key.description))
    }

    // MARK: Tokens

    /// Reads `open` and goes one level down.
    @usableFromInline
    mutating func enter(_ open: UInt8, _ expectation: JSONError.Expectation) throws(JSONError) {
        guard try peek() == open else { throw error(.expected(expectation)) }
        depth += 1
        guard depth <= limits.depth else { throw error(.tooDeep(limit: limits.depth)) }
        position += 1
    }

    /// Reads `close` if it comes next, right after an opening brace or bracket.
    @usableFromInline
    mutating func closes(_ close: UInt8) throws(JSONError) -> Bool {
        guard try peek() == close else { return false }
        position += 1
        depth -= 1
        return true
    }

    /// After an element: true past a comma, false past `close`.
    @usableFromInline
    mutating func continues(_ close: UInt8, _ expectation: JSONError.Expectation) throws(JSONError) -> Bool {
        let byte = try peek()
        guard byte == UInt8(ascii: ",") || byte == close else { throw error(.expected(expectation)) }
        position += 1
        if byte == close {
            depth -= 1
            return false
        }
        return true
    }

    /// Reads a key and its colon.
    @usableFromInline
    mutating func key() throws(JSONError) -> JSONKey {
        guard try peek() == UInt8(ascii: "\"") else { throw error(.expected(.key)) }
        let key = try scanString()
        guard try peek() == UInt8(ascii: ":") else { throw error(.expected(.colon)) }
        position += 1
        return key
    }

    /// The next byte that is not white space; the reader stops in front of it.
    @inline(__always)
    mutating func peek() throws(JSONError) -> UInt8 {
        if position < bytes.count {
            let byte = bytes[position]
            if byte > 0x20 { return byte }
            skipWhiteSpace()
            if position < bytes.count { return bytes[position] }
        }
        throw error(endKind)
    }

    mutating func skipWhiteSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    var endKind: JSONError.Kind {
        isTooLong ? .documentTooLong(limit: limits.documentBytes) : .unexpectedEnd
    }
}
