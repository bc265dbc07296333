import FarmModel

/// How the farm waits for room on the disk: attempts that found it full are nobody's fault, and their chunks are tried
/// again for as long as it takes, but not over and over at once.
struct RoomWait {
    /// Nothing is handed out before then.
    private var until: Timestamp?
    /// In the words of the last attempt that found no room; nil once one has found some.
    private(set) var complaint: String?
    /// Tries in a row, by all attempts together.
    private(set) var failures = 0

    func holds(at now: Timestamp) -> Bool { until.map { now < $0 } ?? false }

    /// Attempts that fail side by side count as one.
    mutating func foundNone(_ complaint: String, nextTry: Timestamp, at now: Timestamp) {
        self.complaint = complaint
        guard !holds(at: now) else { return }
        failures += 1
        until = nextTry
    }

    mutating func foundSome() { self = RoomWait() }
}

/// A stage that found the disk full, and is run again later.
struct StagePause {
    var until: Timestamp
    var tries: Int
    let complaint: String
}

extension Farm {
    mutating func pauseForRoom(_ complaint: String, at now: Timestamp) {
        let nextTry = now.adding(milliseconds: delay(afterFailures: room.failures + 1))
        room.foundNone(complaint, nextTry: nextTry, at: now)
    }

    mutating func pauseStage(of job: JobID, _ complaint: String, at now: Timestamp) {
        let tries = (stagePauses[job]?.tries ?? 0) + 1
        stagePauses[job] = StagePause(
            until: now.adding(milliseconds: delay(afterFailures: tries)), tries: tries, complaint: complaint)
    }

    func isStagePaused(of job: JobID, at now: Timestamp) -> Bool {
        stagePauses[job].map { now < $0.until } ?? false
    }
}
