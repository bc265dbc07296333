import FarmModel
import FarmWire

/// Leaving: by draining, or at once.
extension WorkerCore {
    mutating func onStopRequested() -> [WorkerEffect] {
        switch departure {
        case .staying, .draining(bySignal: false):
            onDrain(bySignal: true)
        case .draining(bySignal: true):
            interrupt()
        case .stopping, .gone:
            []
        }
    }

    mutating func onDrain(bySignal: Bool) -> [WorkerEffect] {
        guard departure == .staying else {
            // Told by the coordinator before, and now by a signal: the next signal is the one that stops at once.
            if bySignal, departure == .draining(bySignal: false) { departure = .draining(bySignal: true) }
            return []
        }
        departure = .draining(bySignal: bySignal)
        var effects: [WorkerEffect] = [.say(.draining(running: running.count))]
        if isJoined { effects.append(.send(.draining)) }
        return effects + leaveIfDone()
    }

    private mutating func interrupt() -> [WorkerEffect] {
        let killed = running
        var effects: [WorkerEffect] = [.say(.stopping(running: killed.count))]
        if isJoined {
            // So that the coordinator need not wait for the leases to end.
            let failure = AttemptFailure(kind: .lost, summary: "the worker was stopped")
            effects += killed.map { .send(.attemptFailed($0, failure)) }
        }
        return effects + stopAtOnce(.interrupted)
    }

    mutating func stopAtOnce(_ end: WorkerEnd) -> [WorkerEffect] {
        departure = .stopping(end)
        if running.isEmpty { return leave(end) }
        return [
            .killAll, .startTimer(.departure, milliseconds: WorkerLimits.killedDepartureMilliseconds),
        ]
    }

    /// Ends the process when nothing is left to wait for; otherwise sees to it that the waiting ends.
    mutating func leaveIfDone() -> [WorkerEffect] {
        switch departure {
        case .staying, .gone:
            return []
        case .draining:
            if held.isEmpty { return leave(.drained) }
            if !running.isEmpty { return [] }
            return [.startTimer(.departure, milliseconds: WorkerLimits.drainedDepartureMilliseconds)]
        case .stopping(let end):
            return running.isEmpty ? leave(end) : []
        }
    }

    /// Counts the time without work; whether there is a coordinator does not matter.
    mutating func watchIdleness(wasIdle: Bool) -> [WorkerEffect] {
        guard let idleExitMilliseconds, departure == .staying, held.isEmpty != wasIdle else { return [] }
        return held.isEmpty ? [.startTimer(.idleness, milliseconds: idleExitMilliseconds)] : [.stopTimer(.idleness)]
    }

    mutating func onIdleTooLong() -> [WorkerEffect] {
        guard let idleExitMilliseconds, departure == .staying, held.isEmpty else { return [] }
        return [.say(.idleTooLong(milliseconds: idleExitMilliseconds))] + onDrain(bySignal: false)
    }

    mutating func onDepartureDue() -> [WorkerEffect] {
        switch departure {
        case .staying, .gone:
            return []
        case .draining:
            guard running.isEmpty else { return [] }
            return [.say(.leftUnacknowledged(results: held.count))] + leave(.drained)
        case .stopping(let end):
            return leave(end)
        }
    }

    private mutating func leave(_ end: WorkerEnd) -> [WorkerEffect] {
        departure = .gone
        return [.leave(end)]
    }
}
