import FarmModel

extension Farm {
    mutating func onAttemptSucceeded(
        _ session: SessionID, _ id: AttemptID, _ product: AttemptProduct, at now: Timestamp
    ) {
        guard let worker = hear(from: session, at: now) else { return }
        guard let attempt = state.attempts[id], attempt.worker == worker else {
            dismissReport(on: id, from: worker, session, at: now)
            return
        }
        if let complaint = complaint(about: product, of: attempt) {
            settleFailure(attempt, AttemptFailure(kind: .workerFault, summary: complaint), at: now)
        } else {
            commit(attempt, product, at: now)
        }
        // Only behind the record: the worker forgets an acknowledged result.
        effects.append(.acknowledge(session, id))
        moveOn(job: attempt.chunk.job, at: now)
    }

    private mutating func commit(_ attempt: Attempt, _ product: AttemptProduct, at now: Timestamp) {
        if let rival = rival(of: attempt) {
            // The rival's lease ends first: a crash between these records must not leave it one for a finished chunk.
            endLease(rival, AttemptFailure(kind: .cancelled, summary: "another attempt was first"), at: now)
        }
        record(.attemptSucceeded(attempt.id, product, at: now))
        updateQueue(of: attempt.chunk.job) { $0.running -= 1 }
        updatePresence(attempt.worker) { $0.release(attempt.id) }
        if case .chunkFile = product { effects.append(.adoptChunk(attempt.chunk, attempt.id)) }
        room.foundSome()
        praise(attempt)
        examineSeams(of: attempt.chunk, at: now)
    }

    /// A success clears the winner's record, and shows that those who failed at the same chunk were at fault. A winner
    /// that is blocked itself accuses nobody: otherwise the last workers could block each other.
    private mutating func praise(_ attempt: Attempt) {
        let failures = state.chunk(attempt.chunk)?.failures ?? []
        let hasFaults = presences[attempt.worker.number]?.faults.isEmpty == false
        guard hasFaults || !failures.isEmpty, let kind = state.job(attempt.chunk.job)?.plan?.workKind else { return }
        presences[attempt.worker.number]?.forgetFaults(kind: kind)
        guard isAllowed(kind: kind, on: attempt.worker) else { return }
        for failed in failures where failed.worker != attempt.worker && failed.failure.kind == .retryable {
            blame(failed.worker, kind: kind, reason: failed.failure.summary)
        }
    }

    /// What is wrong with a result, if anything: a worker may be broken, or lie.
    private func complaint(about product: AttemptProduct, of attempt: Attempt) -> String? {
        guard let plan = state.job(attempt.chunk.job)?.plan else { return "the job has no plan" }
        switch (plan, product) {
        case (.drill, .nothing):
            return nil
        case (.video(let video), .chunkFile(let file)):
            if let expected = video.chunks[attempt.chunk.index].expectedFrames, file.frames != expected {
                return "the chunk has \(file.frames) frames instead of \(expected)"
            }
            guard file.sizeBytes > 0, file.sha256.utf8.count == 64 else {
                return "the result names no size or no hash"
            }
            return file.seams.isSensible ? nil : "the result shows its seams in an impossible way"
        default:
            return "the result is of the wrong kind"
        }
    }

    mutating func onAttemptFailed(
        _ session: SessionID, _ id: AttemptID, _ failure: AttemptFailure, at now: Timestamp
    ) {
        guard let worker = hear(from: session, at: now) else { return }
        guard let attempt = state.attempts[id], attempt.worker == worker else {
            dismissReport(on: id, from: worker, session, at: now)
            return
        }
        var reported = failure.clipped
        if reported.kind == .cancelled {
            // Nobody here asked for it: the worker was stopped by hand.
            reported.kind = .lost
        }
        settleFailure(attempt, reported, at: now)
        effects.append(.acknowledge(session, id))
        moveOn(job: attempt.chunk.job, at: now)
    }

    /// A report that comes too late, or was never asked for: without a lease nothing is committed.
    private mutating func dismissReport(
        on id: AttemptID, from worker: WorkerID, _ session: SessionID, at now: Timestamp
    ) {
        effects.append(.acknowledge(session, id))
        updatePresence(worker) { $0.release(id) }
        assignReadyChunks(at: now)
    }

    private mutating func hear(from session: SessionID, at now: Timestamp) -> WorkerID? {
        guard let worker = workerOfSession[session] else { return nil }
        presences[worker.number]?.lastHeard = now
        return worker
    }

    /// The other attempt of the same chunk that holds a lease.
    private func rival(of attempt: Attempt) -> AttemptID? {
        guard let chunk = state.chunk(attempt.chunk) else { return nil }
        return chunk.active == attempt.id ? chunk.backup : chunk.active
    }

    /// Takes the lease from an attempt that has not reported an end. If its worker is connected, the worker is told to
    /// stop, and the slot stays occupied until it has.
    mutating func endLease(_ id: AttemptID, _ failure: AttemptFailure, at now: Timestamp) {
        guard let attempt = state.attempts[id] else { return }
        let isHeld = presence(of: attempt.worker)?.holds(id) == true
        settleFailure(attempt, failure, at: now)
        guard isHeld, let session = presence(of: attempt.worker)?.session else { return }
        presences[attempt.worker.number]?.stopping.append(id)
        effects.append(.cancelAttempt(session, id))
    }

    /// Records that an attempt ended without a result, and queues its chunk again or gives it up.
    mutating func settleFailure(_ attempt: Attempt, _ failure: AttemptFailure, at now: Timestamp) {
        let verdict = verdict(on: attempt, failure, at: now)
        record(.attemptFailed(attempt.id, failure, then: verdict, at: now))
        updateQueue(of: attempt.chunk.job) { queue in
            queue.running -= 1
            if case .retry(let notBefore) = verdict {
                queue.enqueue(chunk: attempt.chunk.index, notBefore: notBefore <= now ? nil : notBefore)
            }
        }
        updatePresence(attempt.worker) { $0.release(attempt.id) }
        let isMethods = state.job(attempt.chunk.job)?.isBeyondItsMethod == true
        if failure.kind == .noRoom, !isMethods { pauseForRoom(failure.summary, at: now) }
        if failure.kind == .workerFault, !isSuspect(attempt.chunk),
            let kind = state.job(attempt.chunk.job)?.plan?.workKind
        {
            blame(attempt.worker, kind: kind, reason: failure.summary)
        }
    }

    /// A chunk at which workers fail again and again, here and there, may be what kills them: nobody is blamed for it
    /// any more, or one such chunk would take every worker off its work, and the job would wait for ever.
    private func isSuspect(_ chunk: ChunkID) -> Bool {
        let faults = state.chunk(chunk)?.failures.count { $0.failure.kind == .workerFault } ?? 0
        return faults > 1
    }

    private func verdict(on attempt: Attempt, _ failure: AttemptFailure, at now: Timestamp) -> FailureVerdict {
        guard let job = state.job(attempt.chunk.job), job.phase == .rendering else { return .nothing }
        let chunk = job.chunks[attempt.chunk.index]
        guard chunk.status == .running, rival(of: attempt) == nil, failure.kind != .cancelled else { return .nothing }
        let blameless = failure.kind.isBlameless ? 1 : 0
        let counted = failure.kind.countsAgainstChunk ? 1 : 0
        // Rendering with more care counts against nothing: there is an end to it.
        if failure.kind == .inexact, chunk.care < job.mostCare(forChunk: attempt.chunk.index) {
            return .retry(notBefore: now)
        }
        // Frames take much more room than the video: there may be enough for that.
        if failure.kind == .noRoom, job.mayLeaveItsMethod, job.video?.intermediate?.isFolder == true { return .giveUp }
        guard failure.kind != .permanent, hasBudget(chunk, of: job, counted: counted, blameless: blameless) else {
            return .giveUp
        }
        // For room the whole farm waits, and not the chunk alone.
        if failure.kind == .lost || failure.kind == .noRoom { return .retry(notBefore: now) }
        let failures = failure.kind == .workerFault ? chunk.blamelessFailures : chunk.countedFailures
        return .retry(notBefore: now.adding(milliseconds: delay(afterFailures: failures + 1)))
    }

    /// Whether a chunk may be tried once more, with so many failures on top of those on record.
    func hasBudget(_ chunk: ChunkState, of job: Job, counted: Int = 0, blameless: Int = 0) -> Bool {
        chunk.countedFailures + counted < job.request.maxAttempts ?? settings.maxAttempts
            && chunk.blamelessFailures + blameless < FarmLimits.lostAttemptsPerChunk
    }

    /// Twice as long after each failure, up to the limit.
    func delay(afterFailures failures: Int) -> Int {
        var delay = settings.retryBaseDelayMilliseconds
        for _ in 1..<max(1, failures) where delay < settings.retryMaxDelayMilliseconds { delay *= 2 }
        return min(delay, settings.retryMaxDelayMilliseconds)
    }

    // MARK: After a change

    /// Leads a job on after one of its attempts has ended, and uses what has become free.
    mutating func moveOn(job id: JobID, at now: Timestamp) {
        if let index = state.jobIndex(of: id) {
            switch state.jobs[index].phase {
            case .merging:
                removeQueue(of: id)
                startStages(at: now)
            case .done:
                removeQueue(of: id)
                effects.append(.concludeRun(id))
            case .rendering where state.jobs[index].isBeyondCare:
                unite(state.jobs[index], because: Self.explain(failureOf: state.jobs[index]).cause, at: now)
            case .rendering where state.jobs[index].isBeyondItsMethod:
                unite(state.jobs[index], because: Self.explain(failureOf: state.jobs[index]).cause, at: now)
            case .rendering where state.jobs[index].isBeyondHope:
                for attempt in state.activeAttempts(of: id) {
                    endLease(attempt.id, AttemptFailure(kind: .cancelled, summary: "the job has failed"), at: now)
                }
                record(.renderingFailed(id, Self.explain(failureOf: state.jobs[index]), at: now))
                removeQueue(of: id)
                effects.append(.concludeRun(id))
            default:
                break
            }
        }
        assignReadyChunks(at: now)
    }

    static func explain(failureOf job: Job) -> StageFailure {
        let failed = job.chunks.enumerated().filter { $0.element.status == .failed }
        let first = failed.first.flatMap { entry in entry.element.failures.last.map { (entry.offset, $0.failure) } }
        let count = failed.count == 1 ? "1 chunk" : "\(failed.count) chunks"
        return StageFailure(
            summary: "\(count) of \(job.chunks.count) could not be rendered",
            cause: first.map { "chunk \($0.0): \($0.1.summary)" } ?? "unknown",
            hint: "`renderctl report \(job.id.number)` shows each; "
                + "`renderctl retry \(job.id.number)` renders only what is missing",
            lastLines: first?.1.lastLines ?? [])
    }
}

extension Job {
    /// What the finished chunks let expect of so much work; at most some centuries, whatever the clock did meanwhile.
    func expectedMilliseconds(forWeight weight: Int) -> Int {
        guard doneWeight > 0 else { return 0 }
        return Int(min(1e13, Double(doneRuntimeMilliseconds) * Double(weight) / Double(doneWeight)))
    }

    /// A chunk of several came out with other frames than planned, whatever care was taken.
    var isBeyondCare: Bool {
        failedChunks > 0 && chunks.count > 1
            && chunks.contains { $0.status == .failed && $0.failures.last?.failure.kind == .inexact }
    }

    /// One process may do what the method could not. Frames of a renderer are too dear to be made again for that: such a
    /// job fails, and goes on where it was when it is tried again.
    var mayLeaveItsMethod: Bool { video?.intermediate != nil && video?.drawing?.renderer == nil }

    /// A chunk was given up, and perhaps for no other reason than what its frames were to be kept as.
    var isBeyondItsMethod: Bool {
        failedChunks > 0 && mayLeaveItsMethod
            && chunks.contains { $0.status == .failed && $0.failures.last?.failure.kind != .permanent }
    }

    /// At least one chunk was given up, and every other is settled; or no other leads anywhere, because nothing passes it
    /// in a pipe.
    var isBeyondHope: Bool { failedChunks > 0 && (isPiped || doneChunks + failedChunks == chunks.count) }
}

extension AttemptFailure {
    /// Bounded, whatever the worker sent.
    var clipped: AttemptFailure {
        AttemptFailure(
            kind: kind, summary: summary.clipped(toBytes: FarmLimits.failureLineBytes),
            lastLines: lastLines.suffix(FarmLimits.failureLines).map {
                $0.clipped(toBytes: FarmLimits.failureLineBytes)
            })
    }
}

extension String {
    func clipped(toBytes limit: Int) -> String {
        utf8.count <= limit ? self : String(decoding: utf8.prefix(limit), as: UTF8.self) + "…"
    }
}
