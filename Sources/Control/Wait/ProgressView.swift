import FarmModel
import Invocation
import LinuxIO

/// Shows on stderr how far a job is: a line that is drawn again and again on a terminal, a line now and then elsewhere.
final class ProgressView {
    /// Five times a second is as smooth as reading allows.
    private static let redrawMilliseconds = 200
    /// A log grows by half a line a second at most, except where something new happens.
    private static let lineMilliseconds = 2_000
    private static let clearLine = "\r\u{1B}[K"
    private static let hideCursor = "\u{1B}[?25l"
    private static let showCursor = "\u{1B}[?25h"

    private let loop: EventLoop
    private let isLive: Bool
    private let style: ProgressText.Style
    private let write: (String) -> Void
    private var latest: JobSummary?
    private var shown: JobSummary?
    private var shownAtMilliseconds = Int64.min / 2
    private var isBarOnScreen = false
    private var redraw: LoopTimer?

    init(loop: EventLoop, output: Output) {
        self.loop = loop
        isLive = output.isLive
        style = output.style
        write = output.writeWords
    }

    func update(_ job: JobSummary) {
        latest = job
        isLive ? drawSoon() : writeLine(job)
    }

    /// A line that stays, above the bar.
    func say(_ line: String) {
        write((isBarOnScreen ? Self.clearLine : "") + printable(line) + "\n")
        if isBarOnScreen { draw() }
    }

    /// A line that stays, in the place of a bar that is not true any more; the next update draws it again.
    func sayInstead(_ line: String) {
        finish()
        say(line)
    }

    /// Leaves the terminal as it was found.
    func finish() {
        redraw?.cancel()
        redraw = nil
        guard isBarOnScreen else { return }
        isBarOnScreen = false
        write(Self.clearLine + Self.showCursor)
    }

    private func drawSoon() {
        guard redraw == nil else { return }
        let age = FarmClock.monotonicMilliseconds() - shownAtMilliseconds
        guard age < Int64(Self.redrawMilliseconds) else { return draw() }
        redraw = loop.after(milliseconds: Self.redrawMilliseconds - Int(age)) { [weak self] in
            self?.redraw = nil
            self?.draw()
        }
    }

    private func draw() {
        guard let latest else { return }
        // One column stays free: a terminal may wrap when the last one is written.
        let line = ProgressText(job: latest).bar(width: terminalWidth() - 1, style: style)
        write((isBarOnScreen ? "" : Self.hideCursor) + Self.clearLine + line)
        isBarOnScreen = true
        shownAtMilliseconds = FarmClock.monotonicMilliseconds()
    }

    private func writeLine(_ job: JobSummary) {
        let isNews =
            shown?.status != job.status || shown?.waitingFor != job.waitingFor
            || shown?.chunksFailed != job.chunksFailed
        let now = FarmClock.monotonicMilliseconds()
        guard isNews || now - shownAtMilliseconds >= Int64(Self.lineMilliseconds), shown != job else { return }
        shown = job
        shownAtMilliseconds = now
        write(ProgressText(job: job).plain + "\n")
    }
}
