/// Values that only videos have.
extension Quantity {
    /// `4M`, `800k`, `2.5M` or plain bits a second.
    public static func bitRate(_ text: String, of name: String) throws(UserError) -> Int {
        let units: [Character: Int] = ["k": 1_000, "K": 1_000, "M": 1_000_000]
        let unit = text.last.flatMap { units[$0] }
        let number = unit == nil ? text : String(text.dropLast())
        guard isDecimal(number), let value = Double(number), value < 1e6 || unit == nil, value < 1e12, value > 0 else {
            throw wrong(name, text, "a number of bits a second, as in 4M or 800k")
        }
        return Int((value * Double(unit ?? 1)).rounded())
    }

    /// A moment of a video: seconds, `mm:ss` or `hh:mm:ss`, each with a fraction. In microseconds.
    public static func moment(_ text: String, of name: String) throws(UserError) -> Int64 {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), let last = parts.last, isDecimal(last), let seconds = Double(last),
            seconds < 1e9, parts.count == 1 || seconds < 60
        else { throw wrong(name, text, momentForms) }
        var whole: Int64 = 0
        for (index, part) in parts.dropLast().enumerated() {
            guard part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int64(part), number < 100_000, index == 0 || number < 60
            else { throw wrong(name, text, momentForms) }
            whole = (whole + number) * 60
        }
        return whole * 1_000_000 + Int64((seconds * 1_000_000).rounded())
    }

    private static let momentForms = "a moment of the video: 90.5, 1:30.5 or 0:01:30.5"

    /// `25`, `29.97` or `30000/1001`, as numerator and denominator.
    public static func frameRate(
        _ text: String, of name: String
    ) throws(UserError) -> (numerator: Int64, denominator: Int64) {
        let forms = "frames a second, as in 25, 29.97 or 30000/1001"
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2 {
            guard let numerator = Int64(parts[0]), let denominator = Int64(parts[1]), numerator > 0, denominator > 0,
                max(numerator, denominator) <= 1_000_000
            else { throw wrong(name, text, forms) }
            return (numerator, denominator)
        }
        let decimals = text.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.utf8.count ?? 0
        guard parts.count == 1, isDecimal(text), decimals <= 3, let value = Double(text), value > 0, value <= 1000
        else {
            throw wrong(name, text, forms)
        }
        let denominator = Int64([1, 10, 100, 1000][decimals])
        return (Int64((value * Double(denominator)).rounded()), denominator)
    }

    /// `1280x720`, where one of the two may be -2.
    public static func pictureSize(
        _ text: String, of name: String
    ) throws(UserError) -> (width: Int, height: Int) {
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard sides.count == 2, text.utf8.count <= 16, sides.allSatisfy({ $0 > 0 || $0 == -2 }), sides != [-2, -2]
        else {
            throw wrong(name, text, "WIDTHxHEIGHT, as in 1280x720; one of the two may be -2, to keep the shape")
        }
        return (sides[0], sides[1])
    }

    /// `KEY=VALUE`, of plain characters.
    public static func pair(_ text: String, of name: String) throws(UserError) -> (key: String, value: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, text.utf8.count <= 200 else {
            throw wrong(name, text, "KEY=VALUE, as in bframes=2")
        }
        return (parts[0], parts[1])
    }
}
