/// A timer of an event loop. It is confined to the loop's thread.
public final class LoopTimer {
    /// Nil once cancelled or, for a timer that fires once, after it fired.
    private(set) var body: (() -> Void)?
    /// 0 for a timer that fires once.
    let intervalNanoseconds: Int64
    private weak var schedule: TimerSchedule?

    init(intervalNanoseconds: Int64, schedule: TimerSchedule, body: @escaping () -> Void) {
        self.intervalNanoseconds = intervalNanoseconds
        self.schedule = schedule
        self.body = body
    }

    /// True while the timer may still fire.
    public var isActive: Bool { body != nil }

    /// Stops the timer. Cancelling twice, or after it fired, does nothing.
    public func cancel() {
        guard body != nil else { return }
        body = nil
        schedule?.noteCancelled()
    }

    func expire() { body = nil }
}

/// The timers of a loop in the order in which they are due. Timers due at the same
/// moment fire in the order in which they were made.
final class TimerSchedule {
    private struct Entry {
        let dueNanoseconds: Int64
        let sequence: UInt64
        let timer: LoopTimer

        func isBefore(_ other: Entry) -> Bool {
            (dueNanoseconds, sequence) < (other.dueNanoseconds, other.sequence)
        }
    }

    /// A binary heap: each entry is due no later than its two children.
    private var heap: [Entry] = []
    private var nextSequence: UInt64 = 0
    private var cancelledCount = 0

    func add(_ timer: LoopTimer, dueNanoseconds: Int64) {
        heap.append(Entry(dueNanoseconds: dueNanoseconds, sequence: nextSequence, timer: timer))
        nextSequence += 1
        siftUp(from: heap.count - 1)
    }

    /// When the next live timer is due, or nil when there is none.
    func nextDueNanoseconds() -> Int64? {
        dropCancelledAtTop()
        return heap.first?.dueNanoseconds
    }

    /// Takes out the next timer that is due at `now`; one that repeats is put back for its next tick.
    func takeDue(at now: Int64) -> LoopTimer? {
        dropCancelledAtTop()
        guard let first = heap.first, first.dueNanoseconds <= now else { return nil }
        removeTop()
        if first.timer.intervalNanoseconds > 0 {
            // Ticks that were missed are skipped, and the rhythm is kept.
            let missed = (now - first.dueNanoseconds) / first.timer.intervalNanoseconds
            let due = first.dueNanoseconds + (missed + 1) * first.timer.intervalNanoseconds
            add(first.timer, dueNanoseconds: due)
        }
        return first.timer
    }

    /// Leases are renewed far more often than they run out, so cancelled timers are
    /// swept once they are the majority.
    func noteCancelled() {
        cancelledCount += 1
        guard cancelledCount > 64, cancelledCount > heap.count / 2 else { return }
        heap = heap.filter { $0.timer.isActive }
        cancelledCount = 0
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(from: index) }
    }

    private func dropCancelledAtTop() {
        while let first = heap.first, !first.timer.isActive {
            removeTop()
            cancelledCount = max(0, cancelledCount - 1)
        }
    }

    private func removeTop() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        siftDown(from: 0)
    }

    private func siftUp(from start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard heap[index].isBefore(heap[parent]) else { return }
            heap.swapAt(index, parent)
            index = parent
        }
    }

    private func siftDown(from start: Int) {
        var index = start
        while true {
            let left = 2 * index + 1
            let right = left + 1
            var smallest = index
            if left < heap.count, heap[left].isBefore(heap[smallest]) { smallest = left }
            if right < heap.count, heap[right].isBefore(heap[smallest]) { smallest = right }
            guard smallest != index else { return }
            heap.swapAt(index, smallest)
            index = smallest
        }
    }
}
