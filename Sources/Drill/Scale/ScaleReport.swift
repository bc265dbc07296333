import FarmSimulator
import JSONText

/// What the virtual workers have shown.
struct ScaleReport: JSONWritable {
    let options: ScaleOptions
    var large: [Large] = []
    var lengths: [Length] = []
    var orders: [Order] = []

    struct Large {
        let workers: Int
        let outcome: ScaleSimulation.Outcome
        let boundMilliseconds: Double
        /// Of this machine, for the core and the virtual workers together.
        let nanoseconds: Int64

        var makespanSeconds: Double { Double(outcome.makespanMilliseconds) / 1000 }
        var ratio: Double { Double(outcome.makespanMilliseconds) / max(1, boundMilliseconds) }
        var messagesPerSecond: Double {
            Double(outcome.messagesIn + outcome.messagesOut) / max(0.001, makespanSeconds)
        }
        var chunksPerSecond: Double { Double(outcome.attempts) / max(0.001, makespanSeconds) }
        var microsecondsPerMessage: Double { Double(nanoseconds) / 1000 / Double(max(1, outcome.messagesIn)) }
        /// What a whole coordinator, with wire and journal, would be busy with: see docs/performance.md for the two costs.
        var coordinatorShare: Double {
            let heartbeats = Double(outcome.heartbeats) / max(0.001, makespanSeconds)
            return (chunksPerSecond * DrillLimits.taskMicroseconds + heartbeats * DrillLimits.heartbeatMicroseconds)
                / 1e6
        }
    }

    struct Length {
        let workers: Int
        let chunkSeconds: Double
        let seconds: Double
        let idealSeconds: Double
        var efficiency: Double { idealSeconds / max(0.001, seconds) }
    }

    struct Order {
        let workers: Int
        let asTheyCome: Double
        let longestFirst: Double
        let shortestFirst: Double
        /// The last quarter of the work in pieces of a quarter.
        let tapered: Double
    }

    var text: String {
        [
            "\(FigureText.grouped(options.chunks)) chunks of \(FigureText.decimal(options.chunkSeconds)) s in the mean\n",
            FigureText.table(
                [
                    [
                        "workers", "makespan s", "÷ bound", "chunks/s", "messages/s", "µs a message",
                        "coordinator busy",
                    ]
                ] + large.map(Self.row)),
            "\na film of \(FigureText.decimal(options.filmSeconds)) s on one worker, "
                + "\(FigureText.decimal(options.overheadSeconds)) s overhead a chunk: seconds (efficiency)\n",
            FigureText.table(lengthRows),
            "\nfour chunks a worker, makespan ÷ bound by the order in which they are handed out\n",
            FigureText.table(
                [["workers", "as they come", "longest first", "shortest first", "small ones last"]]
                    + orders.map {
                        [FigureText.grouped($0.workers)]
                            + [$0.asTheyCome, $0.longestFirst, $0.shortestFirst, $0.tapered].map(FigureText.decimal)
                    }),
        ].joined()
    }

    private static func row(_ large: Large) -> [String] {
        [
            FigureText.grouped(large.workers), FigureText.decimal(large.makespanSeconds),
            FigureText.decimal(large.ratio), FigureText.decimal(large.chunksPerSecond),
            FigureText.decimal(large.messagesPerSecond), FigureText.decimal(large.microsecondsPerMessage),
            FigureText.decimal(large.coordinatorShare * 100) + " %",
        ]
    }

    /// One row for each number of workers, one column for each length.
    private var lengthRows: [[String]] {
        var heads: [Double] = []
        for length in lengths where !heads.contains(length.chunkSeconds) { heads.append(length.chunkSeconds) }
        let rows = options.workers.map { workers in
            [FigureText.grouped(workers)]
                + lengths.filter { $0.workers == workers }.map {
                    "\(FigureText.decimal($0.seconds)) (\(Int(($0.efficiency * 100).rounded())) %)"
                }
        }
        return [["workers"] + heads.map { "\(Int($0)) s" }] + rows
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.array("large") { json in
                for entry in large {
                    json.object { json in
                        json.field("workers", entry.workers)
                        json.field("chunks", options.chunks)
                        json.field("makespan_sec", entry.makespanSeconds)
                        json.field("bound_sec", entry.boundMilliseconds / 1000)
                        json.field("ratio", entry.ratio)
                        json.field("chunks_per_sec", entry.chunksPerSecond)
                        json.field("messages_per_sec", entry.messagesPerSecond)
                        json.field("us_per_message", entry.microsecondsPerMessage)
                        json.field("coordinator_busy_share", entry.coordinatorShare)
                    }
                }
            }
            json.array("chunk_lengths") { json in
                for entry in lengths {
                    json.object { json in
                        json.field("workers", entry.workers)
                        json.field("chunk_sec", entry.chunkSeconds)
                        json.field("makespan_sec", entry.seconds)
                        json.field("efficiency", entry.efficiency)
                    }
                }
            }
            json.array("orders") { json in
                for entry in orders {
                    json.object { json in
                        json.field("workers", entry.workers)
                        json.field("as_they_come", entry.asTheyCome)
                        json.field("longest_first", entry.longestFirst)
                        json.field("shortest_first", entry.shortestFirst)
                        json.field("small_last", entry.tapered)
                    }
                }
            }
        }
    }
}
