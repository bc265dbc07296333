import FarmFigures
import JSONText

/// The figures of all runs, for people and for machines.
struct DispatchReport: JSONWritable {
    let options: DispatchOptions
    var runs: [Run] = []
    var fileSystem = ""

    struct Run {
        let idle: IdleFigures?
        let diskSync: Latencies
        let submitToStart: Latencies
        let dispatch: DispatchFigures
        let readers: ReaderFigures?
    }

    private struct Line {
        let words: String
        let key: String
        let spread: Spread
    }

    private static let shares = [0.5, 0.99]

    private var lines: [Line] {
        let busy = runs.map { $0.dispatch.readyToStart.percentiles(Self.shares) }
        let probes = runs.map { $0.submitToStart.percentiles(Self.shares) }
        let syncs = runs.map { $0.diskSync.percentiles(Self.shares) }
        let idle = runs.compactMap(\.idle)
        let readers = runs.compactMap(\.readers)
        let read = readers.map { $0.dispatch.readyToStart.percentiles(Self.shares) }
        let readProbes = readers.map { $0.submitToStart.percentiles(Self.shares) }
        let all: [(String, String, [Double])] = [
            ("durable tasks a second", "tasks_per_second", runs.map(\.dispatch.tasksPerSecond)),
            ("a sync of that disk, p50 ms", "disk_sync_p50_ms", syncs.map { $0[0] }),
            ("a sync of that disk, p99 ms", "disk_sync_p99_ms", syncs.map { $0[1] }),
            ("ready to start, p50 ms", "ready_to_start_p50_ms", busy.map { $0[0] }),
            ("ready to start, p99 ms", "ready_to_start_p99_ms", busy.map { $0[1] }),
            ("submit to start when idle, p50 ms", "submit_to_start_p50_ms", probes.map { $0[0] }),
            ("submit to start when idle, p99 ms", "submit_to_start_p99_ms", probes.map { $0[1] }),
            ("coordinator's CPU a task, µs", "cpu_us_per_task", runs.map(\.dispatch.cpuMicrosecondsPerTask)),
            ("coordinator's peak memory, MB", "peak_resident_mb", runs.map { Self.mb($0.dispatch.peakResidentBytes) }),
            ("journal a task, bytes", "journal_bytes_per_task", runs.map(\.dispatch.journalBytesPerTask)),
            ("memory before idle workers, MB", "resident_before_idle_mb", idle.map { Self.mb($0.residentBytesBefore) }),
            ("memory with idle workers, MB", "resident_with_idle_mb", idle.map { Self.mb($0.residentBytes) }),
            ("CPU with idle workers, % of a core", "idle_cpu_percent", idle.map(\.cpuPercent)),
            ("with readers: durable tasks a second", "read_tasks_per_second", readers.map(\.dispatch.tasksPerSecond)),
            ("with readers: ready to start, p50 ms", "read_ready_to_start_p50_ms", read.map { $0[0] }),
            ("with readers: ready to start, p99 ms", "read_ready_to_start_p99_ms", read.map { $0[1] }),
            ("with readers: submit to start, p50 ms", "read_submit_to_start_p50_ms", readProbes.map { $0[0] }),
            ("with readers: submit to start, p99 ms", "read_submit_to_start_p99_ms", readProbes.map { $0[1] }),
            (
                "with readers: peak memory, MB", "read_peak_resident_mb",
                readers.map { Self.mb($0.dispatch.peakResidentBytes) }
            ),
            (
                "read by them, MB a second", "read_mb_per_second",
                readers.map { FigureText.megabytes($0.bytesPerSecond) }
            ),
        ]
        return all.compactMap { words, key, values in
            Spread(values).map { Line(words: words, key: key, spread: $0) }
        }
    }

    private static func mb(_ bytes: Int) -> Double { FigureText.megabytes(Double(bytes)) }

    var text: String {
        let idle = options.idleWorkers > 0 ? ", \(FigureText.grouped(options.idleWorkers)) idle workers" : ""
        let reading = options.readers > 0 ? ", \(options.readers) readers" : ""
        let head =
            "\(FigureText.grouped(options.tasks)) tasks, \(options.workers) workers of \(options.slots) slots\(idle)\(reading), "
            + "journal on \(fileSystem), runs: \(runs.count)\n\n"
        let rows = lines.map { line in
            [line.words] + [line.spread.least, line.spread.median, line.spread.most].map(FigureText.decimal)
        }
        return head + FigureText.table([["", "least", "median", "most"]] + rows)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("tasks", options.tasks)
            json.field("workers", options.workers)
            json.field("slots", options.slots)
            json.field("idle_workers", options.idleWorkers)
            json.field("readers", options.readers)
            json.field("file_system", fileSystem)
            json.field("runs", runs.count)
            json.object("figures") { json in
                for line in lines {
                    json.dynamicObject(line.key) { json in
                        json.field("min", line.spread.least)
                        json.field("median", line.spread.median)
                        json.field("max", line.spread.most)
                    }
                }
            }
        }
    }
}
