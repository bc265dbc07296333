import FarmModel
import Invocation

// The list of jobs, and the map of the chosen one.
extension WatchScreen {
    func jobLines(_ jobs: [JobSummary], rows: Int) -> [ScreenLine] {
        let chosen = jobs.firstIndex { $0.id == state.job } ?? 0
        let first = min(max(0, chosen - rows / 2), max(0, jobs.count - rows))
        let shown = jobs.dropFirst(first).prefix(rows)
        let range = jobs.count > rows ? "\(first + 1)-\(first + shown.count) of \(jobs.count)" : ""
        var lines = [heading("JOBS", range, isFocused: state.focus == .jobs, width: size.columns)]
        if jobs.isEmpty {
            var line = ScreenLine(width: size.columns)
            line.add("  no jobs yet: `renderctl submit INPUT` hands one in", .faint)
            lines.append(line)
        }
        return lines + shown.map(jobLine)
    }

    private func jobLine(_ job: JobSummary) -> ScreenLine {
        var line = ScreenLine(width: size.columns)
        let isChosen = job.id == state.job
        line.add(isChosen ? glyphs.pointer + " " : "  ", .strong)
        line.add("\(job.id.number)".fitted(4), isChosen ? .strong : .plain)
        line.add(job.status.fitted(10) + " ", job.statusInk)
        addBar(of: job, cells: max(8, min(60, size.columns / 5)), to: &line)
        line.add(Words.percent(job.framesDone, of: job.framesTotal).rightFitted(6) + "  ")
        if let waiting = job.waitingFor {
            line.add("waiting: " + printable(waiting), .warning)
            return line
        }
        if job.framesPerSecond > 0 || job.remainingMilliseconds != nil {
            let speed = job.framesPerSecond > 0 ? Words.decimal(job.framesPerSecond, digits: 1) + " f/s" : ""
            line.add(speed.rightFitted(10))
            line.add((job.timesRealTime.map { Words.decimal($0, digits: 2) + glyphs.times } ?? "").rightFitted(8))
            let eta = job.remainingMilliseconds.map { "ETA " + Words.clock(milliseconds: $0) } ?? ""
            line.add(eta.rightFitted(12) + "  ", .strong)
        } else if let failure = job.failure {
            line.add(printable("\(failure.summary): \(failure.cause)  "), .bad)
        }
        if job.priority != 0 { line.add("prio \(job.priority)  ", .faint) }
        line.add(printable(job.name).fitted(line.room), .faint)
        return line
    }

    private func addBar(of job: JobSummary, cells: Int, to line: inout ScreenLine) {
        let share = job.framesTotal > 0 ? min(1, max(0, Double(job.framesDone) / Double(job.framesTotal))) : 0
        let filled = job.status == Job.Phase.done.rawValue ? cells : Int((share * Double(cells)).rounded(.down))
        line.add(String(repeating: glyphs.done, count: filled), job.statusInk)
        line.add(String(repeating: glyphs.rest, count: cells - filled), .faint)
    }

    // MARK: Map

    func mapLines(width: Int, rows: Int) -> [ScreenLine] {
        guard let job = farm.jobs.first(where: { $0.id == state.job }) else { return [] }
        guard let cells = farm.maps[job.id], !cells.isEmpty else {
            let words = job.chunksTotal > 0 ? Words.count(job.chunksTotal, "chunk") : "no plan yet"
            return [heading("CHUNKS", "job \(job.id.number): \(words)", width: width)]
        }
        var lines = [heading("CHUNKS", "job \(job.id.number): " + counts(of: cells), width: width)]
        let room = max(1, rows - 1) * (width - 2)
        // Where there are more chunks than places, each place is for as many of them as the others.
        let perPlace = max(1, (cells.count + room - 1) / room)
        let places = stride(from: 0, to: cells.count, by: perPlace).map {
            place(of: cells[$0..<min(cells.count, $0 + perPlace)])
        }
        for start in stride(from: 0, to: places.count, by: width - 2) {
            var line = ScreenLine(width: width)
            line.add("  ")
            for place in places[start..<min(places.count, start + width - 2)] { line.add(place.text, place.ink) }
            lines.append(line)
        }
        return lines
    }

    private func counts(of cells: [ChunkCell]) -> String {
        let parts = ChunkCell.allCases.reversed().compactMap { kind -> String? in
            let count = cells.count { $0 == kind }
            return count > 0 ? "\(glyphs.glyph(for: kind)) \(count) \(kind.words)" : nil
        }
        return parts.joined(separator: "  ")
    }

    /// Several chunks in one place: what wants to be seen most, wins.
    private func place(of cells: ArraySlice<ChunkCell>) -> (text: String, ink: Ink) {
        for kind in [ChunkCell.failed, .backedUp, .runningAgain, .running, .queuedAgain] where cells.contains(kind) {
            return (glyphs.glyph(for: kind), kind.ink)
        }
        let waiting = cells.count { $0 == .queued }
        if waiting == cells.count { return (glyphs.glyph(for: .queued), ChunkCell.queued.ink) }
        if waiting > 0 { return (glyphs.partlyDone, .good) }
        let kind = cells.contains(.doneAfterRetries) ? ChunkCell.doneAfterRetries : .done
        return (glyphs.glyph(for: kind), kind.ink)
    }
}

extension JobSummary {
    /// The last part of the input's path.
    var name: String { input.split(separator: "/").last.map(String.init) ?? input }

    var statusInk: Ink {
        switch status {
        case "done": .good
        case "failed": .bad
        case "paused", "cancelled": .warning
        default: .busy
        }
    }
}
