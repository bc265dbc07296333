import FarmModel
import FarmWire
import LinuxIO

/// A worker on the far side of a real socket, whose tasks take no time.
final class SimulatedWorker {
    private let link: LineLink<CoordinatorMessage>
    private let events: Events
    private let slots: Int
    /// When each slot that waits for work became free, oldest first; nil for one that has waited from the beginning.
    private var freeSince: [Int64?]
    private var nextFree = 0

    /// What the worker tells of itself.
    struct Events {
        let onWelcome: () -> Void
        /// An assignment has arrived; with it the moment at which its slot had become free, in nanoseconds, or nil for
        /// a slot that has not worked yet.
        let onStart: (Assignment, _ freeSince: Int64?) -> Void
        /// A result is on the coordinator's disk.
        let onAcknowledged: () -> Void
        let onLost: (String) -> Void
    }

    /// - Parameter takesWork: a worker that takes none says that it is on its way out, and stays.
    init(_ connection: TCPConnection, name: String, slots: Int, takesWork: Bool, events: Events) {
        self.events = events
        self.slots = slots
        freeSince = Array(repeating: nil, count: slots)
        var receive: (CoordinatorMessage) -> Void = { _ in }
        link = LineLink(connection, onMessage: { receive($0) }, onLost: events.onLost)
        receive = { [unowned self] in self.receive($0) }
        link.send(
            WorkerMessage.hello(
                WorkerHello(
                    name: name, instance: name, slots: slots, processID: 1, host: "drill", version: FarmVersion.current,
                    ffmpeg: Self.facts, heldAttempts: [], isDraining: !takesWork)))
    }

    /// The encoders of an ordinary ffmpeg that people use: what a worker says of itself takes room in
    /// the coordinator.
    private static let facts = FFmpegFacts(
        version: "5.1.6-0+deb12u1", hasFpsMode: true,
        encoders: [
            "ffv1", "libaom-av1", "libsvtav1", "libvpx-vp9", "libx264", "libx265", "mjpeg", "mpeg4", "png", "prores_ks",
        ])

    private static let heartbeat = WorkerMessage.heartbeat(
        Heartbeat(
            machine: MachineLoad(
                coreBusyPercent: [12, 7], memoryTotalBytes: 8_000_000_000, memoryAvailableBytes: 6_000_000_000,
                scratchFreeBytes: 80_000_000_000), running: [])
    ).line

    func beat() { link.send(line: Self.heartbeat) }

    func close() { link.close() }

    private func receive(_ message: CoordinatorMessage) {
        switch message {
        case .assign(let assignment): work(on: assignment)
        case .acknowledge: events.onAcknowledged()
        case .welcome: events.onWelcome()
        case .refused, .cancel, .drain, .heard: return
        }
    }

    private func work(on assignment: Assignment) {
        events.onStart(assignment, takeFreeSlot())
        // A rendering is held on to, for others to read its input.
        guard case .drill = assignment.task else { return }
        link.send(WorkerMessage.attemptSucceeded(assignment.attempt, .nothing))
        freeSince.append(FarmClock.monotonicNanoseconds())
    }

    private func takeFreeSlot() -> Int64? {
        guard nextFree < freeSince.count else { return nil }
        defer { nextFree += 1 }
        if nextFree > 4_096 {
            freeSince.removeFirst(nextFree)
            nextFree = 0
        }
        return freeSince[nextFree]
    }

    /// The slots that are free now wait for a task that is yet to be submitted, which is no delay of the farm's.
    func forgetFreeSlots() {
        freeSince = Array(repeating: nil, count: slots)
        nextFree = 0
    }
}
