import FarmModel

/// Numbers as ffmpeg and ffprobe print them. Nil for whatever is no such number: `N/A`, `0/0`, `nan`.
enum DecimalText {
    static func rational(_ text: String) -> Rational? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let numerator = Int64(parts[0]), let denominator = Int64(parts[1]), numerator > 0
        else { return nil }
        return Rational(numerator, denominator)
    }

    /// A fraction that may be zero.
    static func fraction(_ text: String) -> Rational? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let numerator = Int64(parts[0]), let denominator = Int64(parts[1]) else { return nil }
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

    /// A whole number, as a person writes it.
    static func integer(_ text: String) -> Int64? {
        Array(text.utf8).withUnsafeBytes { integer($0[...]) }
    }

    /// `value` counted in parts of a unit, as a decimal fraction of the unit; exact for 10,000 and 50,000 parts.
    static func text(_ value: Int, perUnit parts: Int) -> String {
        let scaled = value.magnitude.multipliedReportingOverflow(by: UInt(100_000 / max(1, parts))).partialValue
        let fraction = String(scaled % 100_000)
        let padding = String(repeating: "0", count: 5 - fraction.utf8.count)
        return (value < 0 ? "-" : "") + "\(scaled / 100_000).\(padding)\(fraction)"
    }
}
