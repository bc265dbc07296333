extension JSONReader {
    @inlinable
    public mutating func int() throws(JSONError) -> Int {
        try integer(Int.self)
    }

    @inlinable
    public mutating func int64() throws(JSONError) -> Int64 {
        try integer(Int64.self)
    }

    /// Reads an integer of any width; one that does not fit is an error, and so are fractions and
    /// exponents even where their value is whole.
    @inlinable
    public mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws(JSONError) -> Value {
        let (isNegative, magnitude) = try scanInteger()
        if isNegative {
            if magnitude <= UInt64(Int64.max), let value = Value(exactly: -Int64(magnitude)) { return value }
            if magnitude == Int64.min.magnitude, let value = Value(exactly: Int64.min) { return value }
        } else if let value = Value(exactly: magnitude) {
            return value
        }
        throw error(.numberOutOfRange)
    }

    public mutating func bool() throws(JSONError) -> Bool {
        switch try peek() {
        case UInt8(ascii: "t"):
            try literal("true", .boolean)
            return true
        case UInt8(ascii: "f"):
            try literal("false", .boolean)
            return false
        default:
            throw error(.expected(.boolean))
        }
    }

    /// Whether `null` comes next. The reader does not move.
    public mutating func isNull() throws(JSONError) -> Bool {
        try peek() == UInt8(ascii: "n")
    }

    /// Reads `null` if it comes next, and says whether it did.
    public mutating func consumeNull() throws(JSONError) -> Bool {
        guard try isNull() else { return false }
        try literal("null", .null)
        return true
    }

    /// Reads a string. `limit` counts its UTF-8 bytes after decoding.
    public mutating func string(limit: Int? = nil) throws(JSONError) -> String {
        let limit = limit ?? limits.stringBytes
        let start = position
        let token = try keyword()
        // Escapes may take six bytes for one; a token longer than that cannot fit once decoded.
        guard token.raw.count / 6 <= limit else { throw JSONError(.stringTooLong(limit: limit), offset: start) }
        let text = token.text
        guard text.utf8.count <= limit else { throw JSONError(.stringTooLong(limit: limit), offset: start) }
        return text
    }

    /// Reads a string that names one of a few things, without copying it:
    /// `switch try json.keyword() { case "running": …`.
    public mutating func keyword() throws(JSONError) -> JSONKey {
        guard try peek() == UInt8(ascii: "\"") else { throw error(.expected(.string)) }
        return try scanString()
    }

    /// The error for a keyword that is none of the names its reader knows.
    public func unknownName(_ name: JSONKey) -> JSONError {
        JSONError(.unknownName(name.shortText), offset: name.offset)
    }

    /// The error for a key that its reader does not know, where that is an error.
    public func unknownKey(_ key: JSONKey) -> JSONError {
        JSONError(.unknownKey(key.shortText), offset: key.offset)
    }

    /// Reads any value and forgets it; it is checked like one that is kept.
    public mutating func skip() throws(JSONError) {
        switch try peek() {
        case UInt8(ascii: "{"):
            try object { (_, json) throws(JSONError) in try json.skip() }
        case UInt8(ascii: "["):
            try array { (json) throws(JSONError) in try json.skip() }
        case UInt8(ascii: "\""):
            _ = try scanString()
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            _ = try bool()
        case UInt8(ascii: "n"):
            try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            _ = try scanNumber()
        default:
            throw error(.expected(.value))
        }
    }

    /// Reads any value and hands out the bytes it stands in.
    public mutating func rawValue() throws(JSONError) -> UnsafeRawBufferPointer {
        _ = try peek()
        let start = position
        try skip()
        return UnsafeRawBufferPointer(rebasing: bytes[start..<position])
    }

    private mutating func literal(
        _ word: StaticString, _ expectation: JSONError.Expectation
    ) throws(JSONError) {
        let length = word.utf8CodeUnitCount
        for index in 0..<length {
            guard position + index < bytes.count else {
                throw JSONError(endKind, offset: bytes.count)
            }
            guard bytes[position + index] == word.utf8Start[index] else { throw error(.expected(expectation)) }
        }
        position += length
    }
}
