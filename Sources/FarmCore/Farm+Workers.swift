import FarmModel

extension Farm {
    mutating func onWorkerHello(_ session: SessionID, _ hello: WorkerHello, at now: Timestamp) {
        if let complaint = complaint(about: hello) {
            effects.append(.refuse(session, reason: complaint, mayRetry: false))
            return
        }
        guard workerOfSession[session] == nil else {
            onWorkerDisconnected(session, at: now)
            effects.append(.refuse(session, reason: "a second introduction on one connection", mayRetry: false))
            return
        }
        let worker = identify(hello)
        let known = presence(of: worker)
        if let known, known.session != nil, known.hello.instance != hello.instance {
            effects.append(
                .refuse(session, reason: "another worker named \(hello.name) is connected", mayRetry: true))
            return
        }
        if let previous = known?.session {
            // The same process came back on a new connection before the old one was seen to break.
            workerOfSession[previous] = nil
            effects.append(.closeSession(previous))
        }
        if lastInstances[worker.number] != hello.instance, state.worker(worker)?.blocked.isEmpty == false {
            record(.workerUnblocked(worker))
        }
        lastInstances[worker.number] = hello.instance
        let lost = welcome(worker, session, hello, previous: known, at: now)
        for job in lost { moveOn(job: job, at: now) }
        assignReadyChunks(at: now)
    }

    private func complaint(about hello: WorkerHello) -> String? {
        // The name is shown to people and used to address the worker.
        if !(1...FarmLimits.nameBytes).contains(hello.name.utf8.count) || hello.name.hasControlCharacters {
            return "a worker needs a name of 1 to \(FarmLimits.nameBytes) bytes without control characters"
        }
        if !(1...FarmLimits.slotsPerWorker).contains(hello.slots) {
            return "a worker has 1 to \(FarmLimits.slotsPerWorker) slots"
        }
        if hello.heldAttempts.count > 2 * FarmLimits.slotsPerWorker {
            return "a worker holds no more than \(2 * FarmLimits.slotsPerWorker) attempts"
        }
        if let stranger = hello.heldAttempts.first(where: { $0.number >= state.nextAttempt }) {
            // Numbers must not mean two things: the worker would take the new attempt of that number for the old one.
            return "attempt \(stranger.number) was never given out by this farm: start the worker anew"
        }
        return nil
    }

    private mutating func identify(_ hello: WorkerHello) -> WorkerID {
        if let known = state.worker(named: hello.name) { return known.id }
        let id = WorkerID(state.workers.count)
        record(.workerNamed(id, name: hello.name))
        presences.append(nil)
        lastInstances.append(nil)
        return id
    }

    /// Sorts out which attempts go on: those with a lease that the worker still has go on untouched; those it has
    /// without a lease are stopped; leases for attempts that it does not have are lost. Returns the jobs of the lost.
    private mutating func welcome(
        _ worker: WorkerID, _ session: SessionID, _ hello: WorkerHello, previous: WorkerPresence?, at now: Timestamp
    ) -> [JobID] {
        var presence = WorkerPresence(
            worker: worker, hello: hello, session: session, lastHeard: now, isDraining: hello.isDraining)
        if let previous, previous.hello.instance == hello.instance {
            presence.isDraining = hello.isDraining || previous.isDraining
            presence.faults = previous.faults
        }
        var unwanted: [AttemptID] = []
        for attempt in hello.heldAttempts where !presence.holds(attempt) && !presence.stopping.contains(attempt) {
            if let held = previous?.held.first(where: { $0.id == attempt }) {
                // What happened while the worker was away is unknown, so that time is not held against the attempt.
                let away = now.milliseconds(since: previous?.lastHeard ?? now)
                presence.held.append(held.resumed(afterMilliseconds: away))
            } else {
                presence.stopping.append(attempt)
                unwanted.append(attempt)
            }
        }
        presences[worker.number] = presence
        workerOfSession[session] = worker
        effects.append(.welcome(session, worker))
        for attempt in unwanted { effects.append(.cancelAttempt(session, attempt)) }
        if presence.isDraining, !hello.isDraining { effects.append(.drain(session)) }
        freeSlots.offer(presence)
        let lost = (previous?.held ?? []).filter { !presence.holds($0.id) }.compactMap { state.attempts[$0.id] }
        for attempt in lost {
            endLease(attempt.id, .init(kind: .lost, summary: "the worker no longer has the attempt"), at: now)
        }
        return lost.map(\.chunk.job)
    }

    mutating func onWorkerHeartbeat(_ session: SessionID, _ heartbeat: Heartbeat, at now: Timestamp) {
        guard let worker = workerOfSession[session] else { return }
        presences[worker.number]?.lastHeard = now
        if let machine = heartbeat.machine { presences[worker.number]?.machine = machine }
        for progress in heartbeat.running {
            guard let index = presences[worker.number]?.held.firstIndex(where: { $0.id == progress.attempt }) else {
                continue
            }
            presences[worker.number]?.held[index].note(progress, at: now)
            if progress.transferredBytes > 0 { presences[worker.number]?.fetchesInputs = true }
        }
    }

    mutating func onWorkerDraining(_ session: SessionID) {
        guard let worker = workerOfSession[session] else { return }
        presences[worker.number]?.isDraining = true
    }

    mutating func onWorkerDisconnected(_ session: SessionID, at now: Timestamp) {
        guard let worker = workerOfSession.removeValue(forKey: session), let presence = presence(of: worker) else {
            return
        }
        if presence.held.isEmpty {
            presences[worker.number] = nil
        } else {
            presences[worker.number]?.session = nil
            presences[worker.number]?.lastHeard = now
        }
    }

    /// Ends the presence of a worker that has vanished, fallen silent or been sent away.
    mutating func giveUpWorker(_ worker: WorkerID, reason: String, at now: Timestamp) {
        guard let presence = presence(of: worker) else { return }
        if let session = presence.session { workerOfSession[session] = nil }
        presences[worker.number] = nil
        for held in presence.held {
            endLease(held.id, AttemptFailure(kind: .lost, summary: reason), at: now)
        }
    }

    // MARK: Faults

    /// After too many faults in a row the worker gets no more work of this kind, until it is started anew.
    mutating func blame(_ worker: WorkerID, kind: String, reason: String) {
        guard isAllowed(kind: kind, on: worker), let faults = presences[worker.number]?.countFault(kind: kind) else {
            return
        }
        if faults >= FarmLimits.workerFaultsBeforeBlock {
            record(.workerBlocked(worker, BlockedKind(kind: kind, reason: reason)))
        }
    }
}

extension String {
    fileprivate var hasControlCharacters: Bool {
        unicodeScalars.contains { $0.value < 0x20 || 0x7f...0x9f ~= $0.value }
    }
}
