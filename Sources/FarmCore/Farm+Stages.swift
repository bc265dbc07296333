import FarmModel

extension Farm {
    /// Starts the stage that each job waits for, as far as there is room, higher priority first.
    mutating func startStages(at now: Timestamp) {
        guard storageProblem == nil, runningStages.count < concurrentStages else { return }
        let waiting = state.jobs.indices
            .filter { index in
                state.jobs[index].phase.stage != nil && !state.jobs[index].isPaused
                    && !isStagePaused(of: state.jobs[index].id, at: now)
                    && !runningStages.contains { $0.job == state.jobs[index].id }
            }
            .sorted { (state.jobs[$1].priority, $0) < (state.jobs[$0].priority, $1) }
        for index in waiting.prefix(concurrentStages - runningStages.count) {
            guard let stage = state.jobs[index].phase.stage else { continue }
            runningStages.append((state.jobs[index].id, stage))
            effects.append(.startStage(state.jobs[index].id, stage))
        }
    }

    mutating func onStageFinished(_ id: JobID, _ stage: Stage, _ outcome: StageOutcome, at now: Timestamp) {
        guard runningStages.contains(where: { $0.job == id && $0.stage == stage }) else { return }
        runningStages.removeAll { $0.job == id }
        if case .failed(let failure) = outcome, failure.needsRoom {
            pauseStage(of: id, failure.cause, at: now)
        } else {
            stagePauses[id] = nil
        }
        if let job = state.job(id), job.phase.stage == stage {
            accept(outcome, of: stage, for: job, at: now)
        }
        startStages(at: now)
        assignReadyChunks(at: now)
    }

    private mutating func accept(_ outcome: StageOutcome, of stage: Stage, for job: Job, at now: Timestamp) {
        switch (stage, outcome) {
        case (.analyze, .analyzed(let plan)):
            guard let complaint = complaint(about: plan) else {
                record(.jobPlanned(job.id, .video(plan), at: now))
                if let planned = state.job(job.id) { insertQueue(for: planned) }
                return
            }
            fail(job, stage, StageFailure(summary: "the plan is unusable", cause: complaint), at: now)
        case (.merge, .merged(let report)):
            record(.jobMerged(job.id, report, at: now))
        case (.verify, .verified(let report)):
            record(.jobVerified(job.id, report, at: now))
            effects.append(.concludeRun(job.id))
        case (_, .chunksDamaged(_, let reason)) where job.isPiped && stage != .analyze:
            breakPipe(of: job, because: reason, isEncodersFault: true, at: now)
        case (_, .chunksDamaged(let chunks, let reason)) where !chunks.isEmpty && stage != .analyze:
            renderAgain(chunks, of: job, reason: reason, at: now)
        case (_, .failed(let failure)):
            fail(job, stage, failure, at: now)
        default:
            let failure = StageFailure(
                summary: "the \(stage.rawValue) stage gave an answer of the wrong kind", cause: "an internal error",
                mayRetry: true)
            fail(job, stage, failure, at: now)
        }
    }

    private func complaint(about plan: VideoPlan) -> String? {
        guard !plan.chunks.isEmpty, plan.chunks.count <= FarmLimits.chunksPerVideo else {
            return "it has \(plan.chunks.count) chunks; 1 to \(FarmLimits.chunksPerVideo) are possible"
        }
        var next = 0
        for chunk in plan.chunks {
            guard chunk.firstFrame == next, chunk.frameCount > 0 else {
                return "its chunks leave out or repeat frame \(next)"
            }
            next += chunk.frameCount
        }
        if case .rawFrames(let bytesEach, let window) = plan.intermediate {
            let longest = plan.chunks.reduce(0) { max($0, $1.frameCount) }
            guard longest <= window, window <= FarmLimits.framesInPipe, bytesEach > 0,
                bytesEach <= FarmLimits.bytesInPipe / window
            else { return "\(longest) frames of \(bytesEach) bytes, \(window) at a time, do not fit into a pipe" }
        }
        return next == plan.frameCount ? nil : "its chunks have \(next) frames instead of \(plan.frameCount)"
    }

    private mutating func fail(_ job: Job, _ stage: Stage, _ failure: StageFailure, at now: Timestamp) {
        let isOnce = !failure.mayRetry || job.stageFailures + 1 >= FarmLimits.stageAttempts
        let isFinal = isOnce && !failure.needsRoom
        if stage == .merge, job.isPiped {
            // Without its encoder there is nothing that could be tried again.
            breakPipe(of: job, because: "\(failure.summary): \(failure.cause)", isEncodersFault: true, at: now)
            return
        }
        if isFinal, stage == .merge, job.mayLeaveItsMethod {
            unite(job, because: "\(failure.summary): \(failure.cause)", at: now)
            return
        }
        record(.stageFailed(job.id, stage, failure, isFinal: isFinal, at: now))
        if isFinal { effects.append(.concludeRun(job.id)) }
    }

    /// Finished chunks are gone or damaged: they go back into the queue, unless that has happened too often.
    private mutating func renderAgain(_ chunks: [Int], of job: Job, reason: String, at now: Timestamp) {
        let lost = Set(chunks).sorted().filter { job.chunks.indices.contains($0) && job.chunks[$0].status == .done }
        let tooOften = lost.contains { job.chunks[$0].blamelessFailures + 1 >= FarmLimits.lostAttemptsPerChunk }
        guard !lost.isEmpty, !tooOften else {
            let failure = StageFailure(
                summary: "finished chunks keep getting lost", cause: reason,
                hint: "check the disk that holds \(job.run.directory)")
            fail(job, job.phase.stage ?? .merge, failure, at: now)
            return
        }
        for index in lost { record(.chunkLost(ChunkID(job: job.id, index: index), reason: reason, at: now)) }
        if let changed = state.job(job.id) { insertQueue(for: changed) }
    }

    mutating func stopStage(of job: JobID) {
        stagePauses[job] = nil
        guard runningStages.contains(where: { $0.job == job }) else { return }
        runningStages.removeAll { $0.job == job }
        effects.append(.stopStage(job))
    }
}

extension Job.Phase {
    /// The stage that leads on from this phase; nil where none does.
    var stage: Stage? {
        switch self {
        case .analyzing: .analyze
        case .merging: .merge
        case .verifying: .verify
        case .rendering, .done, .failed, .cancelled: nil
        }
    }
}
