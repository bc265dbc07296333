/// The limits of the drill, each with the reason for its number.
enum DrillLimits {
    /// More tasks than a coordinator accepts in one drill would be refused anyway.
    static let tasks = 1...10_000_000
    static let workers = 1...1_000
    static let slots = 1...1_024
    /// Each is a connection here and one in the coordinator, which takes 12,000.
    static let idleWorkers = 0...10_000
    /// Connections that pull a file: more than the slots of any one worker.
    static let readers = 0...1_024
    /// What they pull: a film.
    static let readBytes: Int64 = 4 << 30
    static let repeats = 1...100
    /// Syncs of a disk, of so many bytes each: about what a group of the journal has when the farm is busy.
    static let syncs = 100
    static let syncBytes = 16_384
    static let records = 1_000...20_000_000
    /// A coordinator that has not finished another task for so long never will.
    static let stallMilliseconds = 30_000
    /// Starting takes milliseconds; a busy machine may need a little longer.
    static let startMilliseconds = 20_000
    static let stopMilliseconds = 10_000
    /// Connections opened at once: fewer than a listener's backlog holds.
    static let connectionsUnderWay = 256
    /// As often as the coordinator asks of its workers.
    static let heartbeatMilliseconds = 2_000
    /// Heartbeats of the idle workers are spread over their interval in so many portions.
    static let heartbeatPortions = 100
    /// How long idle workers are watched: several rounds of heartbeats.
    static let idleWatchMilliseconds = 6_000
    /// Drills submitted to an idle farm one after the other, to see how soon it starts.
    static let probes = 300
    static let probeIntervalMilliseconds = 5
    /// A row of the curve repeats small drills until so many tasks are done: processor time is counted in ticks of 10 ms.
    static let tasksPerCurveRow = 50_000
    /// Ten thousand is what is asked about; each takes a few hundred bytes.
    static let virtualWorkers = 1...100_000
    /// What a task and a heartbeat take of a coordinator with wire and journal, as `dispatch` measures them.
    static let taskMicroseconds = 10.0
    static let heartbeatMicroseconds = 18.0
    /// Ten thousand attempts in each of a hundred runs fit.
    static let exportBytes = 256 << 20
    /// Longer clips show nothing that one of ten minutes does not.
    static let clipSeconds = 1...600
    /// A heavy chain on a slow machine, a hundred times over.
    static let benchMilliseconds = 6 * 3_600_000
    static let curve = [1_000, 10_000, 100_000, 1_000_000]
}
