import Synchronization

/// Where what runs on another thread leaves its result.
final class ThreadOutcome<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func put(_ result: Value) { value.withLock { $0 = result } }

    func take() -> Value? { value.withLock { $0 } }
}
