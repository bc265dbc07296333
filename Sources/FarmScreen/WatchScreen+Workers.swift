import FarmModel
import Invocation

// The machines with their cores, and what their workers do.
extension WatchScreen {
    func workerLines(width: Int, rows: Int) -> [ScreenLine] {
        guard rows > 1 else { return [] }
        var body: [ScreenLine] = []
        var chosen = 0
        var host: String?
        for worker in farm.workers {
            if worker.host != host {
                host = worker.host
                body.append(machineLine(of: worker, width: width))
            }
            if worker.name == state.worker { chosen = body.count }
            body.append(workerLine(worker, width: width))
        }
        if body.isEmpty {
            var line = ScreenLine(width: width)
            line.add("  no workers: `render-worker` starts one", .warning)
            body.append(line)
        }
        let first = state.focus == .workers ? min(max(0, chosen - (rows - 1) / 2), max(0, body.count - rows + 1)) : 0
        let shown = body.dropFirst(first).prefix(rows - 1)
        let hidden = body.count - shown.count
        let rest = hidden > 0 ? "\(Words.count(hidden, "line")) more" : ""
        return [heading("MACHINES", rest, isFocused: state.focus == .workers, width: width)] + shown
    }

    private func machineLine(of worker: WorkerSummary, width: Int) -> ScreenLine {
        var line = ScreenLine(width: width)
        let cores = worker.machine?.coreBusyPercent ?? []
        line.add("  " + printable(worker.host).fitted(max(8, min(20, width / 6))) + " ", .strong)
        guard let machine = worker.machine else {
            line.add("not measured yet", .faint)
            return line
        }
        // The numbers give way to the cores; where there are more of them than places, each place is their average.
        let facts = machineFacts(machine, room: line.room - min(cores.count, line.room / 2) - 2)
        let places = max(1, min(cores.count, line.room - facts.columns - 2))
        for index in 0..<min(places, cores.count) {
            let group = cores[(index * cores.count / places)..<((index + 1) * cores.count / places)]
            let percent = group.reduce(0, +) / max(1, group.count)
            line.add(glyphs.glyph(forPercent: percent), percent > 85 ? .warning : percent > 25 ? .good : .faint)
        }
        line.add("  " + facts, .faint)
        return line
    }

    private func machineFacts(_ machine: MachineLoad, room: Int) -> String {
        let cores = machine.coreBusyPercent
        let memory = Words.bytes(machine.memoryAvailableBytes)
        let disk = Words.bytes(machine.scratchFreeBytes)
        guard !cores.isEmpty else { return "\(memory) memory" }
        let load = "\(cores.reduce(0, +) / cores.count) %"
        let texts = [
            "\(load) of \(Words.count(cores.count, "core")), \(memory) memory, \(disk) disk free",
            "\(load), \(memory) memory, \(disk) disk", "\(load), \(memory) memory",
        ]
        return texts.first { $0.columns <= room } ?? load
    }

    private func workerLine(_ worker: WorkerSummary, width: Int) -> ScreenLine {
        var line = ScreenLine(width: width)
        let isChosen = state.focus == .workers && worker.name == state.worker
        line.add(isChosen ? "  \(glyphs.pointer) " : "    ", .strong)
        line.add(printable(worker.name).fitted(max(8, min(24, width / 6))) + " ", isChosen ? .strong : .plain)
        line.add("\(worker.running.count)/\(worker.slots)".rightFitted(5) + "  ")
        if worker.status != .connected { line.add(worker.status.rawValue + "  ", .warning) }
        if !worker.blocked.isEmpty { line.add("off \(worker.blocked.map(\.kind).joined(separator: ", "))  ", .bad) }
        for (index, attempt) in worker.running.enumerated() {
            let speed = attempt.framesPerSecond > 0 ? " \(Words.decimal(attempt.framesPerSecond, digits: 1)) f/s" : ""
            let (job, chunk) = (attempt.chunk.job.number, attempt.chunk.index)
            let isShort = line.room < 40 * (worker.running.count - index)
            let name = isShort ? "j\(job) c\(chunk)" : "job \(job) chunk \(chunk) frame \(attempt.frame)"
            let text = name + speed + (attempt.isBackup ? " backup" : "")
            guard line.room >= text.columns + 2 else {
                line.add("+\(worker.running.count - index)", .faint)
                break
            }
            line.add(text + "  ", attempt.isBackup ? .warning : .plain)
        }
        if worker.running.isEmpty, worker.status == .connected { line.add("idle", .faint) }
        return line
    }
}
