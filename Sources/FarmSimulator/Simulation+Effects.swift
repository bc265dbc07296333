import FarmCore
import FarmModel

// What leaves the coordinator, and whether it may.
extension Simulation {
    /// Nothing may leave that a crash could make untrue: each effect is held against the durable records alone.
    func complaint(about heldBack: HeldBackEffect) -> String? {
        let durable = journal.durableLedger
        switch heldBack.effect {
        case .append, .refuse, .closeSession, .drain, .stopStage:
            return nil
        case .discardChunks(let job):
            return durable.unitedJobs.contains(job) || durable.brokenPipes.contains(job)
                ? nil : "chunks are discarded before that is durable"
        case .welcome(_, let worker):
            return durable.workers[worker] == nil ? "a worker is welcomed before its name is durable" : nil
        case .assign(_, let attempt):
            return durable.highestAttempt < attempt.id ? "attempt \(attempt.id.number) is assigned too early" : nil
        case .cancelAttempt(let session, let attempt):
            return holdsLease(attempt, session) ? "attempt \(attempt.number) is cancelled while it has its lease" : nil
        case .acknowledge(let session, let attempt):
            // Liars report on attempts that are still to come; those may have begun while the effect was held back.
            let isOfTheFuture = attempt > heldBack.highestAttempt
            return holdsLease(attempt, session) && !isOfTheFuture
                ? "attempt \(attempt.number) is acknowledged too early" : nil
        case .adoptChunk(let chunk, let attempt):
            return durable.commits[attempt] == chunk ? nil : "a chunk is adopted before its commit is durable"
        case .startStage(let job, let stage):
            let hasReached = durable.reachedStages[job]?.contains(stage) == true
            return hasReached ? nil : "the \(stage.rawValue) stage of job \(job.number) starts too early"
        case .concludeRun(let job):
            return durable.endedJobs.contains(job) ? nil : "job \(job.number) is concluded too early"
        case .answer(let request, let answer):
            return complaint(about: answer, to: request)
        }
    }

    private func complaint(about answer: CommandAnswer, to request: RequestID) -> String? {
        guard let command = openRequests[request] else { return "request \(request.number) is answered twice" }
        switch (command, answer) {
        case (.submit, .submitted(let job)):
            return journal.durableLedger.jobs.contains(job) ? nil : "job \(job.number) is promised before it is durable"
        case (.cancel(let job), .done):
            return journal.durableLedger.cancelledJobs.contains(job) ? nil : "a cancellation is promised too early"
        case (.submit, .done), (_, .submitted):
            return "an answer of the wrong kind"
        default:
            return nil
        }
    }

    /// Whether the durable records give the worker at the other end of the connection a lease on the attempt.
    private func holdsLease(_ attempt: AttemptID, _ session: SessionID) -> Bool {
        guard let lease = journal.durableLedger.leases[attempt], let connection = connectionOfSession[session] else {
            return false
        }
        return lease.worker == connections[connection].welcomedAs
    }

    mutating func carryOut(_ effect: Effect) throws(SimulationFailure) {
        switch effect {
        case .append:
            return
        case .concludeRun(let job):
            conclude(job)
        case .welcome(let session, let worker):
            if let connection = connectionOfSession[session] { connections[connection].welcomedAs = worker }
            send(.welcome, to: session)
        case .refuse(let session, _, let mayRetry):
            send(.refused(mayRetry: mayRetry), to: session)
            closeSession(session)
        case .closeSession(let session):
            closeSession(session)
        case .assign(let session, let attempt):
            try assign(attempt, to: session)
        case .cancelAttempt(let session, let attempt):
            send(.cancel(attempt), to: session)
        case .acknowledge(let session, let attempt):
            send(.acknowledge(attempt), to: session)
        case .drain(let session):
            send(.drain, to: session)
        case .startStage(let job, let stage):
            if stage == .merge, let job = farm?.state.job(job), job.isPiped {
                finishPipe(of: job)
            } else {
                try startStage(stage, of: job)
            }
        case .stopStage(let job):
            runningStages[job] = nil
            closePipe(of: job)
        case .adoptChunk(let chunk, let attempt):
            adopt(chunk, from: attempt)
        case .discardChunks(let job):
            chunkFiles = chunkFiles.filter { $0.key.job != job }
            closePipe(of: job)
        case .answer(let request, _):
            openRequests[request] = nil
        }
    }

    private mutating func assign(_ attempt: Attempt, to session: SessionID) throws(SimulationFailure) {
        guard let job = farm?.state.job(attempt.chunk.job), let plan = job.plan else { return }
        switch plan {
        case .drill: send(.assign(attempt, nil), to: session)
        case .video(let video):
            // The lease may have ended with the chunk itself while the effect was held back.
            guard video.chunks.indices.contains(attempt.chunk.index) else { return }
            send(.assign(attempt, render(of: attempt.chunk, in: video, of: job)), to: session)
        }
    }

    /// Gives the attempt's file its final name. Has no effect when that has happened before.
    private mutating func adopt(_ chunk: ChunkID, from attempt: AttemptID) {
        let file = attemptFiles.removeValue(forKey: attempt)
        if let job = farm?.state.job(chunk.job), job.isPiped {
            return feed(chunk, of: job, from: attempt, hasFrames: file != nil)
        }
        guard let isSound = file else { return }
        chunkFiles[chunk] = (attempt, isSound)
    }

    private func render(of chunk: ChunkID, in video: VideoPlan, of job: Job) -> SimulatedRender {
        let project = project(for: job.id)
        let isUnited = video.chunks.count < project.chunkFrames.count
        return SimulatedRender(
            frames: video.chunks[chunk.index].frameCount,
            chunks: isUnited ? 0..<project.chunkFrames.count : chunk.index..<chunk.index + 1,
            seams: project.seams(ofChunk: chunk.index, in: video, care: job.chunks[chunk.index].care))
    }

    /// Removes what nobody needs any more. The job may have been retried while the effect was held back.
    private mutating func conclude(_ job: JobID) {
        closePipe(of: job)
        guard let phase = farm?.state.job(job)?.phase, phase == .done || phase == .cancelled else { return }
        chunkFiles = chunkFiles.filter { $0.key.job != job }
    }

    private mutating func closeSession(_ session: SessionID) {
        guard let connection = connectionOfSession[session] else { return }
        closeAtCoordinator(connection)
        // A shell may or may not report an end that it has brought about itself.
        if random.happens(perMille: 500) { agenda.plan(.coordinatorSeesEnd(connection: connection), at: now + 1) }
    }
}
