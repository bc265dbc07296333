import FarmModel

extension FarmState {
    /// Folds one record into the state. Makes no decision: all of them are in the record. A record that does not fit the
    /// state (an unknown job, an attempt that holds no lease) changes nothing; the journal never holds one.
    public mutating func apply(_ record: Record) {
        switch record {
        case .workerNamed(let id, let name):
            applyWorker(KnownWorker(id: id, name: name))
        case .workerBlocked(let id, let blocked):
            guard workers.indices.contains(id.number) else { return }
            workers[id.number].blocked.append(blocked)
        case .workerUnblocked(let id):
            guard workers.indices.contains(id.number) else { return }
            workers[id.number].blocked = []
        case .attemptStarted, .attemptSucceeded, .attemptFailed, .chunkLost, .chunkDoubted:
            applyAttemptRecord(record)
        case .countersRestored, .workerRestored, .jobRestored, .chunkRestored, .attemptRestored:
            applyRestoration(record)
        default:
            applyJobRecord(record)
        }
    }

    private mutating func applyWorker(_ worker: KnownWorker) {
        guard worker.id.number == workers.count, workerNumbers[worker.name] == nil else { return }
        workers.append(worker)
        workerNumbers[worker.name] = worker.id.number
    }

    private mutating func applyRestoration(_ record: Record) {
        switch record {
        case .countersRestored(let nextJob, let nextAttempt):
            self.nextJob = nextJob
            self.nextAttempt = nextAttempt
        case .workerRestored(let worker):
            applyWorker(worker)
        case .jobRestored(var job):
            job.prepareChunks()
            jobs.append(job)
        case .chunkRestored(let id, let chunk, let file):
            guard let index = jobIndex(of: id.job), jobs[index].chunks.indices.contains(id.index) else { return }
            jobs[index].chunks[id.index] = chunk
            if jobs[index].files.indices.contains(id.index) { jobs[index].files[id.index] = file }
        case .attemptRestored(let attempt):
            attempts[attempt.id] = attempt
        default:
            return
        }
    }

    private mutating func applyJobRecord(_ record: Record) {
        if case .jobSubmitted(let id, let request, let run, let at) = record {
            var job = Job(id: id, request: request, run: run, phase: .analyzing, submittedAt: at)
            // A drill needs no analysis: its plan is in the request.
            if case .drill(let tasks) = request.work { job.apply(.jobPlanned(id, .drill(tasks: tasks), at: at)) }
            jobs.append(job)
            nextJob = max(nextJob, id.number + 1)
            return
        }
        guard let id = record.jobID, let index = jobIndex(of: id) else { return }
        if case .jobForgotten = record {
            jobs.remove(at: index)
            return
        }
        jobs[index].apply(record)
    }

    private mutating func applyAttemptRecord(_ record: Record) {
        switch record {
        case .attemptStarted(let attempt):
            guard let index = jobIndex(of: attempt.chunk.job), jobs[index].chunks.indices.contains(attempt.chunk.index)
            else { return }
            attempts[attempt.id] = attempt
            nextAttempt = max(nextAttempt, attempt.id.number + 1)
            jobs[index].start(attempt)
        case .attemptSucceeded(let id, let product, let at):
            guard let attempt = attempts.removeValue(forKey: id), let index = jobIndex(of: attempt.chunk.job) else {
                return
            }
            jobs[index].commit(attempt, product: product, at: at)
        case .attemptFailed(let id, let failure, let verdict, let at):
            guard let attempt = attempts.removeValue(forKey: id), let index = jobIndex(of: attempt.chunk.job) else {
                return
            }
            jobs[index].fail(attempt, failure: failure, verdict: verdict, at: at)
        case .chunkLost(let id, let reason, let at):
            guard let index = jobIndex(of: id.job) else { return }
            jobs[index].lose(chunk: id.index, reason: reason, at: at)
        case .chunkDoubted(let id, let care, let reason, let at):
            guard let index = jobIndex(of: id.job) else { return }
            jobs[index].doubt(chunk: id.index, care: care, reason: reason, at: at)
        default:
            return
        }
    }
}

extension Record {
    /// The job whose phase or settings the record changes; nil for records about workers and attempts.
    var jobID: JobID? {
        switch self {
        case .jobSubmitted(let id, _, _, _), .jobPlanned(let id, _, _), .jobMerged(let id, _, _),
            .jobVerified(let id, _, _), .stageFailed(let id, _, _, _, _), .renderingFailed(let id, _, _),
            .jobPaused(let id), .jobResumed(let id), .jobPriorityChanged(let id, _), .jobCancelled(let id, _),
            .jobRetried(let id, _), .jobForgotten(let id), .jobUnited(let id, _, _, _),
            .pipeBroken(let id, _, _, _):
            id
        default:
            nil
        }
    }
}
