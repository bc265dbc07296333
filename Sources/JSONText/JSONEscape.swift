/// The escapes of JSON strings.
enum JSONEscape {
    /// Decodes the inside of a checked string into `target`, which has at least as many bytes.
    /// Returns the number of bytes written.
    static func decode(_ raw: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var source = 0
        var written = 0
        while source < raw.count {
            let byte = raw[source]
            guard byte == UInt8(ascii: "\\") else {
                target[written] = byte
                source += 1
                written += 1
                continue
            }
            let letter = raw[source + 1]
            if letter == UInt8(ascii: "u") {
                let (scalar, length) = decodeUnicodeEscape(raw, at: source)
                for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    target[written] = unit
                    written += 1
                }
                source += length
            } else {
                target[written] = plain(letter) ?? letter
                source += 2
                written += 1
            }
        }
        return written
    }

    /// The byte that a two-character escape stands for, nil when there is no such escape.
    static func plain(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The four hexadecimal digits at `offset` as a number, nil when they are not all there.
    static func hexadecimal(_ raw: UnsafeRawBufferPointer, at offset: Int) -> UInt32? {
        guard raw.count - offset >= 4 else { return nil }
        var value: UInt32 = 0
        for index in offset..<offset + 4 {
            let digit: UInt8
            switch raw[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = raw[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = raw[index] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = raw[index] - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// Decodes `\uXXXX` or a pair of them at `offset`, which has been checked before.
    private static func decodeUnicodeEscape(
        _ raw: UnsafeRawBufferPointer, at offset: Int
    ) -> (scalar: Unicode.Scalar, length: Int) {
        let first = hexadecimal(raw, at: offset + 2) ?? 0xFFFD
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        let second = hexadecimal(raw, at: offset + 8) ?? 0xDC00
        let combined = 0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF)
        return (Unicode.Scalar(combined) ?? "\u{FFFD}", 12)
    }
}
