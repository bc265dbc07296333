import FarmModel

extension Farm {
    /// After a replay: what the last life decided and may not have carried out is done again, stages start anew, and
    /// the workers that held leases are expected back, so that attempts that outlived the coordinator go on.
    mutating func onStarted(at now: Timestamp) {
        lastTick = now
        breakAllPipes(at: now)
        // A failed job may be retried, and needs its finished chunks then.
        for job in state.jobs where (!job.phase.isFinal || job.phase == .failed) && !job.isPiped {
            for (index, chunk) in job.chunks.enumerated() where chunk.status == .done {
                guard let winner = chunk.winner, job.files.indices.contains(index) else { continue }
                effects.append(.adoptChunk(ChunkID(job: job.id, index: index), winner.attempt))
            }
        }
        for job in state.jobs where job.phase.isFinal { effects.append(.concludeRun(job.id)) }
        for attempt in state.attemptsInOrder { expect(attempt, at: now) }
        examineAllSeams(at: now)
        for job in state.jobs where job.phase == .rendering { moveOn(job: job.id, at: now) }
        startStages(at: now)
    }

    private mutating func expect(_ attempt: Attempt, at now: Timestamp) {
        guard presences.indices.contains(attempt.worker.number), let known = state.worker(attempt.worker) else {
            return
        }
        if presences[attempt.worker.number] == nil {
            let hello = WorkerHello(
                name: known.name, instance: "", slots: 1, processID: attempt.workerProcessID, host: "", version: "",
                ffmpeg: nil, heldAttempts: [], isDraining: false)
            presences[attempt.worker.number] = WorkerPresence(
                worker: attempt.worker, hello: hello, session: nil, lastHeard: now, isDraining: false)
        }
        presences[attempt.worker.number]?.held.append(HeldAttempt(id: attempt.id, lastProgress: now))
    }

    mutating func onTick(at now: Timestamp) {
        forgiveOwnSilence(at: now)
        endSilentWorkers(at: now)
        stopStalledAttempts(at: now)
        for index in queues.indices { queues[index].release(dueAt: now) }
        startStages(at: now)
        assignReadyChunks(at: now)
        startBackups(at: now)
    }

    /// When the ticks themselves stood still (a suspended laptop, a stopped process), it was the coordinator that did not
    /// listen: what the workers said meanwhile is still to be read, and they get their full time again.
    private mutating func forgiveOwnSilence(at now: Timestamp) {
        defer { lastTick = now }
        guard let lastTick else { return }
        let pause = now.milliseconds(since: lastTick)
        // Ticks come several times a second: a second without one is no pause yet, however short the leases are.
        let longest = min(settings.leaseTimeoutMilliseconds, settings.reconnectGraceMilliseconds) / 4
        guard pause > max(1_000, longest) else { return }
        for index in presences.indices where presences[index] != nil {
            presences[index]?.lastHeard = now
            for held in presences[index]?.held.indices ?? 0..<0 { presences[index]?.held[held].lastProgress = now }
        }
    }

    private mutating func endSilentWorkers(at now: Timestamp) {
        var touched: [JobID] = []
        // Thousands of workers are not gone through ten times a second when none can have been silent for so long.
        if let earliestSilence, now <= earliestSilence { return }
        let shortest = min(settings.leaseTimeoutMilliseconds, settings.reconnectGraceMilliseconds)
        earliestSilence = presences.reduce(now) { min($0, $1?.lastHeard ?? now) }.adding(milliseconds: shortest)
        for case let presence? in presences {
            let silence = now.milliseconds(since: presence.lastHeard)
            let jobs = presence.held.compactMap { state.attempts[$0.id]?.chunk.job }
            if let session = presence.session {
                guard silence > settings.leaseTimeoutMilliseconds else { continue }
                giveUpWorker(presence.worker, reason: "the worker fell silent", at: now)
                effects.append(.closeSession(session))
            } else {
                guard silence > settings.reconnectGraceMilliseconds else { continue }
                giveUpWorker(presence.worker, reason: "the worker did not come back", at: now)
            }
            touched += jobs
        }
        for job in touched { moveOn(job: job, at: now) }
    }

    /// A frame counter that stands still is as good as a crash: some filters wait for ever.
    private mutating func stopStalledAttempts(at now: Timestamp) {
        for case let presence? in presences where presence.session != nil {
            for held in presence.held
            where now.milliseconds(since: held.lastProgress) > settings.progressTimeoutMilliseconds {
                guard let attempt = state.attempts[held.id] else { continue }
                let patience =
                    settings.progressTimeoutMilliseconds + (held.frame > 0 ? 0 : preparation(of: attempt))
                    + frameLimit(of: attempt, on: presence)
                guard now.milliseconds(since: held.lastProgress) > patience else { continue }
                let seconds = patience / 1_000
                let failure = AttemptFailure(
                    kind: .stalled, summary: "no new frame for \(seconds) s, stopped at frame \(held.frame)")
                endLease(held.id, failure, at: now)
                moveOn(job: attempt.chunk.job, at: now)
            }
        }
    }

    /// How long an attempt may rightly show nothing: what lies before its chunk, back to the place where decoding can
    /// begin, is decoded first, and in some files that is nearly everything.
    private func preparation(of attempt: Attempt) -> Int {
        guard let job = state.job(attempt.chunk.job), let plan = job.video, let chunk = state.chunk(attempt.chunk)
        else {
            return 0
        }
        return plan.framesDecodedBefore(chunk: attempt.chunk.index, care: chunk.care)
            * FarmLimits.decodeMillisecondsPerFrame
    }

    /// How long the worker itself lets a renderer work on one frame. What its filters look at before the chunk's first
    /// frame and behind its last is rendered as well, and shows no progress.
    private func frameLimit(of attempt: Attempt, on presence: WorkerPresence) -> Int {
        guard let plan = state.job(attempt.chunk.job)?.video, let renderer = plan.drawing?.renderer,
            let offer = presence.hello.renderers.first(where: { $0.name == renderer.name }),
            let chunk = state.chunk(attempt.chunk), plan.chunks.indices.contains(attempt.chunk.index)
        else { return 0 }
        let planned = plan.chunks[attempt.chunk.index]
        let lead = max(0, planned.firstFrame - planned.start(care: chunk.care).warmUpFrame)
        let (limit, overflow) = offer.frameLimitMilliseconds.multipliedReportingOverflow(by: lead + 1)
        return overflow ? FarmLimits.rendererFrameMilliseconds.upperBound : limit
    }

    mutating func onStorageChanged(_ problem: String?, at now: Timestamp) {
        storageProblem = problem
        guard problem == nil else { return }
        startStages(at: now)
        assignReadyChunks(at: now)
    }
}
