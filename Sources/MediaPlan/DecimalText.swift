import FarmModel

/// Numbers as ffmpeg and ffprobe print them. Nil for whatever is no such number: `N/A`, `0/0`, `nan`.
enum DecimalText {
    static func rational(_ text: String) -> Rational? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let numerator = Int64(parts[0]), let denominator = Int64(parts[1]), numerator > 0
        else { return nil }
        return Rational(numerator, denominator)
    }

    static func number(_ text: String) -> Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    static func microseconds(_ text: String) -> Int64? {
        guard let seconds = number(text), seconds.magnitude < 1e12 else { return nil }
        return Int64((seconds * 1_000_000).rounded())
    }

    /// A whole number in ASCII, with blanks around it. Written for lines that come by the hundred thousand.
    static func integer(_ bytes: UnsafeRawBufferPointer.SubSequence) -> Int64? {
        var rest = bytes
        while let first = rest.first, first == UInt8(ascii: " ") { rest = rest.dropFirst() }
        while let last = rest.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\r") { rest = rest.dropLast() }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        guard !rest.isEmpty, rest.count <= 18 else { return nil }
        var value: Int64 = 0
        for byte in rest {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value &* 10 &+ Int64(byte &- UInt8(ascii: "0"))
        }
        return isNegative ? -value : value
    }
}
