import Invocation

/// Numbers as people read them.
enum FigureText {
    /// `31,204`.
    static func grouped(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// `4.27`, or `1,234` where decimals say nothing.
    static func decimal(_ number: Double) -> String {
        guard number.magnitude < 1_000 else { return grouped(Int(number.rounded())) }
        let hundredths = Int((number * 100).rounded())
        let rest = hundredths.magnitude % 100
        return "\(number < 0 && hundredths != 0 ? "-" : "")\(hundredths.magnitude / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    static func megabytes(_ bytes: Double) -> Double { bytes / 1_000_000 }

    /// Rows of words in columns: the first to the left, the others to the right.
    static func table(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, word in
                let blanks = String(repeating: " ", count: widths[column] - word.count)
                return column == 0 ? word + blanks : blanks + word
            }.joined(separator: "   ")
        }.joined(separator: "\n") + "\n"
    }
}
