import FarmModel

/// Workers with a free slot, the least busy one first. Entries are not removed when a worker's load changes: an entry
/// that no longer tells the truth is dropped when it comes up.
struct FreeSlots {
    struct Entry: Comparable {
        let usedSlots: Int
        let worker: WorkerID

        static func < (left: Entry, right: Entry) -> Bool {
            left.usedSlots == right.usedSlots ? left.worker < right.worker : left.usedSlots < right.usedSlots
        }
    }

    private var heap = MinHeap<Entry>()

    var count: Int { heap.count }

    mutating func offer(_ presence: WorkerPresence) {
        guard presence.canTakeWork else { return }
        heap.insert(Entry(usedSlots: presence.usedSlots, worker: presence.worker))
    }

    /// Whether the presence would be found. Linear in the number of entries.
    func knows(_ presence: WorkerPresence) -> Bool {
        heap.unordered.contains { $0.worker == presence.worker && $0.usedSlots == presence.usedSlots }
    }

    mutating func next() -> Entry? { heap.popFirst() }
}
