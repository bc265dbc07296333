import FarmModel
import Invocation

/// A job's progress in one line: with a bar for a terminal, in plain words for a log.
struct ProgressText {
    /// What the terminal can show.
    struct Style: Equatable {
        var hasColors: Bool
        var hasUnicode: Bool
    }

    let job: JobSummary

    /// At most `width` columns. Parts that do not fit are left out, the least needed first.
    func bar(width: Int, style: Style) -> String {
        let head = "job \(job.id.number)  \(job.status)"
        var parts = ["\(percentText)"]
        if let waiting = job.waitingFor {
            parts.append(waitingText(waiting))
        } else if job.framesPerSecond > 0 {
            parts.append(rateText)
        }
        if job.chunksTotal > 0 { parts.append("\(job.chunksDone)/\(job.chunksTotal) chunks") }
        if let remaining = job.remainingMilliseconds { parts.append("ETA " + Words.clock(milliseconds: remaining)) }
        if job.chunksFailed > 0 { parts.insert("\(job.chunksFailed) failed", at: min(2, parts.count)) }
        while parts.count > 1, plainWidth(head, parts) > width { parts.removeLast() }
        let room = min(30, width - plainWidth(head, parts) - 4)
        let line = room >= 8 ? head + "  " + drawnBar(cells: room, style: style) : head
        let text = ([line] + parts).joined(separator: "  ")
        return room >= 8 ? text : shortened(text, to: width)
    }

    /// For a file or a pipe.
    var plain: String {
        var parts = [job.status]
        if job.framesTotal > 0 { parts.append("\(percentText), \(job.framesDone)/\(job.framesTotal) frames") }
        if job.chunksTotal > 0 { parts.append("\(job.chunksDone)/\(job.chunksTotal) chunks") }
        if job.chunksFailed > 0 { parts.append("\(job.chunksFailed) failed") }
        if job.framesPerSecond > 0 { parts.append(rateText) }
        if let remaining = job.remainingMilliseconds { parts.append("ETA " + Words.clock(milliseconds: remaining)) }
        if let waiting = job.waitingFor { parts.append(waitingText(waiting)) }
        return "job \(job.id.number): " + parts.joined(separator: ", ")
    }

    private var rateText: String { Words.decimal(job.framesPerSecond, digits: 1) + " frames/s" }

    private var percentText: String { Words.percent(job.framesDone, of: job.framesTotal) }

    private func waitingText(_ reason: String) -> String {
        let reason = printable(reason)
        return reason.hasPrefix("waiting") ? reason : "waiting: " + reason
    }

    private func plainWidth(_ head: String, _ parts: [String]) -> Int {
        head.count + parts.reduce(0) { $0 + 2 + $1.count }
    }

    private func drawnBar(cells: Int, style: Style) -> String {
        let share = job.framesTotal > 0 ? min(1, max(0, Double(job.framesDone) / Double(job.framesTotal))) : 0
        let filled = Int((share * Double(cells)).rounded(.down))
        let done = String(repeating: style.hasUnicode ? "█" : "#", count: filled)
        let rest = String(repeating: style.hasUnicode ? "░" : ".", count: cells - filled)
        // Green is one of the eight colours that every theme, light or dark, keeps readable.
        let bar = style.hasColors ? "\u{1B}[32m\(done)\u{1B}[0m\(rest)" : done + rest
        return style.hasUnicode ? bar : "[\(bar)]"
    }
}
