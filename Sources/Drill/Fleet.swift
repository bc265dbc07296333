import FarmModel
import LinuxIO

/// The simulated workers of one run, and what they have seen.
final class Fleet {
    /// Results that are durable.
    private(set) var acknowledged = 0
    private(set) var lastAcknowledgedAt: Int64 = 0
    /// From a slot becoming free, with tasks in the queue, to the next task's arrival in it.
    private(set) var readyToStart = Latencies()
    /// Called for each task that begins.
    var onStart: (Assignment) -> Void = { _ in }
    /// Why the run cannot go on.
    private(set) var problem: String?

    private let loop: EventLoop
    private let port: UInt16
    private var workers: [SimulatedWorker] = []
    private var underWay = 0
    private(set) var welcomed = 0

    init(loop: EventLoop, port: UInt16) {
        self.loop = loop
        self.port = port
        startHeartbeats()
    }

    // MARK: Connecting

    /// Connects further workers, a few at a time.
    func connect(count: Int, namePrefix: String, slots: Int, takesWork: Bool) {
        guard count > 0 else { return }
        guard underWay < DrillLimits.connectionsUnderWay else {
            loop.after(milliseconds: 1) { [self] in
                connect(count: count, namePrefix: namePrefix, slots: slots, takesWork: takesWork)
            }
            return
        }
        underWay += 1
        TCPConnection.connect(
            loop: loop, host: "127.0.0.1", port: port, timeoutMilliseconds: DrillLimits.startMilliseconds
        ) { [self] result in
            switch result {
            case .success(let connection):
                add(connection, name: "\(namePrefix)-\(count)", slots: slots, takesWork: takesWork)
            case .failure(let error):
                lose("a worker cannot connect: \(error.cause)")
            }
        }
        connect(count: count - 1, namePrefix: namePrefix, slots: slots, takesWork: takesWork)
    }

    private func add(_ connection: TCPConnection, name: String, slots: Int, takesWork: Bool) {
        let events = SimulatedWorker.Events(
            onWelcome: { [unowned self] in
                underWay -= 1
                welcomed += 1
            },
            onStart: { [unowned self] assignment, freeSince in
                if let freeSince { readyToStart.add(nanoseconds: FarmClock.monotonicNanoseconds() - freeSince) }
                onStart(assignment)
            },
            onAcknowledged: { [unowned self] in
                acknowledged += 1
                lastAcknowledgedAt = FarmClock.monotonicNanoseconds()
            },
            onLost: { [unowned self] in lose($0) })
        workers.append(SimulatedWorker(connection, name: name, slots: slots, takesWork: takesWork, events: events))
    }

    private func lose(_ reason: String) { problem = problem ?? reason }

    // MARK: Working

    /// Sends a part of the workers' heartbeats many times a second, as a real farm does.
    private func startHeartbeats() {
        let portions = DrillLimits.heartbeatPortions
        var portion = 0
        loop.every(milliseconds: DrillLimits.heartbeatMilliseconds / portions) { [weak self] in
            guard let self else { return }
            for index in stride(from: portion, to: workers.count, by: portions) { workers[index].beat() }
            portion = (portion + 1) % portions
        }
    }

    /// Begins to count anew, before a drill is submitted to workers that have nothing to do.
    func beginDrill() {
        acknowledged = 0
        readyToStart = Latencies()
        for worker in workers { worker.forgetFreeSlots() }
    }

    func close() {
        for worker in workers { worker.close() }
    }
}
