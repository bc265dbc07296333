extension JSONReader {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// Reads a string from its opening quote, checks it completely and leaves it in place.
    @usableFromInline
    mutating func scanString() throws(JSONError) -> JSONKey {
        position += 1
        let start = position
        var hasEscapes = false
        while true {
            skipPlainBytes()
            guard position < bytes.count else { throw error(endKind) }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let raw = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
                position += 1
                return JSONKey(raw: raw, hasEscapes: hasEscapes, offset: start)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try checkEscape()
            case 0..<0x20:
                throw error(.controlCharacter)
            case 0x80...:
                try checkMultibyteScalar()
            default:
                position += 1
            }
        }
    }

    /// Goes forward over bytes that mean themselves, eight at a time while as many are left.
    @inline(__always)
    private mutating func skipPlainBytes() {
        while bytes.count - position >= 8 {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quotes = word ^ (Self.ones &* 0x22)
            let backslashes = word ^ (Self.ones &* 0x5C)
            // The lowest flagged byte is exact; a borrow can only flag bytes above a flagged one.
            let controls = (word &- (Self.ones &* 0x20)) & ~word
            let special =
                (controls | ((quotes &- Self.ones) & ~quotes) | ((backslashes &- Self.ones) & ~backslashes)
                    | word) & Self.tops
            if special != 0 {
                position += special.trailingZeroBitCount >> 3
                return
            }
            position += 8
        }
    }

    /// Checks the escape at the reader's place and goes past it.
    private mutating func checkEscape() throws(JSONError) {
        guard position + 1 < bytes.count else { throw JSONError(endKind, offset: bytes.count) }
        let letter = bytes[position + 1]
        guard letter == UInt8(ascii: "u") else {
            guard JSONEscape.plain(letter) != nil else { throw error(.invalidEscape) }
            position += 2
            return
        }
        let unit = try hexadecimal(at: position + 2)
        switch unit {
        case 0xD800..<0xDC00:
            try checkLowSurrogate(at: position + 6)
            position += 12
        case 0xDC00..<0xE000:
            throw error(.loneSurrogate)
        default:
            position += 6
        }
    }

    private func checkLowSurrogate(at offset: Int) throws(JSONError) {
        for (index, expected) in [UInt8(ascii: "\\"), UInt8(ascii: "u")].enumerated() {
            guard offset + index < bytes.count else { throw JSONError(endKind, offset: bytes.count) }
            guard bytes[offset + index] == expected else { throw error(.loneSurrogate) }
        }
        guard try 0xDC00..<0xE000 ~= hexadecimal(at: offset + 2) else { throw error(.loneSurrogate) }
    }

    private func hexadecimal(at offset: Int) throws(JSONError) -> UInt32 {
        guard offset + 4 <= bytes.count else { throw JSONError(endKind, offset: bytes.count) }
        guard let unit = JSONEscape.hexadecimal(bytes, at: offset) else { throw error(.invalidEscape) }
        return unit
    }

    /// Checks one scalar of two to four bytes by the table of well-formed UTF-8 (Unicode, table 3-7).
    private mutating func checkMultibyteScalar() throws(JSONError) {
        let lead = bytes[position]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if lead == 0xE0 { second = 0xA0...0xBF }
            if lead == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if lead == 0xF0 { second = 0x90...0xBF }
            if lead == 0xF4 { second = 0x80...0x8F }
        default: throw error(.invalidUTF8)
        }
        for index in 1..<length {
            guard position + index < bytes.count else { throw JSONError(endKind, offset: bytes.count) }
            let allowed = index == 1 ? second : 0x80...0xBF
            guard allowed ~= bytes[position + index] else { throw error(.invalidUTF8) }
        }
        position += length
    }
}
