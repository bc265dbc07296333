/// A number that was checked against the grammar and not yet converted.
struct JSONNumber {
    let text: UnsafeRawBufferPointer
    let isNegative: Bool
    /// The digits without point and exponent, while there are at most 19 of them.
    let mantissa: UInt64
    let digitCount: Int
    /// The power of ten that scales `mantissa`; only meaningful for short exponents.
    let exponent: Int
    let isInteger: Bool

    /// The nearest double; infinite when out of range.
    var double: Double {
        // Both operands are exact up to 2^53 and 10^22, so one rounding gives the nearest double.
        if digitCount <= 19, mantissa <= 1 << 53, -22...22 ~= exponent {
            let scale = Self.powersOfTen[abs(exponent)]
            let magnitude = exponent < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
            return isNegative ? -magnitude : magnitude
        }
        return Double(String(decoding: text, as: UTF8.self)) ?? .nan
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
        1e19, 1e20, 1e21, 1e22,
    ]
}

extension JSONReader {
    /// Reads a number as the nearest double; one too large for a double is an error.
    public mutating func double() throws(JSONError) -> Double {
        let start = position
        let value = try scanNumber().double
        guard value.isFinite else { throw JSONError(.numberOutOfRange, offset: start) }
        return value
    }

    /// Reads an integer as sign and magnitude.
    @usableFromInline
    mutating func scanInteger() throws(JSONError) -> (isNegative: Bool, magnitude: UInt64) {
        let first = try peek()
        let isNegative = first == UInt8(ascii: "-")
        guard isNegative || isDigit(first) else { throw error(.expected(.integer)) }
        if isNegative { position += 1 }
        let digits = position
        var magnitude: UInt64 = 0
        while position < bytes.count, isDigit(bytes[position]) {
            let (tens, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(bytes[position] &- UInt8(ascii: "0")))
            guard !overflow, !carry else { throw error(.numberOutOfRange) }
            magnitude = sum
            position += 1
        }
        try checkWholePart(from: digits)
        if position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): throw error(.expected(.integer))
            default: break
            }
        }
        return (isNegative, magnitude)
    }

    /// Reads a number by the grammar of JSON.
    mutating func scanNumber() throws(JSONError) -> JSONNumber {
        let first = try peek()
        let start = position
        let isNegative = first == UInt8(ascii: "-")
        guard isNegative || isDigit(first) else { throw error(.expected(.number)) }
        if isNegative { position += 1 }

        let whole = position
        var mantissa: UInt64 = 0
        scanDigits(into: &mantissa)
        try checkWholePart(from: whole)
        var digitCount = position - whole
        var exponent = 0
        var isInteger = true

        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            let fraction = position
            scanDigits(into: &mantissa)
            guard position > fraction else { throw numberError() }
            digitCount += position - fraction
            exponent = fraction - position
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            exponent += try scanExponent()
        }
        return JSONNumber(
            text: UnsafeRawBufferPointer(rebasing: bytes[start..<position]), isNegative: isNegative,
            mantissa: mantissa, digitCount: digitCount, exponent: exponent, isInteger: isInteger)
    }

    /// Reads an exponent from its letter. Beyond four digits the value stays there: every such number
    /// takes the slow conversion, which reads the text again.
    private mutating func scanExponent() throws(JSONError) -> Int {
        position += 1
        var isNegative = false
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
            isNegative = bytes[position] == UInt8(ascii: "-")
            position += 1
        }
        let start = position
        var value = 0
        while position < bytes.count, isDigit(bytes[position]) {
            if value < 10_000 { value = value * 10 + Int(bytes[position] &- UInt8(ascii: "0")) }
            position += 1
        }
        guard position > start else { throw numberError() }
        return isNegative ? -value : value
    }

    /// Goes past digits. The sum wraps around silently when there are more than 19 of them.
    @inline(__always)
    private mutating func scanDigits(into mantissa: inout UInt64) {
        while position < bytes.count, isDigit(bytes[position]) {
            mantissa = mantissa &* 10 &+ UInt64(bytes[position] &- UInt8(ascii: "0"))
            position += 1
        }
    }

    /// At least one digit, and no zero in front of others.
    @inline(__always)
    private func checkWholePart(from start: Int) throws(JSONError) {
        guard position > start else { throw numberError() }
        guard bytes[start] != UInt8(ascii: "0") || position == start + 1 else {
            throw JSONError(.invalidNumber, offset: start)
        }
    }

    private func numberError() -> JSONError {
        error(position < bytes.count ? .invalidNumber : endKind)
    }

    @inline(__always)
    private func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }
}
