import FarmModel

extension Job {
    mutating func apply(_ record: Record) {
        switch record {
        case .jobPlanned(_, let plan, let at):
            self.plan = plan
            timeline.plannedAt = at
            enter(.rendering)
            prepareChunks()
        case .jobMerged(_, let report, let at):
            merge = report
            timeline.mergedAt = at
            enter(.verifying)
        case .jobVerified(_, let report, let at):
            verification = report
            finish(.done, at: at)
        case .stageFailed(_, _, let failure, let isFinal, let at):
            if !failure.needsRoom { stageFailures += 1 }
            guard isFinal else { return }
            self.failure = failure
            finish(.failed, at: at)
        case .renderingFailed(_, let failure, let at):
            self.failure = failure
            finish(.failed, at: at)
        case .jobPaused:
            isPaused = true
        case .jobResumed:
            isPaused = false
        case .jobPriorityChanged(_, let priority):
            self.priority = priority
        case .jobCancelled(_, let at):
            finish(.cancelled, at: at)
        case .jobRetried:
            retry()
        case .pipeBroken(_, _, let isEncodersFault, _):
            pipe.restarts += 1
            if isEncodersFault { pipe.encoderFailures += 1 }
            startOver()
        case .jobUnited(_, let plan, let reason, _):
            unite(plan, because: reason)
        default:
            return
        }
    }

    /// Makes room for the state of every chunk of the plan.
    mutating func prepareChunks() {
        guard let plan else { return }
        chunks = Array(repeating: ChunkState(), count: plan.chunkCount)
        if case .video = plan { files = Array(repeating: nil, count: plan.chunkCount) }
    }

    /// All that was done in chunks counts for nothing any more.
    private mutating func unite(_ plan: JobPlan, because reason: String) {
        self.plan = plan
        seams.leastCare = 0
        seams.unitedBecause = reason
        startOver()
    }

    private mutating func startOver() {
        files = []
        prepareChunks()
        (doneChunks, failedChunks, doneWeight, doneRuntimeMilliseconds) = (0, 0, 0, 0)
        merge = nil
        timeline.renderedAt = nil
        enter(.rendering)
    }

    mutating func start(_ attempt: Attempt) {
        timeline.firstAttemptAt = timeline.firstAttemptAt ?? attempt.startedAt
        chunks[attempt.chunk.index].attemptsStarted += 1
        chunks[attempt.chunk.index].care = max(chunks[attempt.chunk.index].care, seams.leastCare)
        chunks[attempt.chunk.index].status = .running
        chunks[attempt.chunk.index].notBefore = nil
        if attempt.isBackup {
            chunks[attempt.chunk.index].backup = attempt.id
        } else {
            chunks[attempt.chunk.index].active = attempt.id
        }
    }

    mutating func commit(_ attempt: Attempt, product: AttemptProduct, at moment: Timestamp) {
        let index = attempt.chunk.index
        guard chunks.indices.contains(index), chunks[index].status != .done, let plan else { return }
        let runtime = max(0, moment.milliseconds(since: attempt.startedAt))
        chunks[index].release(attempt.id)
        chunks[index].status = .done
        chunks[index].winner = ChunkWinner(
            attempt: attempt.id, worker: attempt.worker, workerProcessID: attempt.workerProcessID,
            startedAt: attempt.startedAt, runtimeMilliseconds: runtime, encoderBuild: attempt.encoderBuild)
        if case .chunkFile(let file) = product, files.indices.contains(index) { files[index] = file }
        doneChunks += 1
        doneWeight += plan.weight(ofChunk: index)
        doneRuntimeMilliseconds += runtime
        guard doneChunks == chunks.count, phase == .rendering else { return }
        timeline.renderedAt = moment
        if case .drill = plan { finish(.done, at: moment) } else { enter(.merging) }
    }

    mutating func fail(
        _ attempt: Attempt, failure: AttemptFailure, verdict: FailureVerdict, at moment: Timestamp
    ) {
        let index = attempt.chunk.index
        guard chunks.indices.contains(index) else { return }
        chunks[index].release(attempt.id)
        if failure.kind != .cancelled {
            // While it waits for room a chunk may be tried any number of times: the last one tells all.
            if failure.kind == .noRoom { chunks[index].failures.removeAll { $0.failure.kind == .noRoom } }
            chunks[index].failures.append(
                FailedAttempt(
                    attempt: attempt.id, worker: attempt.worker, failure: failure, startedAt: attempt.startedAt,
                    endedAt: moment))
        }
        if failure.kind == .inexact { takeMoreCare(ofChunk: index, chunks[index].care + 1) }
        switch verdict {
        case .retry(let notBefore):
            chunks[index].status = .queued
            chunks[index].notBefore = notBefore
        case .giveUp:
            chunks[index].status = .failed
            failedChunks += 1
        case .nothing:
            if chunks[index].status == .running, chunks[index].active == nil { chunks[index].status = .queued }
        }
    }

    mutating func doubt(chunk index: Int, care: Int, reason: String, at moment: Timestamp) {
        seams.repairs += 1
        if seams.notes.count < FarmLimits.seamNotes { seams.notes.append(reason) }
        lose(chunk: index, kind: .doubted, reason: reason, at: moment)
        takeMoreCare(ofChunk: index, care)
    }

    /// What was not enough once will not be enough for the others: they begin with the first step of care at least.
    private mutating func takeMoreCare(ofChunk index: Int, _ care: Int) {
        guard chunks.indices.contains(index) else { return }
        chunks[index].care = min(care, mostCare(forChunk: index))
        seams.leastCare = max(seams.leastCare, min(care, 1))
    }

    mutating func lose(chunk index: Int, kind: AttemptFailure.Kind = .lost, reason: String, at moment: Timestamp) {
        guard chunks.indices.contains(index), let winner = chunks[index].winner, let plan else { return }
        chunks[index].failures.append(
            FailedAttempt(
                attempt: winner.attempt, worker: winner.worker,
                failure: AttemptFailure(kind: kind, summary: reason), startedAt: winner.startedAt,
                endedAt: winner.startedAt.adding(milliseconds: winner.runtimeMilliseconds)))
        chunks[index].status = .queued
        chunks[index].winner = nil
        if files.indices.contains(index) { files[index] = nil }
        doneChunks -= 1
        doneWeight -= plan.weight(ofChunk: index)
        doneRuntimeMilliseconds -= winner.runtimeMilliseconds
        merge = nil
        timeline.renderedAt = nil
        enter(.rendering)
    }

    /// Back to the phase that failed. Given-up chunks get a fresh budget of attempts; finished ones stay finished, and
    /// may get lost on disk as often as new ones.
    private mutating func retry() {
        failure = nil
        timeline.finishedAt = nil
        for index in chunks.indices {
            if chunks[index].status == .failed {
                chunks[index].status = .queued
                chunks[index].failures = []
            } else if !chunks[index].failures.isEmpty {
                chunks[index].failures.removeAll { $0.failure.kind == .lost }
            }
        }
        failedChunks = 0
        merge = nil
        if isPiped {
            pipe = PipeHistory(restarts: pipe.restarts + 1)
            startOver()
        } else if plan == nil {
            enter(.analyzing)
        } else {
            enter(doneChunks == chunks.count ? .merging : .rendering)
        }
    }

    private mutating func enter(_ next: Phase) {
        phase = next
        stageFailures = 0
    }

    private mutating func finish(_ end: Phase, at moment: Timestamp) {
        enter(end)
        timeline.finishedAt = moment
    }
}

extension ChunkState {
    /// Takes the lease from an attempt; a backup moves up.
    mutating func release(_ attempt: AttemptID) {
        if active == attempt {
            active = backup
            backup = nil
        } else if backup == attempt {
            backup = nil
        }
    }

    /// Tries that ended in a way that counts against the chunk.
    var countedFailures: Int {
        failures.count { $0.failure.kind.countsAgainstChunk }
    }

    /// Tries that ended through no fault of the chunk.
    var blamelessFailures: Int {
        failures.count { $0.failure.kind.isBlameless }
    }

    /// The worker has failed at this chunk, so that another one should try it next.
    func hasFailed(on worker: WorkerID) -> Bool {
        failures.contains { $0.worker == worker && $0.failure.kind != .lost }
    }
}

extension AttemptFailure.Kind {
    var countsAgainstChunk: Bool { self == .retryable || self == .stalled || self == .inexact }
    var isBlameless: Bool { self == .lost || self == .workerFault }
}
