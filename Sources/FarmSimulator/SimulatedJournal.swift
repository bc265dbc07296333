import FarmCore
import FarmModel

/// The coordinator's journal and the disk below it. Records have numbers from 1 on; those up to `durableCount` survive
/// everything, of the others a crash leaves as many as happened to reach the disk.
struct SimulatedJournal {
    /// What a compaction left: records that fold to the state after the first `absorbedCount` records.
    private(set) var snapshot: [Record] = []
    private(set) var absorbedCount = 0
    private(set) var tail: [Record] = []
    private(set) var durableCount = 0
    /// The fold of the durable records.
    private(set) var durableState = FarmState()
    private(set) var durableLedger = Ledger()
    var isSyncing = false
    var isFull = false

    var count: Int { absorbedCount + tail.count }

    mutating func append(_ record: Record) { tail.append(record) }

    mutating func makeDurable(upTo records: Int) {
        while durableCount < records {
            let record = tail[durableCount - absorbedCount]
            durableState.apply(record)
            // Complaints about this record have been raised when it was written.
            _ = durableLedger.note(record)
            durableCount += 1
        }
    }

    /// After a crash: some of the unsynced records have reached the disk, the rest is cut off as a torn tail.
    mutating func crash(survivingUnsynced: Int) {
        let surviving = min(count, durableCount + survivingUnsynced)
        tail.removeLast(count - surviving)
        makeDurable(upTo: surviving)
        isSyncing = false
    }

    mutating func compact() {
        var records: [Record] = []
        durableState.forEachSnapshotRecord { records.append($0) }
        tail.removeFirst(durableCount - absorbedCount)
        absorbedCount = durableCount
        snapshot = records
    }

    /// What a restart reads.
    func replayed() -> FarmState {
        var state = FarmState()
        for record in snapshot { state.apply(record) }
        for record in tail { state.apply(record) }
        return state
    }
}
