import FarmModel

/// A worker as it is right now. Volatile: after a restart it is built anew from hellos.
struct WorkerPresence {
    let worker: WorkerID
    let hello: WorkerHello
    /// The connection, or nil while the worker is expected to come back.
    var session: SessionID?
    /// When the worker was last heard of or, without a connection, when it was lost.
    var lastHeard: Timestamp
    var isDraining: Bool
    /// Attempts for which the worker holds a lease.
    var held: [HeldAttempt] = []
    /// Attempts that were taken away from the worker and still occupy a slot until it says that they have stopped.
    var stopping: [AttemptID] = []
    var machine: MachineLoad?
    /// It has been seen to read an input over the network.
    var fetchesInputs = false
    /// The chunks that it was given last, in their order: a few for each slot.
    private(set) var recentChunks: [ChunkID] = []
    /// Faults in a row, by kind of work; few kinds, so a list.
    var faults: [(kind: String, count: Int)] = []

    var usedSlots: Int { held.count + stopping.count }

    var canTakeWork: Bool { session != nil && !isDraining && usedSlots < hello.slots }

    /// Slots that are occupied by attempts which will not stop do not count: they may never become free.
    var mayTakeWorkSoon: Bool { session != nil && !isDraining && stopping.count < hello.slots }

    func build(of encoder: String) -> String { hello.ffmpeg?.build(of: encoder) ?? "" }

    func offers(_ renderer: String) -> Bool { hello.renderers.contains { $0.name == renderer } }

    func holds(_ attempt: AttemptID) -> Bool { held.contains { $0.id == attempt } }

    mutating func take(_ attempt: Attempt, at now: Timestamp) {
        held.append(HeldAttempt(id: attempt.id, lastProgress: now))
        recentChunks.append(attempt.chunk)
        if recentChunks.count > 2 * hello.slots { recentChunks.removeFirst() }
    }

    mutating func release(_ attempt: AttemptID) {
        held.removeAll { $0.id == attempt }
        stopping.removeAll { $0 == attempt }
    }

    /// Counts a fault and returns how many there are now in a row.
    mutating func countFault(kind: String) -> Int {
        if let index = faults.firstIndex(where: { $0.kind == kind }) {
            faults[index].count += 1
            return faults[index].count
        }
        faults.append((kind, 1))
        return 1
    }

    mutating func forgetFaults(kind: String) { faults.removeAll { $0.kind == kind } }
}

/// How far an attempt is known to have come.
struct HeldAttempt {
    let id: AttemptID
    var frame = 0
    var framesPerSecond = 0.0
    var checkedFrames = 0
    var transferredBytes: Int64 = 0
    var lastProgress: Timestamp

    mutating func note(_ progress: AttemptProgress, at now: Timestamp) {
        let reached = min(progress.frame, FarmLimits.framesPerAttempt)
        let checked = min(progress.checkedFrames, FarmLimits.framesPerAttempt)
        if reached > frame || checked > checkedFrames || progress.transferredBytes > transferredBytes {
            lastProgress = now
        }
        frame = max(frame, reached)
        checkedFrames = max(checkedFrames, checked)
        transferredBytes = max(transferredBytes, progress.transferredBytes)
        // Not a number is less than nothing, too.
        framesPerSecond = progress.framesPerSecond > 0 ? min(progress.framesPerSecond, FarmLimits.framesPerSecond) : 0
    }

    func resumed(afterMilliseconds away: Int) -> HeldAttempt {
        var resumed = self
        resumed.lastProgress = lastProgress.adding(milliseconds: max(0, away))
        return resumed
    }
}
