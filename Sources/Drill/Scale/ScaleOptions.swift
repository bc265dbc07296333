import Invocation

/// What `farm-drill scale` was asked for.
struct ScaleOptions {
    var workers: [Int]
    var chunks: Int
    var chunkSeconds: Double
    /// Of the film whose best chunk length is looked for.
    var filmSeconds: Double
    /// Of a chunk, whatever its length.
    var overheadSeconds: Double
    var seed: UInt64
    /// An export of a benchmark whose attempts say how chunks differ.
    var timesPath: String?
    var isJSON: Bool

    static let shape = CommandShape(
        name: "scale",
        overview: """
            Runs the real core with virtual workers on a virtual clock: how near a job comes to the shortest possible \
            schedule, what a decision costs, how much is said, and which length and order of chunks are best.
            """,
        options: [
            .value("workers", placeholder: "N,N…", help: "Numbers of workers (default 10,100,1000,10000)."),
            .value("chunks", placeholder: "N", help: "Chunks of the large job (default 1000000)."),
            .value("chunk-seconds", placeholder: "S", help: "The mean time of a chunk (default 10)."),
            .value("film-seconds", placeholder: "S", help: "Rendering time of the film on one worker (default 7200)."),
            .value("overhead", placeholder: "S", help: "Of each chunk: start-up, decoding to the cut (default 0.15)."),
            .value("times", placeholder: "FILE", help: "Take chunk times from a `renderctl bench --export`."),
            .value("seed", placeholder: "N", help: "Of the drawn times (default 1)."),
            .flag("json", help: "Print one JSON document."),
        ])

    init(_ parsed: ParsedCommand) throws(UserError) {
        workers = []
        for part in (parsed.text("workers") ?? "10,100,1000,10000").split(separator: ",") {
            workers.append(try Quantity.integer(String(part), in: DrillLimits.virtualWorkers, of: "--workers"))
        }
        chunks = try parsed.integer("chunks", in: DrillLimits.tasks) ?? 1_000_000
        chunkSeconds = Double(try parsed.seconds("chunk-seconds", inMilliseconds: 1...3_600_000) ?? 10_000) / 1000
        filmSeconds =
            Double(try parsed.seconds("film-seconds", inMilliseconds: 1_000...604_800_000) ?? 7_200_000) / 1000
        overheadSeconds = Double(try parsed.seconds("overhead", inMilliseconds: 0...60_000) ?? 150) / 1000
        seed = UInt64(try parsed.integer("seed", in: 0...Int(Int32.max)) ?? 1)
        timesPath = parsed.text("times")
        isJSON = parsed.has("json")
    }
}
