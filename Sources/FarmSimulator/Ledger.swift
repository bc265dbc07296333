import FarmModel

/// A second, far simpler account of the records, which knows the promises and nothing of the scheduling.
struct Ledger {
    private(set) var workers: [WorkerID: String] = [:]
    private(set) var plans: [JobID: JobPlan] = [:]
    private(set) var jobs: Set<JobID> = []
    private(set) var endedJobs: Set<JobID> = []
    private(set) var cancelledJobs: Set<JobID> = []
    private(set) var reachedStages: [JobID: Set<Stage>] = [:]
    /// Attempts that hold a lease.
    private(set) var leases: [AttemptID: Attempt] = [:]
    private(set) var highestAttempt = AttemptID(0)
    /// The attempt that committed each finished chunk.
    private(set) var winners: [ChunkID: AttemptID] = [:]
    /// Every commit there ever was.
    private(set) var commits: [AttemptID: ChunkID] = [:]
    private(set) var unitedJobs: Set<JobID> = []
    private(set) var brokenPipes: Set<JobID> = []
    private(set) var retries: [JobID: Int] = [:]
    /// Attempts that found the disk full: those do not count.
    private(set) var attemptsWithoutRoom: [ChunkID: Int] = [:]

    /// Takes a record into account, and says which promise it breaks, if any.
    mutating func note(_ record: Record) -> String? {
        switch record {
        case .workerNamed(let id, let name):
            workers[id] = name
        case .jobSubmitted(let id, let request, _, _):
            guard jobs.insert(id).inserted else { return "job \(id.number) is submitted twice" }
            reachedStages[id] = [.analyze]
            if case .drill(let tasks) = request.work { plans[id] = .drill(tasks: tasks) }
        case .attemptStarted(let attempt):
            return noteStart(attempt)
        case .attemptSucceeded(let id, let product, _):
            return noteSuccess(id, product)
        case .attemptFailed(let id, let failure, _, _):
            guard let attempt = leases.removeValue(forKey: id) else { return "attempt \(id.number) ends a second time" }
            if failure.kind == .noRoom { attemptsWithoutRoom[attempt.chunk, default: 0] += 1 }
        case .chunkLost(let chunk, _, _):
            guard winners.removeValue(forKey: chunk) != nil else { return "a chunk is lost that was not there" }
        case .chunkDoubted(let chunk, _, _, _):
            guard winners.removeValue(forKey: chunk) != nil else { return "a chunk is doubted that was not there" }
        default:
            return noteJob(record)
        }
        return nil
    }

    private mutating func noteJob(_ record: Record) -> String? {
        switch record {
        case .jobPlanned(let id, let plan, _):
            guard plans.updateValue(plan, forKey: id) == nil else { return "job \(id.number) is planned twice" }
        case .jobMerged(let id, _, _):
            reachedStages[id, default: []].insert(.verify)
        case .jobVerified(let id, _, _):
            return noteEnd(of: id)
        case .stageFailed(let id, _, _, let isFinal, _):
            return isFinal ? noteEnd(of: id) : nil
        case .renderingFailed(let id, _, _):
            return noteEnd(of: id)
        case .jobCancelled(let id, _):
            cancelledJobs.insert(id)
            return noteEnd(of: id)
        case .jobRetried(let id, _):
            retries[id, default: 0] += 1
            if isPiped(id) { winners = winners.filter { $0.key.job != id } }
        case .pipeBroken(let id, _, _, _):
            guard leases.values.allSatisfy({ $0.chunk.job != id }) else {
                return "job \(id.number) is drawn anew, and one of its chunks still has a lease"
            }
            winners = winners.filter { $0.key.job != id }
            brokenPipes.insert(id)
        case .jobUnited(let id, let plan, _, _):
            guard leases.values.allSatisfy({ $0.chunk.job != id }) else {
                return "job \(id.number) goes on in one piece, and one of its chunks still has a lease"
            }
            winners = winners.filter { $0.key.job != id }
            plans[id] = plan
            unitedJobs.insert(id)
        case .jobForgotten(let id):
            winners = winners.filter { $0.key.job != id }
        default:
            break
        }
        return nil
    }

    private func isPiped(_ job: JobID) -> Bool {
        if case .video(let plan) = plans[job] { plan.pipeWindow != nil } else { false }
    }

    private mutating func noteEnd(of job: JobID) -> String? {
        endedJobs.insert(job)
        guard leases.values.contains(where: { $0.chunk.job == job }) else { return nil }
        return "job \(job.number) has ended, and one of its attempts still holds a lease"
    }

    private mutating func noteStart(_ attempt: Attempt) -> String? {
        let rivals = leases.values.filter { $0.chunk == attempt.chunk }
        leases[attempt.id] = attempt
        guard attempt.id > highestAttempt else { return "the number of attempt \(attempt.id.number) is used again" }
        highestAttempt = attempt.id
        if winners[attempt.chunk] != nil { return "attempt \(attempt.id.number) renders a finished chunk" }
        if rivals.count > 1 { return "chunk \(attempt.chunk.index) is rendered more than twice at once" }
        if rivals.contains(where: { $0.worker == attempt.worker }) { return "a worker is its own rival" }
        if attempt.isBackup != !rivals.isEmpty { return "attempt \(attempt.id.number) is wrong about being a backup" }
        if cancelledJobs.contains(attempt.chunk.job) { return "an attempt of a cancelled job has started" }
        return nil
    }

    private mutating func noteSuccess(_ id: AttemptID, _ product: AttemptProduct) -> String? {
        guard let attempt = leases.removeValue(forKey: id) else {
            return "attempt \(id.number) commits without a lease"
        }
        guard winners.updateValue(id, forKey: attempt.chunk) == nil else {
            return "job \(attempt.chunk.job.number) chunk \(attempt.chunk.index) is committed twice"
        }
        commits[id] = attempt.chunk
        if leases.values.contains(where: { $0.chunk == attempt.chunk }) {
            return "chunk \(attempt.chunk.index) is finished, and another attempt may still commit it"
        }
        noteCompletion(of: attempt.chunk.job)
        switch (plans[attempt.chunk.job], product) {
        case (.drill, .nothing):
            return nil
        case (.video(let plan), .chunkFile(let file)) where file.frames == plan.chunks[attempt.chunk.index].frameCount:
            return file.sizeBytes > 0 && file.sha256.utf8.count == 64 ? nil : "an impossible file is committed"
        default:
            return "a wrong product is committed"
        }
    }

    private mutating func noteCompletion(of job: JobID) {
        guard let plan = plans[job], winners.keys.count(where: { $0.job == job }) == plan.chunkCount else { return }
        if case .drill = plan {
            endedJobs.insert(job)
        } else {
            reachedStages[job, default: []].insert(.merge)
        }
    }
}
