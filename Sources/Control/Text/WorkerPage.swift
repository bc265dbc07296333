import FarmModel
import Invocation

/// What `workers` prints.
enum WorkerPage {
    static func list(_ workers: [WorkerSummary], width: Int?) -> String {
        guard !workers.isEmpty else { return "no workers\n" }
        var table = Table([
            .init(title: "WORKER", isFlexible: true), .init(title: "STATUS"), .init(title: "BUSY", isNumber: true),
            .init(title: "CPU", isNumber: true), .init(title: "MEMORY", isNumber: true),
            .init(title: "DISK", isNumber: true), .init(title: "SEEN", isNumber: true),
            .init(title: "RUNS", isFlexible: true),
        ])
        for worker in workers {
            let machine = worker.machine
            table.rows.append([
                worker.name, worker.status.rawValue, "\(worker.running.count)/\(worker.slots)",
                machine.flatMap(processorText) ?? "-",
                machine.map { Words.bytes($0.memoryAvailableBytes) } ?? "-",
                machine.map { Words.bytes($0.scratchFreeBytes) } ?? "-",
                Words.age(milliseconds: worker.silentMilliseconds), runningText(worker.running),
            ])
        }
        return table.text(width: width) + rendererText(workers) + blockedText(workers)
    }

    private static func processorText(_ machine: MachineLoad) -> String? {
        guard !machine.coreBusyPercent.isEmpty else { return nil }
        return "\(machine.coreBusyPercent.reduce(0, +) / machine.coreBusyPercent.count) %"
    }

    private static func runningText(_ running: [RunningAttempt]) -> String {
        guard !running.isEmpty else { return "-" }
        return running.map { "\($0.chunk.job.number)/\($0.chunk.index)" + ($0.isBackup ? " (backup)" : "") }
            .joined(separator: " ")
    }

    private static func rendererText(_ workers: [WorkerSummary]) -> String {
        workers.filter { !$0.renderers.isEmpty }.map { worker in
            "\(printable(worker.name)) offers the renderers \(printable(worker.renderers.joined(separator: ", ")))\n"
        }.joined()
    }

    private static func blockedText(_ workers: [WorkerSummary]) -> String {
        workers.flatMap { worker in
            worker.blocked.map {
                "\(printable(worker.name)) is given no \(printable($0.kind)) any more: \(printable($0.reason))\n"
            }
        }.joined()
    }
}
