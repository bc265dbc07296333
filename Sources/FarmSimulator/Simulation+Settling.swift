import FarmCore
import FarmModel

// The end of all faults: the world behaves, the person tidies up, and every job must come to its end.
extension Simulation {
    mutating func endFaults() throws(SimulationFailure) {
        isCalm = true
        trace.note(now, "the faults end")
        effectsUntilDeath = nil
        try thawCoordinator()
        try diskHasRoom()
        for worker in workers.indices {
            workers[worker].cutOffUntil = now
            let nature = workers[worker].nature
            let isStrange = nature.isHung || nature.lies || nature.failsEverything || nature.slowness > 1
            // A single attempt that hangs is left to the farm.
            if workers[worker].isFrozen || workers[worker].isDraining || isStrange { killWorker(worker) }
        }
        agenda.plan(.personReviews, at: now + 2_000)
    }

    /// Every few seconds: puts right what only a person can, and looks whether everything has settled.
    mutating func personReviews() throws(SimulationFailure) {
        agenda.plan(.personReviews, at: now + 5_000)
        guard let jobs = farm?.state.jobs else { return }
        restartBlockedWorkers()
        for job in jobs where job.isPaused && !job.phase.isFinal { try command(.resume(job.id)) }
        guard jobs.allSatisfy(\.phase.isFinal) else { return }
        var isSettled = true
        for job in jobs where job.phase == .failed && project(for: job.id).canSucceed {
            isSettled = false
            calmRetries[job.id, default: 0] += 1
            guard calmRetries[job.id] ?? 0 <= 3 else {
                throw failure("job \(job.id.number) fails for no reason: \(job.failure?.cause ?? "")")
            }
            try command(.retry(job.id))
        }
        // The last results are on their way to being acknowledged.
        let isQuiet = workers.allSatisfy(\.held.isEmpty) && openRequests.isEmpty
        guard isSettled, isQuiet else { return }
        settledAt = now
        countEnds(of: jobs)
    }

    private mutating func restartBlockedWorkers() {
        for worker in workers.indices {
            guard farm?.state.worker(named: workers[worker].name)?.blocked.isEmpty == false else { continue }
            killWorker(worker)
        }
    }

    private mutating func countEnds(of jobs: [Job]) {
        counts.simulatedMilliseconds = now
        counts.jobsDone = jobs.count { $0.phase == .done }
        counts.jobsFailed = jobs.count { $0.phase == .failed }
        counts.jobsCancelled = jobs.count { $0.phase == .cancelled }
    }
}
