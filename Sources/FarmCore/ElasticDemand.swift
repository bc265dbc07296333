import FarmModel

/// How many workers a farm should borrow from a cluster: more when much work waits, none when there is none. A value
/// that is asked every second; it answers only when the cluster is to be told something.
///
/// The number is a target, and telling it again is harmless: whoever carries it out starts the missing workers only.
public struct ElasticDemand: Equatable, Sendable {
    public let settings: ElasticSettings
    /// What the cluster was told last.
    public private(set) var target = 0
    private var deepSince: Timestamp?
    private var emptySince: Timestamp?
    private var toldAt: Timestamp?

    public enum Wish: Equatable, Sendable {
        /// There should be so many borrowed workers.
        case workers(Int)
        /// The borrowed workers may go.
        case release
    }

    public init(settings: ElasticSettings) { self.settings = settings }

    /// - Parameters:
    ///   - waiting: chunks that could be rendered right now, if there were slots.
    ///   - running: attempts under way.
    public mutating func wish(waiting: Int, running: Int, at now: Timestamp) -> Wish? {
        guard waiting + running > 0 else { return wishWithoutWork(at: now) }
        emptySince = nil
        guard waiting > 0 else {
            // What runs will end; who has nothing to do by then leaves.
            deepSince = nil
            return nil
        }
        let wanted = min(settings.limit, (waiting + running - 1) / settings.chunksPerWorker + 1)
        if wanted > target { return wishForMore(wanted, at: now) }
        deepSince = nil
        // Some may have been preempted, or have ended, since.
        guard target > 0, isOver(settings.repeatMilliseconds, since: toldAt, at: now) else { return nil }
        return tell(target, at: now)
    }

    private mutating func wishForMore(_ wanted: Int, at now: Timestamp) -> Wish? {
        // A queue that is deep for a moment only is served by those who are there.
        let since = deepSince ?? now
        deepSince = since
        guard isOver(settings.growMilliseconds, since: since, at: now) else { return nil }
        deepSince = nil
        return tell(wanted, at: now)
    }

    private mutating func wishWithoutWork(at now: Timestamp) -> Wish? {
        deepSince = nil
        let since = emptySince ?? now
        emptySince = since
        // The next job may be on its way, and workers that were let go take minutes to come back.
        guard target > 0, isOver(settings.releaseMilliseconds, since: since, at: now) else { return nil }
        target = 0
        toldAt = now
        return .release
    }

    private mutating func tell(_ workers: Int, at now: Timestamp) -> Wish {
        target = workers
        toldAt = now
        return .workers(workers)
    }

    private func isOver(_ milliseconds: Int, since start: Timestamp?, at now: Timestamp) -> Bool {
        start.map { now.milliseconds(since: $0) >= milliseconds } ?? true
    }
}

/// What a person may configure about borrowing workers.
public struct ElasticSettings: Equatable, Sendable {
    /// The most workers to ask for.
    public var limit = 8
    /// So many chunks keep one borrowed worker busy: fewer would not be worth its start.
    public var chunksPerWorker = 4
    /// More work than workers has to last so long before more are asked for.
    public var growMilliseconds = 5_000
    /// No work has to last so long before they are let go.
    public var releaseMilliseconds = 60_000
    /// While work waits the target is told again so often.
    public var repeatMilliseconds = 60_000

    public init() {}
}
