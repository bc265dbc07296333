import FarmFigures
import JSONText

/// How the cost of a task grows with the queue: it should not.
struct DispatchCurve: JSONWritable {
    let options: DispatchOptions
    var rows: [Row] = []
    var fileSystem = ""

    /// Drills of one size, through one coordinator.
    struct Row {
        let queuedTasks: Int
        let drills: [DispatchFigures]

        private var tasks: Double { Double(queuedTasks * drills.count) }

        var wallMicrosecondsPerTask: Double { drills.reduce(0) { $0 + Double($1.nanoseconds) / 1_000 } / tasks }
        var cpuMicrosecondsPerTask: Double { drills.reduce(0) { $0 + Double($1.cpuMicroseconds) } / tasks }
        var readyToStartP99: Double {
            Spread(drills.map { $0.readyToStart.percentiles([0.99])[0] })?.median ?? 0
        }
        var peakMegabytes: Double { FigureText.megabytes(Double(drills.map(\.peakResidentBytes).max() ?? 0)) }
    }

    var text: String {
        let head = "\(options.workers) workers of \(options.slots) slots, journal on \(fileSystem)\n\n"
        let titles = ["queued tasks", "drills", "µs a task", "CPU µs a task", "tasks a second", "p99 ms", "peak MB"]
        let cells = rows.map { row in
            [
                FigureText.grouped(row.queuedTasks), FigureText.grouped(row.drills.count),
                FigureText.decimal(row.wallMicrosecondsPerTask), FigureText.decimal(row.cpuMicrosecondsPerTask),
                FigureText.grouped(Int(1_000_000 / row.wallMicrosecondsPerTask)),
                FigureText.decimal(row.readyToStartP99), FigureText.decimal(row.peakMegabytes),
            ]
        }
        return head + FigureText.table([titles] + cells)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("workers", options.workers)
            json.field("slots", options.slots)
            json.field("file_system", fileSystem)
            json.array("rows") { json in
                for row in rows {
                    json.object { json in
                        json.field("queued_tasks", row.queuedTasks)
                        json.field("drills", row.drills.count)
                        json.field("us_per_task", row.wallMicrosecondsPerTask)
                        json.field("cpu_us_per_task", row.cpuMicrosecondsPerTask)
                        json.field("ready_to_start_p99_ms", row.readyToStartP99)
                        json.field("peak_resident_mb", row.peakMegabytes)
                    }
                }
            }
        }
    }
}
