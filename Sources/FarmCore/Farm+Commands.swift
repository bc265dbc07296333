import FarmModel

extension Farm {
    mutating func onCommand(_ command: Command, _ request: RequestID, at now: Timestamp) {
        effects.append(.answer(request, answer(to: command, at: now)))
    }

    private mutating func answer(to command: Command, at now: Timestamp) -> CommandAnswer {
        switch command {
        case .submit(let jobRequest, let run): return submit(jobRequest, run, at: now)
        case .drain(let name): return drain(workerNamed: name)
        case .kick(let name): return kick(workerNamed: name, at: now)
        case .cancel(let id), .pause(let id), .resume(let id), .retry(let id), .setPriority(let id, _),
            .forget(let id):
            guard let index = state.jobIndex(of: id) else { return .refused(.noSuchJob(id)) }
            // A copy of the job would make the next record copy all of its chunks.
            return answer(to: command, about: id, in: state.jobs[index].phase, at: now)
        }
    }

    private mutating func answer(
        to command: Command, about job: JobID, in phase: Job.Phase, at now: Timestamp
    ) -> CommandAnswer {
        if let refusal = refusal(of: command, about: job, in: phase) { return .refused(refusal) }
        switch command {
        case .cancel: return cancel(job, at: now)
        case .pause: return setPaused(true, job, at: now)
        case .resume: return setPaused(false, job, at: now)
        case .retry: return retry(job, at: now)
        case .setPriority(_, let priority): return setPriority(priority, job)
        case .forget: return forget(job)
        case .submit, .drain, .kick: return .refused(.outOfBounds("not a command about a job"))
        }
    }

    /// What makes no sense in the phase that the job is in.
    private func refusal(of command: Command, about job: JobID, in phase: Job.Phase) -> CommandRefusal? {
        let makesSense =
            switch command {
            case .cancel, .pause, .resume: !phase.isFinal
            case .retry: phase == .failed
            case .setPriority: !phase.isFinal || phase == .failed
            case .forget: phase.isFinal
            case .submit, .drain, .kick: true
            }
        return makesSense ? nil : .wrongPhase(job, phase)
    }

    private mutating func submit(_ request: JobRequest, _ run: RunIdentity, at now: Timestamp) -> CommandAnswer {
        if let complaint = complaint(about: request) { return .refused(.outOfBounds(complaint)) }
        guard state.jobs.count < FarmLimits.rememberedJobs else {
            return .refused(.tooManyJobs(limit: FarmLimits.rememberedJobs))
        }
        let id = JobID(state.nextJob)
        record(.jobSubmitted(id, request, run, at: now))
        if let job = state.job(id), job.phase == .rendering { insertQueue(for: job) }
        startStages(at: now)
        assignReadyChunks(at: now)
        return .submitted(id)
    }

    private func complaint(about request: JobRequest) -> String? {
        if !FarmLimits.priorityRange.contains(request.priority) {
            return "the priority must be within \(FarmLimits.priorityRange)"
        }
        if let most = request.maxParallel, most < 1 { return "max-parallel must be at least 1" }
        if let attempts = request.maxAttempts, !FarmLimits.maxAttemptsRange.contains(attempts) {
            return "max-attempts must be within \(FarmLimits.maxAttemptsRange)"
        }
        if case .drill(let tasks) = request.work, !(1...FarmLimits.tasksPerDrill).contains(tasks) {
            return "a drill has 1 to \(FarmLimits.tasksPerDrill) tasks"
        }
        return nil
    }

    private mutating func cancel(_ job: JobID, at now: Timestamp) -> CommandAnswer {
        stopStage(of: job)
        // The leases end before the job does: a crash between these records must not leave a job that has ended with
        // attempts that may still commit.
        for attempt in state.activeAttempts(of: job) {
            endLease(attempt.id, AttemptFailure(kind: .cancelled, summary: "the job was cancelled"), at: now)
        }
        record(.jobCancelled(job, at: now))
        removeQueue(of: job)
        effects.append(.concludeRun(job))
        startStages(at: now)
        assignReadyChunks(at: now)
        return .done
    }

    private mutating func setPaused(_ isPaused: Bool, _ job: JobID, at now: Timestamp) -> CommandAnswer {
        guard state.job(job)?.isPaused != isPaused else { return .done }
        record(isPaused ? .jobPaused(job) : .jobResumed(job))
        updateQueue(of: job) { $0.isPaused = isPaused }
        startStages(at: now)
        assignReadyChunks(at: now)
        return .done
    }

    private mutating func retry(_ job: JobID, at now: Timestamp) -> CommandAnswer {
        record(.jobRetried(job, at: now))
        if let changed = state.job(job), changed.phase == .rendering { insertQueue(for: changed) }
        startStages(at: now)
        assignReadyChunks(at: now)
        return .done
    }

    private mutating func setPriority(_ priority: Int, _ job: JobID) -> CommandAnswer {
        guard FarmLimits.priorityRange.contains(priority) else {
            return .refused(.outOfBounds("the priority must be within \(FarmLimits.priorityRange)"))
        }
        record(.jobPriorityChanged(job, priority: priority))
        if let queued = queues.firstIndex(where: { $0.job == job }) {
            var queue = queues.remove(at: queued)
            queue.priority = priority
            place(queue)
        }
        return .done
    }

    private mutating func forget(_ job: JobID) -> CommandAnswer {
        record(.jobForgotten(job))
        return .done
    }

    private mutating func drain(workerNamed name: String) -> CommandAnswer {
        guard let worker = state.worker(named: name)?.id, let presence = presence(of: worker) else {
            return .refused(.noSuchWorker(name: name))
        }
        presences[worker.number]?.isDraining = true
        if let session = presence.session { effects.append(.drain(session)) }
        return .done
    }

    private mutating func kick(workerNamed name: String, at now: Timestamp) -> CommandAnswer {
        guard let worker = state.worker(named: name)?.id, let presence = presence(of: worker) else {
            return .refused(.noSuchWorker(name: name))
        }
        let jobs = presence.held.compactMap { state.attempts[$0.id]?.chunk.job }
        giveUpWorker(worker, reason: "the worker was sent away", at: now)
        if let session = presence.session {
            effects.append(.refuse(session, reason: "sent away with `renderctl kick`", mayRetry: false))
        }
        for job in jobs { moveOn(job: job, at: now) }
        return .done
    }
}
