/// Values as people write them. `name` is what the value was given for: `--crf`, `max_attempts`.
public enum Quantity {
    public static func integer(
        _ text: String, in range: ClosedRange<Int>, of name: String
    ) throws(UserError) -> Int {
        guard let number = Int(text) else {
            throw wrong(name, text, "a whole number \(words(for: range))")
        }
        guard range.contains(number) else { throw wrong(name, text, "a number \(words(for: range))") }
        return number
    }

    /// Seconds with a decimal fraction, as milliseconds.
    public static func seconds(
        _ text: String, inMilliseconds range: ClosedRange<Int>, of name: String
    ) throws(UserError) -> Int {
        let allowed = "a number of seconds from \(secondsText(range.lowerBound)) to \(secondsText(range.upperBound))"
        guard isDecimal(text), let number = Double(text), number < 1e12 else { throw wrong(name, text, allowed) }
        let milliseconds = Int((number * 1000).rounded())
        guard range.contains(milliseconds) else { throw wrong(name, text, allowed) }
        return milliseconds
    }

    /// `7d`, `12h`, `30m`, `90s`, as milliseconds.
    public static func span(_ text: String, of name: String) throws(UserError) -> Int {
        let units: [Character: Int] = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000]
        guard let letter = text.last, let unit = units[letter], let count = Int(text.dropLast()),
            (0...1_000_000).contains(count)
        else { throw wrong(name, text, "a number with its unit: 7d, 12h, 30m or 90s") }
        return count * unit
    }

    /// `1280x720`.
    public static func size(
        _ text: String, in range: ClosedRange<Int>, of name: String
    ) throws(UserError) -> (width: Int, height: Int) {
        let sides = text.split(separator: "x", omittingEmptySubsequences: false)
        guard sides.count == 2, let width = Int(sides[0]), let height = Int(sides[1]), range.contains(width),
            range.contains(height)
        else {
            throw wrong(name, text, "WIDTHxHEIGHT, as in 1280x720, each \(words(for: range))")
        }
        return (width, height)
    }

    public static func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String, of type: Choice.Type, for name: String
    ) throws(UserError) -> Choice where Choice.RawValue == String {
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        let near = suggestion(for: text, among: names).map { "did you mean `\($0)`?" }
        throw UserError(
            "\(name) cannot be `\(text)`", cause: "it must be one of: \(names.joined(separator: ", "))", hint: near,
            exitCode: .usage)
    }

    static func wrong(_ name: String, _ text: String, _ allowed: String) -> UserError {
        UserError("\(name) cannot be `\(text)`", cause: "it must be \(allowed)", exitCode: .usage)
    }

    private static func words(for range: ClosedRange<Int>) -> String {
        if range.upperBound == .max { return "of at least \(range.lowerBound)" }
        return "from \(range.lowerBound) to \(range.upperBound)"
    }

    /// Digits with at most one point: `Double` alone would take exponents, hexadecimal numbers and `nan`.
    static func isDecimal(_ text: String) -> Bool {
        var points = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): continue
            case UInt8(ascii: "."): points += 1
            default: return false
            }
        }
        return !text.isEmpty && text != "." && points <= 1
    }

    private static func secondsText(_ milliseconds: Int) -> String {
        milliseconds % 1000 == 0 ? "\(milliseconds / 1000)" : "\(Double(milliseconds) / 1000)"
    }
}
