import FarmModel
import FarmWire

/// The conversation with the coordinator: connecting, greeting, heartbeats, losing it and finding it again.
extension WorkerCore {
    mutating func onStarted() -> [WorkerEffect] {
        link = .connecting
        return [.connect]
    }

    mutating func onReconnectDue() -> [WorkerEffect] {
        guard link == .idle else { return [] }
        link = .connecting
        return [.connect]
    }

    mutating func onConnected() -> [WorkerEffect] {
        guard link == .connecting else { return [] }
        link = .greeting
        var hello = identity
        hello.heldAttempts = held.map(\.attempt)
        hello.isDraining = isDraining
        return [
            .send(.hello(hello)),
            .startTimer(.welcome, milliseconds: WorkerLimits.welcomeTimeoutMilliseconds),
        ]
    }

    mutating func onConnectionFailed(_ cause: String) -> [WorkerEffect] {
        guard link == .connecting else { return [] }
        link = .idle
        return complain(.cannotConnect, .cannotConnect(cause: cause)) + tryAgainLater()
    }

    mutating func onConnectionLost(_ cause: String, at now: Timestamp) -> [WorkerEffect] {
        if link == .greeting {
            let noAnswer = "it hung up without an answer (\(cause))"
            return endLink(at: now) + complain(.cannotConnect, .cannotConnect(cause: noAnswer)) + tryAgainLater()
        }
        return endLink(at: now) + complain(.connectionLost, .connectionLost(cause: cause)) + tryAgainLater()
    }

    mutating func onNonsense(_ detail: String, at now: Timestamp) -> [WorkerEffect] {
        let ending = endLink(at: now)
        reconnectDelay.slowDown()
        return [.disconnect] + ending + complain(.notACoordinator, .notACoordinator(detail: detail))
            + tryAgainLater()
    }

    mutating func onWelcomeMissing(at now: Timestamp) -> [WorkerEffect] {
        guard link == .greeting else { return [] }
        return onNonsense("it did not answer", at: now)
    }

    mutating func onHeartbeatDue(at now: Timestamp) -> [WorkerEffect] {
        guard case .joined(_, let heartbeatMilliseconds) = link else { return [] }
        let patience = max(
            WorkerLimits.silenceMilliseconds, WorkerLimits.unansweredHeartbeats * heartbeatMilliseconds)
        let silence = now.milliseconds(since: heardAt)
        if silence > patience {
            // A cable that was pulled, a laptop that left the house: nobody else would say so for minutes.
            return [.disconnect] + onConnectionLost("it has not answered for \(silence / 1000) s", at: now)
        }
        return [
            .sendHeartbeat(running: running), .startTimer(.heartbeat, milliseconds: heartbeatMilliseconds),
        ]
    }

    /// The coordinator knows this worker now: it gets every result that it has not acknowledged.
    mutating func onWelcome(
        _ worker: WorkerID, heartbeatMilliseconds: Int, at now: Timestamp
    ) -> [WorkerEffect] {
        let interval = WorkerLimits.heartbeatMilliseconds.clamp(heartbeatMilliseconds)
        link = .joined(since: now, heartbeatMilliseconds: interval)
        complaints = []
        var effects: [WorkerEffect] = [.stopTimer(.welcome)]
        if let awaySince {
            effects.append(.say(.joinedAgain(worker, awayMilliseconds: now.milliseconds(since: awaySince))))
        } else {
            effects.append(.say(.joined(worker)))
        }
        for attempt in held {
            if case .finished(let result) = attempt.state { effects.append(.send(result)) }
        }
        effects.append(.sendHeartbeat(running: running))
        effects.append(.startTimer(.heartbeat, milliseconds: interval))
        return effects
    }

    mutating func onRefused(_ reason: String, mayRetry: Bool, at now: Timestamp) -> [WorkerEffect] {
        let ending = [WorkerEffect.disconnect] + endLink(at: now)
        guard mayRetry else { return ending + stopAtOnce(.turnedAway(reason: reason)) }
        return ending + complain(.turnedAway, .turnedAwayForNow(reason: reason)) + tryAgainLater()
    }

    /// At the first meeting a person has to see to it. Later, whatever answers at the coordinator's address while that is
    /// away must not be able to send the farm's workers home.
    mutating func onDistrust(_ cause: String, at now: Timestamp) -> [WorkerEffect] {
        let ending = [WorkerEffect.disconnect] + endLink(at: now)
        guard awaySince != nil else { return ending + stopAtOnce(.distrust(cause: cause)) }
        reconnectDelay.slowDown()
        return ending + complain(.distrust, .distrustForNow(cause: cause)) + tryAgainLater()
    }

    private mutating func endLink(at now: Timestamp) -> [WorkerEffect] {
        defer { link = .idle }
        switch link {
        case .idle, .connecting:
            return []
        case .greeting:
            return [.stopTimer(.welcome)]
        case .joined(let since, _):
            awaySince = now
            reconnectDelay.connectionEnded(afterMilliseconds: now.milliseconds(since: since))
            return [.stopTimer(.heartbeat)]
        }
    }

    private mutating func tryAgainLater() -> [WorkerEffect] {
        if case .stopping = departure { return [] }
        return [.startTimer(.reconnect, milliseconds: reconnectDelay.take())]
    }

    private mutating func complain(_ kind: Complaint, _ notice: WorkerNotice) -> [WorkerEffect] {
        if complaints.contains(kind) { return [] }
        complaints.append(kind)
        return [.say(notice)]
    }
}

extension ClosedRange {
    func clamp(_ value: Bound) -> Bound {
        Swift.min(Swift.max(value, lowerBound), upperBound)
    }
}
