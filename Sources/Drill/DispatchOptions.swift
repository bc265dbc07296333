import Invocation

/// What `farm-drill dispatch` was asked for.
struct DispatchOptions {
    var tasks: Int
    var workers: Int
    var slots: Int
    var idleWorkers: Int
    var readers: Int
    var repeats: Int
    var showsCurve: Bool
    var coordinatord: String?
    var folder: String?
    var isJSON: Bool

    static let shape = CommandShape(
        name: "dispatch",
        overview: "Sends tasks that do nothing through a real coordinator with its journal on, over real sockets.",
        options: [
            .value("tasks", placeholder: "N", help: "Tasks of the drill (default 100000)."),
            .value("workers", placeholder: "N", help: "Workers that do them (default 2)."),
            .value("slots", placeholder: "N", help: "Slots of each worker (default 64)."),
            .value("idle", placeholder: "N", help: "Further workers that are connected and do nothing (default 0)."),
            .value(
                "readers", placeholder: "N",
                help: "Measure again while N connections pull a file of 4 GB from the coordinator (default 0)."),
            .value("repeat", placeholder: "N", help: "Runs, each with a fresh coordinator (default 3; curve: 1)."),
            .flag("curve", help: "The cost of a task with 1,000 to 1,000,000 tasks in the queue."),
            .value("coordinatord", placeholder: "PATH", help: "The coordinator (default: the one beside this)."),
            .value("folder", placeholder: "DIR", help: "Where state folders are made (default .build, or TMPDIR)."),
            .flag("json", help: "Print one JSON document."),
        ])

    init(_ parsed: ParsedCommand) throws(UserError) {
        tasks = try parsed.integer("tasks", in: DrillLimits.tasks) ?? 100_000
        workers = try parsed.integer("workers", in: DrillLimits.workers) ?? 2
        slots = try parsed.integer("slots", in: DrillLimits.slots) ?? 64
        idleWorkers = try parsed.integer("idle", in: DrillLimits.idleWorkers) ?? 0
        readers = try parsed.integer("readers", in: DrillLimits.readers) ?? 0
        showsCurve = parsed.has("curve")
        repeats = try parsed.integer("repeat", in: DrillLimits.repeats) ?? (showsCurve ? 1 : 3)
        coordinatord = parsed.text("coordinatord")
        folder = parsed.text("folder")
        isJSON = parsed.has("json")
    }
}
