import FarmModel
import FarmWire

/// An attempt that this worker still answers for.
struct HeldAttempt: Equatable, Sendable {
    let attempt: AttemptID
    var state: State

    enum State: Equatable, Sendable {
        /// Occupies a slot. Becomes `finished` when its process has ended.
        case running
        /// Stopped because it is no longer wanted, and not gone yet: still occupies its slot. Becomes `finished`.
        case stopping
        /// Waits for the coordinator to acknowledge this result, which is sent again on each new connection. Then it
        /// is forgotten.
        case finished(WorkerMessage)
    }

    var occupiesSlot: Bool {
        if case .finished = state { false } else { true }
    }
}
