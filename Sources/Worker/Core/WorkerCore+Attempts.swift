import FarmModel
import FarmWire

/// What the coordinator wants, and what becomes of it.
extension WorkerCore {
    mutating func onMessage(_ message: CoordinatorMessage, at now: Timestamp) -> [WorkerEffect] {
        heardAt = now
        switch (link, message) {
        case (.greeting, .welcome(let worker, let heartbeatMilliseconds, _)):
            return onWelcome(worker, heartbeatMilliseconds: heartbeatMilliseconds, at: now)
        case (.greeting, .refused(let reason, let mayRetry)), (.joined, .refused(let reason, let mayRetry)):
            return onRefused(reason, mayRetry: mayRetry, at: now)
        case (.joined, .assign(let assignment)):
            return onAssign(assignment, at: now)
        case (.joined, .cancel(let attempt)):
            return onCancel(attempt)
        case (.joined, .acknowledge(let attempt)):
            return onAcknowledge(attempt)
        case (.joined, .drain):
            return onDrain(bySignal: false)
        case (.joined, .heard):
            return []
        default:
            return onNonsense("a message that does not belong there", at: now)
        }
    }

    private mutating func onAssign(_ assignment: Assignment, at now: Timestamp) -> [WorkerEffect] {
        let attempt = assignment.attempt
        if let known = held.first(where: { $0.attempt == attempt }) {
            // Told twice: a running attempt goes on, a finished one is reported once more.
            if case .finished(let result) = known.state { return [.send(result)] }
            return []
        }
        guard held.count < WorkerLimits.heldAttempts else {
            return onNonsense("it hands out work without ever acknowledging a result", at: now)
        }
        if isDraining {
            return finish(attempt, .failed(AttemptFailure(kind: .lost, summary: "the worker is leaving")))
        }
        switch assignment.task {
        case .drill:
            return finish(attempt, .succeeded(.nothing))
        case .render(let task):
            guard running.count < identity.slots else {
                return finish(attempt, .failed(AttemptFailure(kind: .workerFault, summary: "no free slot")))
            }
            held.append(HeldAttempt(attempt: attempt, state: .running))
            return [.start(attempt, assignment.chunk, task)]
        }
    }

    private mutating func onCancel(_ attempt: AttemptID) -> [WorkerEffect] {
        // Neither an unknown nor a finished attempt can be stopped: it has been reported, or will be once more.
        guard let place = held.firstIndex(where: { $0.attempt == attempt }), held[place].state == .running else {
            return []
        }
        held[place].state = .stopping
        return [.stop(attempt)]
    }

    private mutating func onAcknowledge(_ attempt: AttemptID) -> [WorkerEffect] {
        guard let place = held.firstIndex(where: { $0.attempt == attempt }), !held[place].occupiesSlot else {
            return []
        }
        held.remove(at: place)
        return leaveIfDone()
    }

    mutating func onAttemptEnded(_ attempt: AttemptID, _ outcome: AttemptOutcome) -> [WorkerEffect] {
        guard let place = held.firstIndex(where: { $0.attempt == attempt && $0.occupiesSlot }) else { return [] }
        if case .stopping = departure {
            // What was killed has been reported as lost already, or nobody wants to know.
            held.remove(at: place)
            return leaveIfDone()
        }
        return finish(attempt, outcome) + leaveIfDone()
    }

    /// Keeps the result until it is acknowledged, and sends it when there is somebody to send it to.
    private mutating func finish(_ attempt: AttemptID, _ outcome: AttemptOutcome) -> [WorkerEffect] {
        let result: WorkerMessage =
            switch outcome {
            case .succeeded(let product): .attemptSucceeded(attempt, product)
            case .failed(let failure): .attemptFailed(attempt, failure)
            }
        if let place = held.firstIndex(where: { $0.attempt == attempt }) {
            held[place].state = .finished(result)
        } else {
            held.append(HeldAttempt(attempt: attempt, state: .finished(result)))
        }
        return isJoined ? [.send(result)] : []
    }
}
