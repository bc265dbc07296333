/// What is wrong with a filter description, and where.
public struct FilterMistake: Error, Equatable, Sendable {
    /// A clause that begins with a small letter and has no full stop.
    public var message: String
    /// The place in UTF-8 bytes from the beginning; at most the length of the description.
    public var offset: Int

    public init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }

    /// Three lines for people: what is wrong, the description around the place, and a caret under the place.
    public func explained(in text: String) -> String {
        let line = CaretLine(text, offset: offset, columns: FilterLimits.columns)
        return "\(message)\n\(line.text)\n\(String(repeating: " ", count: line.column))^"
    }
}

/// One line of a text with the column of a place in it; what is too long is cut off on both sides.
struct CaretLine {
    private(set) var text: String
    private(set) var column: Int

    init(_ source: String, offset: Int, columns: Int) {
        let cells = Self.cells(source)
        let widths = cells.map { $0.width }
        let index = cells.firstIndex { $0.end > offset } ?? cells.count
        // A third of the line follows the place, so that one sees how it goes on.
        var first = index
        var before = 0
        while first > 0, before + widths[first - 1] <= columns * 2 / 3 - 1 {
            first -= 1
            before += widths[first]
        }
        var end = index
        var total = before + (first > 0 ? 1 : 0)
        while end < cells.count, total + widths[end] <= columns - 1 {
            total += widths[end]
            end += 1
        }
        text = cells[first..<end].map(\.text).joined()
        column = before
        if first > 0 {
            text = "…" + text
            column += 1
        }
        if end < cells.count { text += "…" }
    }

    private struct Cell {
        var text: String
        var width: Int
        /// The offset behind it in the source.
        var end: Int
    }

    private static func cells(_ source: String) -> [Cell] {
        var cells: [Cell] = []
        var end = 0
        for character in source {
            end += character.utf8.count
            guard let scalar = character.unicodeScalars.first else { continue }
            let shown = visible(scalar).map(String.init) ?? String(character)
            cells.append(Cell(text: shown, width: isWide(scalar) ? 2 : 1, end: end))
        }
        return cells
    }

    /// A sign for what a terminal would obey instead of showing it; nil for what it shows.
    private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        // The pictures of control characters, among them the one for a line break.
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value)
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: "\u{FFFD}"
        default: nil
        }
    }

    /// East Asian and pictorial characters take two columns in a terminal.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
