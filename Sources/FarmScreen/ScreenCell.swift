/// One place on the screen.
public struct ScreenCell: Equatable, Sendable {
    /// Empty behind a character that is two columns wide.
    public var text: String
    public var ink: Ink

    public static let blank = ScreenCell(text: " ", ink: .plain)
}

/// How a character is painted. Only the eight colours that each theme, light or dark, keeps readable; and each meaning is
/// also in the character, for terminals and eyes without colours.
public enum Ink: String, Equatable, Sendable, CaseIterable {
    case plain
    case faint
    case strong
    case title
    case selected
    case good
    case busy
    case warning
    case bad

    /// The codes of SGR; empty for plain text.
    func codes(hasColors: Bool) -> String {
        switch self {
        case .plain: ""
        case .faint: hasColors ? "2" : ""
        case .strong: "1"
        case .title: hasColors ? "1;36" : "1"
        case .selected: "7"
        case .good: hasColors ? "32" : ""
        case .busy: hasColors ? "36" : ""
        case .warning: hasColors ? "33" : ""
        case .bad: hasColors ? "1;31" : "1"
        }
    }
}

/// What the terminal can show.
public struct ScreenStyle: Equatable, Sendable {
    public var hasColors: Bool
    public var hasUnicode: Bool

    public init(hasColors: Bool, hasUnicode: Bool) {
        self.hasColors = hasColors
        self.hasUnicode = hasUnicode
    }
}

public struct ScreenSize: Equatable, Sendable {
    public var columns: Int
    public var rows: Int

    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// One line of the screen, filled from the left.
public struct ScreenLine: Equatable, Sendable {
    public private(set) var cells: [ScreenCell] = []
    let width: Int

    init(width: Int) { self.width = width }

    var room: Int { max(0, width - cells.count) }

    /// Adds as much of the text as there is room for.
    mutating func add(_ text: String, _ ink: Ink = .plain) {
        for character in text {
            let columns = character.columns
            guard columns > 0, cells.count + columns <= width else {
                if columns == 0 { continue }
                return
            }
            cells.append(ScreenCell(text: String(character), ink: ink))
            if columns == 2 { cells.append(ScreenCell(text: "", ink: ink)) }
        }
    }

    /// Spaces up to the column.
    mutating func skip(to column: Int) {
        while cells.count < min(column, width) { cells.append(.blank) }
    }

    /// At the right edge, if there is room for it behind what is there.
    mutating func addRight(_ text: String, _ ink: Ink = .plain) {
        let columns = text.columns
        guard room > columns else { return }
        skip(to: width - columns)
        add(text, ink)
    }

    mutating func paintAll(_ ink: Ink) {
        skip(to: width)
        for index in cells.indices { cells[index].ink = ink }
    }

    /// The other line behind this one, from `column` on.
    mutating func join(_ other: ScreenLine, at column: Int) {
        skip(to: column)
        cells += other.cells.prefix(room)
    }

    /// What a terminal must be sent; spaces at the end are left out where they show nothing.
    public func text(hasColors: Bool) -> String {
        var text = ""
        var ink = Ink.plain
        let end = cells.lastIndex { $0 != .blank }.map { $0 + 1 } ?? 0
        for cell in cells[..<end] {
            if cell.ink != ink {
                let codes = cell.ink.codes(hasColors: hasColors)
                if !ink.codes(hasColors: hasColors).isEmpty { text += "\u{1B}[0m" }
                if !codes.isEmpty { text += "\u{1B}[\(codes)m" }
                ink = cell.ink
            }
            text += cell.text
        }
        return ink.codes(hasColors: hasColors).isEmpty ? text : text + "\u{1B}[0m"
    }
}

extension String {
    var columns: Int { reduce(0) { $0 + $1.columns } }

    /// The text in exactly so many columns, cut in its middle or filled with spaces.
    func fitted(_ columns: Int) -> String {
        var text = self
        if text.columns > columns {
            var tail = ""
            var width = 1
            for character in text.reversed() where width + character.columns <= max(1, columns * 2 / 3) {
                tail = String(character) + tail
                width += character.columns
            }
            var head = ""
            for character in text where width + character.columns <= columns {
                head.append(character)
                width += character.columns
            }
            text = columns > 0 ? head + "…" + tail : ""
        }
        return text + String(repeating: " ", count: max(0, columns - text.columns))
    }

    /// The text at the right end of so many columns.
    func rightFitted(_ columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - self.columns)) + self
    }
}

extension Character {
    /// As wide as terminals draw it: ideographs and most pictures take two columns, marks without a letter none.
    var columns: Int {
        guard let scalar = unicodeScalars.first else { return 0 }
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
