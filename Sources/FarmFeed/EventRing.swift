import FarmModel

/// The last events, numbered: whoever has seen some of them gets the ones behind, and whoever has fallen further back than
/// the ring reaches has to be told everything anew. Each subscriber is only a number, so that a slow one costs nothing.
public struct EventRing: Sendable {
    public struct Entry: Sendable {
        public let number: Int
        /// The job that the event is about; nil when it concerns everybody.
        public let job: JobID?
        public let name: String
        public let bytes: [UInt8]
    }

    private var entries: [Entry] = []
    private var first = 0
    private var sizeBytes = 0
    private let limitBytes: Int
    /// The number of the last event; 0 before the first one.
    public private(set) var lastNumber = 0

    public init(limitBytes: Int = FeedLimits.ringBytes) { self.limitBytes = limitBytes }

    public mutating func append(name: String, job: JobID?, bytes: [UInt8]) {
        lastNumber += 1
        entries.append(Entry(number: lastNumber, job: job, name: name, bytes: bytes))
        sizeBytes += bytes.count
        while sizeBytes > limitBytes, first < entries.count {
            sizeBytes -= entries[first].bytes.count
            first += 1
        }
        if first > 1_024, first > entries.count / 2 {
            entries.removeFirst(first)
            first = 0
        }
    }

    /// The events behind `number`; nil when some of them are gone, or when that number was never given.
    public func entries(after number: Int) -> ArraySlice<Entry>? {
        guard number <= lastNumber else { return nil }
        let behind = lastNumber - number
        guard behind <= entries.count - first else { return nil }
        return entries[(entries.count - behind)...]
    }

    /// Nothing from before counts any more, for anybody.
    public mutating func clear() {
        entries = []
        first = 0
        sizeBytes = 0
        lastNumber += 1
    }
}
