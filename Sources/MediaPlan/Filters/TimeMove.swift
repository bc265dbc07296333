import FarmModel

/// What `setpts` makes of the time of a frame, where that depends on nothing but this time.
struct TimeMove: Equatable, Sendable {
    /// The times are counted from the first frame (`PTS-STARTPTS`) and not on the clock of a serial run.
    let beginsAtZero: Bool
    private let expression: Node

    private indirect enum Node: Equatable, Sendable {
        case number(Double)
        /// `PTS`, or where times begin at zero `PTS-STARTPTS`.
        case time
        /// `TB`, the length of a tick in seconds.
        case tick
        case negative(Node)
        case sum(Node, Node)
        case difference(Node, Node)
        case product(Node, Node)
        case quotient(Node, Node)

        func value(_ time: Double, _ tick: Double) -> Double {
            switch self {
            case .number(let number): number
            case .time: time
            case .tick: tick
            case .negative(let one): -one.value(time, tick)
            case .sum(let one, let other): one.value(time, tick) + other.value(time, tick)
            case .difference(let one, let other): one.value(time, tick) - other.value(time, tick)
            case .product(let one, let other): one.value(time, tick) * other.value(time, tick)
            case .quotient(let one, let other): one.value(time, tick) / other.value(time, tick)
            }
        }
    }

    /// Nil for an expression that asks for anything else: chunks could not be told what a serial run makes of it.
    init?(_ text: String) {
        let bytes = text.utf8.filter { !FilterScanner.isBlank($0) }
        let fromZero = Self.replacing("PTS-STARTPTS", in: bytes)
        var reader = Reader(bytes: fromZero ?? bytes)
        guard !bytes.contains(Reader.fromZero), let expression = reader.sum(depth: 0), reader.isAtEnd else {
            return nil
        }
        // What is left of either name would be counted on another clock than the rest.
        guard fromZero == nil || !reader.hasSeenClock else { return nil }
        beginsAtZero = fromZero != nil
        self.expression = expression
    }

    /// The time of a frame behind the filter; nil where it is out of all bounds. Numbers are `Double` and cut off
    /// behind the point, as in ffmpeg.
    func ticks(_ pts: Int64, timeBase: Rational) -> Int64? {
        let value = expression.value(Double(pts), timeBase.asDouble)
        guard value.isFinite, abs(value) < Double(MediaLimits.timestampMagnitude) else { return nil }
        return Int64(value)
    }

    /// `text` replaced by one letter that stands for it, where it is all there is or has brackets around it; nil where it
    /// does not occur.
    private static func replacing(_ text: StaticString, in bytes: [UInt8]) -> [UInt8]? {
        let wanted = text.withUTF8Buffer { Array($0) }
        if bytes == wanted { return [Reader.fromZero] }
        let bracketed = [UInt8(ascii: "(")] + wanted + [UInt8(ascii: ")")]
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: bracketed) {
                result.append(Reader.fromZero)
                index += bracketed.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result == bytes ? nil : result
    }

    /// Sums of products of numbers, times and brackets.
    private struct Reader {
        /// Stands for a time that is counted from the first frame; no letter of ffmpeg's.
        static let fromZero = UInt8(ascii: "$")

        let bytes: [UInt8]
        var position = 0
        /// `PTS` itself occurs.
        var hasSeenClock = false

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { position == bytes.count }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func sum(depth: Int) -> Node? {
            guard depth < FilterLimits.expressionDepth, var left = product(depth: depth) else { return nil }
            while true {
                if take("+") {
                    guard let right = product(depth: depth) else { return nil }
                    left = .sum(left, right)
                } else if take("-") {
                    guard let right = product(depth: depth) else { return nil }
                    left = .difference(left, right)
                } else {
                    return left
                }
            }
        }

        private mutating func product(depth: Int) -> Node? {
            guard var left = factor(depth: depth) else { return nil }
            while true {
                if take("*") {
                    guard let right = factor(depth: depth) else { return nil }
                    left = .product(left, right)
                } else if take("/") {
                    guard let right = factor(depth: depth) else { return nil }
                    left = .quotient(left, right)
                } else {
                    return left
                }
            }
        }

        private mutating func factor(depth: Int) -> Node? {
            if take("-") { return factor(depth: depth + 1).map { .negative($0) } }
            if take("(") {
                guard let inner = sum(depth: depth + 1), take(")") else { return nil }
                return inner
            }
            if position < bytes.count, bytes[position] == Self.fromZero {
                position += 1
                return .time
            }
            return word()
        }

        private mutating func word() -> Node? {
            let word = bytes[position...].prefix { byte in
                byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || Self.isLetterOrDigit(byte)
            }
            position += word.count
            switch String(decoding: word, as: UTF8.self) {
            case "PTS":
                hasSeenClock = true
                return .time
            case "TB": return .tick
            case let text:
                // Without the spellings that ffmpeg has beyond these, as `1k` and `0x10`.
                guard let first = word.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
                    word.allSatisfy({ $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
                else { return nil }
                return Double(text).map { .number($0) }
            }
        }

        private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
    }
}
