import FarmScreen
import LinuxIO

/// The terminal while the whole screen is taken: keys one by one, and lines that are drawn only where they changed. What
/// it was before is restored by `leave`, and by a handler of last resort when this program crashes.
final class WatchTerminal {
    private static let enterScreen = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J"
    private static let leaveScreen = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    private var shown: [String] = []
    private var isTaken = false

    var size: ScreenSize {
        let size = TerminalMode.size ?? (80, 24)
        return ScreenSize(columns: size.columns, rows: size.rows)
    }

    func take() throws(SystemError) {
        guard !isTaken else { return }
        try TerminalMode.take(farewell: Self.leaveScreen)
        isTaken = true
        shown = []
        StandardOutput.write(Self.enterScreen)
    }

    func leave() {
        guard isTaken else { return }
        isTaken = false
        StandardOutput.write(Self.leaveScreen)
        TerminalMode.giveBack()
    }

    /// Everything is drawn anew by the next `draw`: the terminal has a new size.
    func forget() {
        shown = []
        if isTaken { StandardOutput.write("\u{1B}[2J") }
    }

    func draw(_ lines: [ScreenLine], hasColors: Bool) {
        guard isTaken else { return }
        var output = ""
        for (row, line) in lines.enumerated() {
            let text = line.text(hasColors: hasColors)
            if shown.indices.contains(row), shown[row] == text { continue }
            // Erased first: behind a line that fills the row, erasing would take its last character.
            output += "\u{1B}[\(row + 1);1H\u{1B}[K\(text)"
            while shown.count <= row { shown.append("\u{0}") }
            shown[row] = text
        }
        if !output.isEmpty { StandardOutput.write(output) }
    }
}
