import FarmModel
import Invocation

/// The whole screen as a function of what is known: the same values always give the same lines.
public struct WatchScreen {
    let farm: LiveFarm
    let state: WatchState
    let size: ScreenSize
    let style: ScreenStyle
    /// Where the coordinator is, as the person calls it.
    let address: String
    /// A moment in the words of the person's clock: `23:59:59`.
    let clock: (Timestamp) -> String

    /// Below this there is no room for anything that makes sense.
    public static let smallest = ScreenSize(columns: 40, rows: 10)
    /// From here on the log has its place beside the workers.
    private static let twoColumns = 110

    public init(
        farm: LiveFarm, state: WatchState, size: ScreenSize, style: ScreenStyle, address: String,
        clock: @escaping (Timestamp) -> String
    ) {
        self.farm = farm
        self.state = state
        self.size = size
        self.style = style
        self.address = address
        self.clock = clock
    }

    var glyphs: Glyphs { Glyphs(hasUnicode: style.hasUnicode) }

    /// As many lines as the screen has rows.
    public var lines: [ScreenLine] {
        guard size.columns >= Self.smallest.columns, size.rows >= Self.smallest.rows else { return tooSmall }
        var lines = [titleLine]
        lines += state.showsHelp ? helpLines(rows: size.rows - 2) : bodyLines(rows: size.rows - 2)
        while lines.count < size.rows - 1 { lines.append(ScreenLine(width: size.columns)) }
        return lines.prefix(size.rows - 1) + [footerLine]
    }

    private var tooSmall: [ScreenLine] {
        var line = ScreenLine(width: size.columns)
        line.add("make this window larger")
        return [line] + Array(repeating: ScreenLine(width: size.columns), count: max(0, size.rows - 1))
    }

    // MARK: Edges

    private var titleLine: ScreenLine {
        var line = ScreenLine(width: size.columns)
        line.add("RenderFarm", .title)
        line.add(" \(farm.status?.version ?? "")  \(address)  ", .faint)
        if let status = farm.status {
            line.add("\(Words.count(status.workers, "worker"))  \(status.busySlots)/\(status.slots) slots  ")
            line.add(Words.count(status.unfinishedJobs, "job"))
        }
        switch state.link {
        case .connecting: line.addRight("connecting", .warning)
        case .live: line.addRight("live", .good)
        case .lost: line.addRight("reconnecting", .bad)
        }
        return line
    }

    private var footerLine: ScreenLine {
        var line = ScreenLine(width: size.columns)
        if let question = state.question {
            line.add(question.text, .warning)
        } else if case .lost(let why) = state.link {
            line.add("lost the coordinator (\(printable(why))); what you see is from before", .bad)
        } else if let message = state.message {
            line.add(printable(message), state.isMessageBad ? .bad : .strong)
        } else {
            for (key, word) in Self.shortKeys where line.room > key.count + word.count + 3 {
                line.add(key, .strong)
                line.add(" " + word + "  ", .faint)
            }
        }
        return line
    }

    private static let shortKeys = [
        ("q", "quit"), ("?", "help"), ("tab", "jobs/workers"), ("p", "pause"), ("r", "resume"), ("c", "cancel"),
        ("+-", "priority"), ("d", "drain"), ("f", "filter"), ("t", "try again"),
    ]

    func heading(_ title: String, _ rest: String = "", isFocused: Bool = false, width: Int) -> ScreenLine {
        var line = ScreenLine(width: width)
        line.add(title, isFocused ? .title : .strong)
        if !rest.isEmpty { line.add("  " + rest, .faint) }
        if line.room > 2 { line.add(" " + String(repeating: glyphs.rule, count: line.room - 1), .faint) }
        return line
    }

    // MARK: Body

    private func bodyLines(rows: Int) -> [ScreenLine] {
        if let problem = farm.status?.storageProblem {
            var line = ScreenLine(width: size.columns)
            line.add("nothing is handed out: " + printable(problem), .bad)
            return [line] + sections(rows: rows - 1)
        }
        return sections(rows: rows)
    }

    private func sections(rows: Int) -> [ScreenLine] {
        let jobs = farm.jobsInOrder
        // The list of jobs takes a quarter of the screen, the map another; what they do not need the others get.
        let jobRows = min(max(1, jobs.count), max(3, rows / 4))
        var lines = jobLines(jobs, rows: jobRows)
        lines += mapLines(width: size.columns, rows: max(2, rows / 4))
        let left = rows - lines.count
        guard size.columns >= Self.twoColumns else {
            let workers = workerLines(width: size.columns, rows: max(3, left * 3 / 5))
            return lines + workers + logLines(width: size.columns, rows: left - workers.count)
        }
        let half = size.columns / 2
        let workers = workerLines(width: half - 2, rows: left)
        let log = logLines(width: size.columns - half, rows: left)
        for index in 0..<left {
            var line = ScreenLine(width: size.columns)
            if workers.indices.contains(index) { line.join(workers[index], at: 0) }
            if log.indices.contains(index) { line.join(log[index], at: half) }
            lines.append(line)
        }
        return lines
    }

    private func logLines(width: Int, rows: Int) -> [ScreenLine] {
        guard rows > 1 else { return [] }
        let wanted = farm.notes.filter(isWanted)
        var lines = [heading("LOG", state.logFilter.rawValue, width: width)]
        if wanted.isEmpty {
            var line = ScreenLine(width: width)
            line.add("nothing yet", .faint)
            lines.append(line)
        }
        for note in wanted.suffix(rows - 1) {
            var line = ScreenLine(width: width)
            line.add(clock(note.at) + " ", .faint)
            let text = printable(note.line)
            // The end says why; where both do not fit, the middle gives way.
            line.add(
                text.columns > line.room ? text.fitted(line.room) : text,
                note.severity == .info ? .plain : note.severity == .warning ? .warning : .bad)
            lines.append(line)
        }
        return lines
    }

    private func isWanted(_ note: FarmNote) -> Bool {
        switch state.logFilter {
        case .everything: true
        case .selected: note.job == state.job
        case .troubles: note.severity > .info
        }
    }

    private func helpLines(rows: Int) -> [ScreenLine] {
        let help: [(String, String)] = [
            ("up down, j k", "choose a job, or a worker"), ("tab", "go from the jobs to the workers, and back"),
            ("p  r", "pause the job; let it go on"), ("c", "cancel the job (asks first)"),
            ("+ -  n", "change its priority by one; type a number"), ("t", "try what failed again"),
            ("d", "drain the worker: it finishes what it has (asks first)"),
            ("f", "log: everything, this job, or troubles only"), ("q, Ctrl-C", "quit; the farm goes on without you"),
        ]
        var lines = [heading("KEYS", "any key closes this", width: size.columns)]
        for (keys, words) in help {
            var line = ScreenLine(width: size.columns)
            line.add("  " + keys.fitted(16), .strong)
            line.add(words)
            lines.append(line)
        }
        lines.append(heading("CHUNKS", width: size.columns))
        for cell in ChunkCell.allCases {
            var line = ScreenLine(width: size.columns)
            line.add("  ")
            line.add(glyphs.glyph(for: cell).fitted(16), cell.ink)
            line.add(cell.words)
            lines.append(line)
        }
        return Array(lines.prefix(rows))
    }
}

extension WatchState.Question {
    var text: String {
        switch self {
        case .cancel(let job): "cancel job \(job.number)? What is rendered is thrown away. y/n"
        case .drain(let worker): "drain \(printable(worker))? It finishes what it has, then leaves. y/n"
        case .priority(let job, let typed): "priority of job \(job.number), -100 to 100: \(typed)_  (enter, esc)"
        }
    }
}
