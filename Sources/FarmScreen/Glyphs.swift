import FarmModel

/// The characters for what is drawn; plain ASCII where the terminal has no more.
struct Glyphs {
    let hasUnicode: Bool

    var done: String { hasUnicode ? "█" : "#" }
    var rest: String { hasUnicode ? "░" : "." }
    var pointer: String { hasUnicode ? "▸" : ">" }
    var rule: String { hasUnicode ? "─" : "-" }
    var times: String { hasUnicode ? "×" : "x" }

    func glyph(for cell: ChunkCell) -> String {
        switch cell {
        case .queued: hasUnicode ? "·" : "."
        case .queuedAgain: hasUnicode ? "∶" : ":"
        case .running: hasUnicode ? "▄" : "o"
        case .runningAgain: hasUnicode ? "▞" : "R"
        case .backedUp: hasUnicode ? "▚" : "B"
        case .done: done
        case .doneAfterRetries: hasUnicode ? "▓" : "%"
        case .failed: "X"
        }
    }

    /// Of several chunks in one place, some are done.
    var partlyDone: String { hasUnicode ? "▒" : "+" }

    /// A core's load: higher is busier.
    func glyph(forPercent percent: Int) -> String {
        let level = min(8, max(0, (percent * 8 + 50) / 100))
        let bars = ["▁", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return hasUnicode ? bars[level] : "\(min(9, max(0, percent / 10)))"
    }
}

extension ChunkCell {
    var ink: Ink {
        switch self {
        case .queued: .faint
        case .queuedAgain, .runningAgain, .doneAfterRetries: .warning
        case .running, .backedUp: .busy
        case .done: .good
        case .failed: .bad
        }
    }

    /// For the legend.
    var words: String {
        switch self {
        case .queued: "queued"
        case .queuedAgain: "to retry"
        case .running: "running"
        case .runningAgain: "retrying"
        case .backedUp: "with backup"
        case .done: "done"
        case .doneAfterRetries: "done after retry"
        case .failed: "failed"
        }
    }
}
