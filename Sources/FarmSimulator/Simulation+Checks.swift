import FarmCore
import FarmModel

// What must hold after every event, after every tick, and at the end.
extension Simulation {
    func checkAfterEvent() throws(SimulationFailure) {
        guard let farm else { return }
        if let broken = farm.checkInvariants().first { throw failure(broken) }
        // Comparing everything costs the most, and nothing that went wrong goes away by itself.
        if counts.events % 16 == 0 { try checkAccounts(of: farm.state) }
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
            guard chunk.attemptsStarted <= rounds * most else {
                throw failure("job \(job.id.number) chunk \(index) was tried \(chunk.attemptsStarted) times")
            }
            if profile == .coordinatorCrashes, rendersBegun[id] != 1 {
                throw failure("job \(job.id.number) chunk \(index) was rendered \(rendersBegun[id] ?? 0) times")
            }
        }
    }
}
