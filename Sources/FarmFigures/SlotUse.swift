import FarmModel

/// Where the time of the slots went while one job was rendered. All times are sums over the slots.
public struct SlotUse: Equatable, Sendable {
    /// With an attempt.
    public var busySeconds: Double
    /// Without one although chunks were still to be started: the farm's own overhead.
    public var dispatchSeconds: Double
    /// Without one because none was left to be started, while the last ones were rendered.
    public var tailSeconds: Double
    /// Of the busy time what was not ffmpeg: preparing, hashing, publishing, talking.
    public var besideSeconds: Double
    /// Of ffmpeg's time what it was not on a core: waiting for one, or for the disk.
    public var waitingSeconds: Double
    public var processorSeconds: Double
    /// Attempts that ended without a chunk, and their time.
    public var wastedSeconds: Double

    /// - Parameter slots: how many attempts might run at once.
    public init(_ job: BenchmarkRun.FarmJob, slots: Int) {
        let ended = job.attempts.compactMap { span in
            span.endMilliseconds.map { (span, max(0, $0 - span.startMilliseconds)) }
        }
        busySeconds = Double(ended.reduce(0) { $0 + $1.1 }) / 1000
        wastedSeconds = Double(ended.reduce(0) { $0 + ($1.0.status == "done" ? 0 : $1.1) }) / 1000
        let costs = ended.compactMap { entry in entry.0.cost.map { (cost: $0, span: entry.1) } }
        besideSeconds = Double(costs.reduce(0) { $0 + max(0, $1.span - $1.cost.renderMilliseconds) }) / 1000
        waitingSeconds =
            Double(costs.reduce(0) { $0 + max(0, $1.cost.renderMilliseconds - $1.cost.processorMilliseconds) }) / 1000
        processorSeconds = Double(costs.reduce(0) { $0 + $1.cost.processorMilliseconds }) / 1000
        (dispatchSeconds, tailSeconds) = Self.idle(job, slots: slots)
    }

    /// Walks along the time line and counts free slots, before and after the last attempt began.
    private static func idle(_ job: BenchmarkRun.FarmJob, slots: Int) -> (dispatch: Double, tail: Double) {
        let begin = job.stages.analyzeMilliseconds ?? 0
        let end = begin + (job.stages.processMilliseconds ?? 0)
        let lastStart = job.attempts.map(\.startMilliseconds).max() ?? begin
        var changes: [(at: Int, by: Int)] = []
        for span in job.attempts {
            changes.append((span.startMilliseconds, 1))
            changes.append((span.endMilliseconds ?? end, -1))
        }
        changes.append((end, 0))
        changes.sort { ($0.at, $0.by) < ($1.at, $1.by) }
        var (running, now, dispatch, tail) = (0, begin, 0, 0)
        for change in changes where now < end {
            let until = min(max(change.at, now), end)
            let free = max(0, slots - running)
            let before = max(0, min(until, lastStart) - now)
            dispatch += free * before
            tail += free * (until - now - before)
            now = until
            running += change.by
        }
        return (Double(dispatch) / 1000, Double(tail) / 1000)
    }
}
