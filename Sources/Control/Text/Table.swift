import Invocation

/// Rows in aligned columns.
struct Table {
    struct Column {
        let title: String
        var isNumber = false
        /// Gives way when the table is wider than it may be.
        var isFlexible = false
    }

    let columns: [Column]
    var rows: [[String]] = []
    /// A flexible column is not cut below this.
    private static let narrowest = 12
    private static let gap = "  "

    init(_ columns: [Column]) { self.columns = columns }

    /// One line for the titles and one for each row. `width` nil: as wide as it is.
    func text(width: Int?) -> String {
        let cells = ([columns.map(\.title)] + rows).map { $0.map(printable) }
        var widths = columns.indices.map { index in cells.map { $0[index].count }.max() ?? 0 }
        if let width { shrink(&widths, to: width) }
        return cells.map { line($0, widths) }.joined()
    }

    private func shrink(_ widths: inout [Int], to width: Int) {
        for index in columns.indices where columns[index].isFlexible {
            let excess = widths.reduce(0, +) + Self.gap.count * (columns.count - 1) - width
            if excess > 0 { widths[index] = max(min(widths[index], Self.narrowest), widths[index] - excess) }
        }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let text = shortened(cell, to: widths[index])
            let space = String(repeating: " ", count: widths[index] - text.count)
            line += (index == 0 ? "" : Self.gap) + (columns[index].isNumber ? space + text : text + space)
        }
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }
}

/// Lines of a label and a value, the values under each other.
struct FactList {
    private var facts: [(label: String, value: String)] = []

    mutating func add(_ label: String, _ value: String?) {
        if let value { facts.append((label, printable(value))) }
    }

    var text: String {
        let width = (facts.map(\.label.count).max() ?? 0) + 2
        return facts.map { padded($0.label, to: width) + $0.value + "\n" }.joined()
    }
}
