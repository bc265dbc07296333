/// Numbers as people read them.
public enum Words {
    /// `0.31 s`, `12.4 s`, `3:05`, `1:02:03`.
    public static func duration(milliseconds: Int) -> String {
        let milliseconds = max(0, milliseconds)
        if milliseconds < 10_000 { return decimal(Double(milliseconds) / 1000, digits: 2) + " s" }
        if milliseconds < 60_000 { return decimal(Double(milliseconds) / 1000, digits: 1) + " s" }
        return clock(milliseconds: milliseconds)
    }

    /// `0:07`, `3:05`, `1:02:03`.
    public static func clock(milliseconds: Int) -> String {
        let seconds = (max(0, milliseconds) + 500) / 1000
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        let tail = twoDigits(seconds % 60)
        return hours > 0 ? "\(hours):\(twoDigits(minutes)):\(tail)" : "\(minutes):\(tail)"
    }

    /// `0.5 s`, `12 s`, `3 min`, `2 h`, `5 d`: how long ago, roughly.
    public static func age(milliseconds: Int) -> String {
        let seconds = max(0, milliseconds) / 1000
        switch seconds {
        case ..<1: return "now"
        case ..<120: return "\(seconds) s"
        case ..<7200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) d"
        }
    }

    /// Powers of 1000, as disks are sold: `812 B`, `1.5 GB`.
    public static func bytes(_ count: Int64) -> String {
        let units = ["kB", "MB", "GB", "TB", "PB"]
        guard count >= 1000 else { return "\(count) B" }
        var value = Double(count) / 1000
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return decimal(value, digits: value < 9.95 ? 1 : 0) + " " + units[unit]
    }

    /// `31 %`; 100 only when nothing is missing.
    public static func percent(_ done: Int, of total: Int) -> String {
        guard total > 0 else { return "0 %" }
        return "\(min(100, max(0, done) * 100 / total)) %"
    }

    public static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        number == 1 ? "1 \(one)" : "\(number) \(many ?? one + "s")"
    }

    public static func decimal(_ value: Double, digits: Int) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "-" }
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((value.magnitude * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return sign + "\(scaled)" }
        let fraction = "\(scaled % scale)"
        return sign + "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}

/// The text on one line, without anything that a terminal would obey: names of files and lines of other programs may
/// hold what they like.
public func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        if isControl(scalar) {
            result += scalar == "\t" ? " " : "\u{FFFD}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// The C0 and C1 controls, and the marks that turn the direction of writing.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
}

/// The text with a mark in its middle where it is longer than `width`; of a path the end says more than the beginning.
public func shortened(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    guard width > 1 else { return String(text.suffix(max(0, width))) }
    let head = (width - 1) / 3
    return text.prefix(head) + "…" + text.suffix(width - 1 - head)
}
