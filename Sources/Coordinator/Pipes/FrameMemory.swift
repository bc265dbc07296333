import Synchronization

/// How much memory the frames of all pipes have together. They are let go of by whichever thread is the last to need them.
final class FrameMemory: Sendable {
    private let bytes = Atomic<Int>(0)

    var usedBytes: Int { bytes.load(ordering: .relaxed) }

    func add(_ count: Int) { bytes.add(count, ordering: .relaxed) }
}
