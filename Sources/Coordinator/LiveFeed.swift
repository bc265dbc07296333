import FarmCore
import FarmFeed
import FarmModel
import FarmWire
import JSONText
import LinuxIO

/// Tells those who watch what happens, several times a second. Each of them is a place in one ring of events: what one
/// does not read costs the others nothing, and it is told everything anew when it has fallen too far behind.
final class LiveFeed {
    private var feed: FarmFeed
    private var ring = EventRing()
    private var subscribers: [FeedSubscriber] = []
    /// Told apart from the numbers of another life of the coordinator.
    let epoch = FarmClock.wallMilliseconds()
    private var unwatchedSince: Int64?
    private var isIdle = true
    private var looks = 0

    /// Long enough that a browser which reconnects gets what it missed.
    private static let idleMilliseconds: Int64 = 60_000

    init(_ farm: Farm) { feed = FarmFeed(farm) }

    var subscriberCount: Int { subscribers.count }

    /// Sees a record that was applied; returns what the log should say of it.
    func note(_ record: Record, in farm: Farm, at now: Timestamp) -> FarmNote? {
        feed.note(record, in: farm, at: now)
    }

    func add(_ note: FarmNote) { feed.add(note) }

    /// The number of an event in the words of a browser, which says it when it comes again.
    func name(of number: Int) -> String { "\(epoch)-\(number)" }

    /// For whoever fetches a snapshot: what comes behind it.
    var lastEventName: String { name(of: ring.lastNumber) }

    /// - Parameter lastSeen: the name of the last event that the subscriber has, if it has been here before.
    func subscribe(_ subscriber: FeedSubscriber, lastSeen: String?, for coordinator: Coordinator) {
        if isIdle {
            isIdle = false
            // Nobody was told anything: what is different since then is in the snapshot.
            _ = feed.look(at: coordinator.farm, coordinator.status, at: coordinator.clock.now)
        }
        if let lastSeen, let dash = lastSeen.firstIndex(of: "-"), lastSeen[..<dash] == "\(epoch)" {
            subscriber.seen = Int(lastSeen[lastSeen.index(after: dash)...])
        }
        subscribers.append(subscriber)
        update(coordinator)
    }

    /// Looks at the farm and sends what is new.
    func update(_ coordinator: Coordinator) {
        subscribers.removeAll { !$0.isOpen() }
        guard !isIdle else { return feed.skip() }
        guard !hasBeenAloneForLong() else {
            isIdle = true
            ring.clear()
            return feed.skip()
        }
        for event in feed.look(at: coordinator.farm, coordinator.status, at: coordinator.clock.now) {
            ring.append(name: event.name, job: event.job, bytes: event.jsonBytes)
        }
        looks += 1
        for subscriber in subscribers { send(to: subscriber) }
    }

    private func send(to subscriber: FeedSubscriber) {
        guard let seen = subscriber.seen, let entries = ring.entries(after: seen) else {
            if subscriber.deliver(.resync(ring.lastNumber)) { subscriber.seen = ring.lastNumber }
            return
        }
        for entry in entries {
            guard !subscriber.wants(entry.job) || subscriber.deliver(.event(entry)) else { return }
            subscriber.seen = entry.number
        }
        if entries.isEmpty, looks % CoordinatorLimits.quietLooks == 0 { _ = subscriber.deliver(.nothingNew) }
    }

    func snapshot(of coordinator: Coordinator, only job: JobID? = nil) -> FarmSnapshot {
        feed.snapshot(of: coordinator.farm, coordinator.status, only: job, at: coordinator.clock.now)
    }

    private func hasBeenAloneForLong() -> Bool {
        let now = FarmClock.monotonicMilliseconds()
        guard subscribers.isEmpty else {
            unwatchedSince = nil
            return false
        }
        if unwatchedSince == nil { unwatchedSince = now }
        return now - (unwatchedSince ?? now) > Self.idleMilliseconds
    }
}

/// Somebody who watches: how far they have been told, and how they are told more.
final class FeedSubscriber {
    enum Delivery {
        case event(EventRing.Entry)
        /// Nothing from before counts any more: everything has to be told, or fetched, anew. The number is that of the
        /// last event which that includes.
        case resync(Int)
        case nothingNew
    }

    /// Only what concerns this job; nil: everything.
    let job: JobID?
    /// The number of the last event that was sent; nil before the first one.
    var seen: Int?
    let isOpen: () -> Bool
    /// False when it was left out, since they have yet to read what they were sent: it comes again later.
    let deliver: (Delivery) -> Bool

    init(job: JobID?, isOpen: @escaping () -> Bool, deliver: @escaping (Delivery) -> Bool) {
        self.job = job
        self.isOpen = isOpen
        self.deliver = deliver
    }

    func wants(_ subject: JobID?) -> Bool { job == nil || subject == nil || subject == job }
}
