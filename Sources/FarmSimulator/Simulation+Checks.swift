import FarmCore
import FarmModel

// What must hold after every event, after every tick, and at the end.
extension Simulation {
    func checkAfterEvent() throws(SimulationFailure) {
        guard let farm else { return }
        if let broken = farm.checkInvariants().first { throw failure(broken) }
        for job in farm.state.jobs where job.isPiped { try checkWindow(of: job) }
        // Comparing everything costs the most, and nothing that went wrong goes away by itself.
        if counts.events % 16 == 0 { try checkAccounts(of: farm.state) }
    }

    /// Nobody gets work that should have none, and no job is served that should wait.
    func checkBeginning(_ effect: Effect) throws(SimulationFailure) {
        switch effect {
        case .assign where hasStorageProblem, .startStage where hasStorageProblem:
            throw failure("work begins although storage has a problem")
        case .assign(_, let attempt): try checkAssignment(attempt)
        case .startStage(let job, _) where farm?.state.job(job)?.isPaused == true:
            throw failure("a stage of a paused job starts")
        default: return
        }
    }

    private func checkAssignment(_ attempt: Attempt) throws(SimulationFailure) {
        guard let farm, let job = farm.state.job(attempt.chunk.job) else { return }
        let worker = farm.workerSummaries(at: timestamp).first { $0.id == attempt.worker }
        if worker?.status != .connected { throw failure("a worker gets work that is away, or wants to leave") }
        let kind = job.plan?.workKind
        if worker?.blocked.contains(where: { $0.kind == kind }) == true { throw failure("a blocked worker gets work") }
        if job.isPaused { throw failure("a paused job is served") }
    }

    func checkAfterTick() throws(SimulationFailure) {
        guard let farm else { return }
        if let idle = farm.checkNothingIdles().first { throw failure(idle) }
        for worker in farm.workerSummaries(at: timestamp) {
            let patience =
                worker.status == .reconnecting
                ? plan.settings.reconnectGraceMilliseconds : plan.settings.leaseTimeoutMilliseconds
            guard worker.silentMilliseconds <= patience else { throw failure("\(worker.name) is waited for in vain") }
        }
    }

    /// The farm's state, the fold of its records and the ledger tell the same story.
    private func checkAccounts(of state: FarmState) throws(SimulationFailure) {
        guard state == folded else { throw failure("the records fold to another state than the live one") }
        let done = state.jobs.reduce(0) { $0 + $1.doneChunks }
        guard done == ledger.winners.count else {
            throw failure("\(ledger.winners.count) chunks were committed, and \(done) are done")
        }
        for (chunk, attempt) in ledger.winners where state.chunk(chunk)?.winner?.attempt != attempt {
            throw failure("the commit of job \(chunk.job.number) chunk \(chunk.index) is lost")
        }
        guard state.attempts == ledger.leases else { throw failure("the leases differ from those in the records") }
        try checkViews(of: state)
    }

    /// People may look at any time, whatever workers have reported.
    private func checkViews(of state: FarmState) throws(SimulationFailure) {
        guard let farm else { return }
        for (job, summary) in zip(state.jobs, farm.summaries) {
            guard summary.chunksDone == job.doneChunks, summary.framesDone <= summary.framesTotal,
                (summary.remainingMilliseconds ?? 0) >= 0, farm.manifest(of: job).count == job.files.count
            else { throw failure("job \(job.id.number) is shown wrongly: \(summary)") }
        }
        let leases = farm.workerSummaries(at: timestamp).reduce(0) { $0 + $1.running.count }
        guard leases == state.attempts.count else { throw failure("the list of workers shows \(leases) leases") }
    }

    func checkEnd() throws(SimulationFailure) {
        guard let farm else { throw failure("there is no coordinator at the end") }
        try checkAccounts(of: farm.state)
        if !openRequests.isEmpty { throw failure("\(openRequests.count) requests were never answered") }
        if !farm.state.attempts.isEmpty { throw failure("a lease outlives all jobs") }
        for worker in workers where !worker.held.isEmpty { throw failure("\(worker.name) was never answered") }
        if journal.replayed() != farm.state { throw failure("the journal folds to another state") }
        for job in farm.state.jobs { try checkEnd(of: job) }
    }

    private func checkEnd(of job: Job) throws(SimulationFailure) {
        for (index, chunk) in job.chunks.enumerated() {
            let id = ChunkID(job: job.id, index: index)
            let rounds = 1 + (ledger.retries[job.id] ?? 0)
            let most = (job.request.maxAttempts ?? plan.settings.maxAttempts) + 2 * FarmLimits.lostAttemptsPerChunk + 4
            let allowed = rounds * most + (ledger.attemptsWithoutRoom[id] ?? 0)
            guard chunk.attemptsStarted <= allowed else {
                throw failure("job \(job.id.number) chunk \(index) was tried \(chunk.attemptsStarted) times")
            }
            if profile == .coordinatorCrashes, rendersBegun[id] != 1 {
                throw failure("job \(job.id.number) chunk \(index) was rendered \(rendersBegun[id] ?? 0) times")
            }
        }
    }
}
