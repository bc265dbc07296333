import FarmCore

/// Effects in their order, each held back until the records before it are on disk.
struct EffectOutbox {
    private var waiting: [(recordsBefore: Int, effect: Effect)] = []
    private var next = 0

    var isEmpty: Bool { next == waiting.count }

    mutating func add(_ effect: Effect, recordsBefore: Int) {
        waiting.append((recordsBefore, effect))
    }

    /// The next effect that may be carried out.
    mutating func take(durableRecords: Int) -> Effect? {
        guard next < waiting.count, waiting[next].recordsBefore <= durableRecords else { return nil }
        let effect = waiting[next].effect
        next += 1
        if next == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            next = 0
        } else if next > 4_096 {
            waiting.removeFirst(next)
            next = 0
        }
        return effect
    }
}
