import FarmModel

extension FarmState {
    /// What is broken in the durable state, a sentence each; empty when it is sound. Holds after every single record,
    /// since a crash may follow any of them. Linear in the size of the state: for tests and the simulator.
    public func checkInvariants() -> [String] {
        var broken: [String] = []
        var previous = JobID(0)
        for job in jobs {
            if job.id <= previous { broken.append("job \(job.id.number) is out of order") }
            if job.id.number >= nextJob { broken.append("job \(job.id.number) has a number that will be used again") }
            previous = job.id
            checkCounters(of: job, &broken)
            checkPhase(of: job, &broken)
            for index in job.chunks.indices {
                check(job.chunks[index], ChunkID(job: job.id, index: index), job, &broken)
            }
        }
        checkAttempts(&broken)
        for (number, worker) in workers.enumerated() where worker.id.number != number {
            broken.append("worker \(worker.name) has the number \(worker.id.number) in place \(number)")
        }
        return broken
    }

    private func checkCounters(of job: Job, _ broken: inout [String]) {
        var done = 0
        var failed = 0
        var weight = 0
        var runtime = 0
        for index in job.chunks.indices {
            if job.chunks[index].status == .failed { failed += 1 }
            guard job.chunks[index].status == .done else { continue }
            done += 1
            weight += job.plan?.weight(ofChunk: index) ?? 0
            runtime += job.chunks[index].winner?.runtimeMilliseconds ?? 0
        }
        if (done, failed, weight, runtime)
            != (job.doneChunks, job.failedChunks, job.doneWeight, job.doneRuntimeMilliseconds)
        {
            broken.append("job \(job.id.number): its counters disagree with its chunks")
        }
        if job.chunks.count != job.plan?.chunkCount ?? 0 {
            broken.append("job \(job.id.number): \(job.chunks.count) chunks do not fit the plan")
        }
    }

    private func checkPhase(of job: Job, _ broken: inout [String]) {
        let isComplete = job.plan != nil && job.doneChunks == job.chunks.count
        switch job.phase {
        case .analyzing where job.plan != nil: broken.append("job \(job.id.number) is analysed twice")
        case .rendering where job.plan == nil: broken.append("job \(job.id.number) is rendered without a plan")
        case .rendering where isComplete: broken.append("job \(job.id.number) is complete and still rendered")
        case .merging where !isComplete, .verifying where !isComplete, .done where !isComplete:
            broken.append("job \(job.id.number) is \(job.phase.rawValue) with chunks missing")
        case .verifying where job.merge == nil: broken.append("job \(job.id.number) is verified without a merge")
        case .failed where job.failure == nil: broken.append("job \(job.id.number) failed for no reason")
        default: break
        }
        if job.phase.isFinal != (job.timeline.finishedAt != nil) {
            broken.append("job \(job.id.number): its end and the time of its end disagree")
        }
    }

    private func check(_ chunk: ChunkState, _ id: ChunkID, _ job: Job, _ broken: inout [String]) {
        let name = "job \(id.job.number) chunk \(id.index)"
        if (chunk.status == .running) != (chunk.active != nil) {
            broken.append("\(name) is \(chunk.status.rawValue), which its lease contradicts")
        }
        if (chunk.status == .done) != (chunk.winner != nil) {
            broken.append("\(name): its winner contradicts its status")
        }
        if job.files.indices.contains(id.index), (job.files[id.index] != nil) != (chunk.status == .done) {
            broken.append("\(name): its file contradicts its status")
        }
        if chunk.backup != nil, chunk.active == nil || chunk.active == chunk.backup {
            broken.append("\(name) has a backup of nothing")
        }
        let holders = [chunk.active, chunk.backup].compactMap { $0 }
        let leases = holders.compactMap { attempts[$0] }
        if leases.count != holders.count || leases.contains(where: { $0.chunk != id }) {
            broken.append("\(name) names an attempt without a lease for it")
        }
        if leases.count == 2, leases[0].worker == leases[1].worker {
            broken.append("\(name) is rendered twice by one worker")
        }
        if chunk.attemptsStarted < holders.count + (chunk.winner == nil ? 0 : 1) {
            broken.append("\(name) has lost count of its attempts")
        }
    }

    private func checkAttempts(_ broken: inout [String]) {
        for attempt in attempts.values {
            let chunk = chunk(attempt.chunk)
            if chunk?.active != attempt.id, chunk?.backup != attempt.id {
                broken.append("attempt \(attempt.id.number) holds a lease of which its chunk knows nothing")
            }
            if jobIndex(of: attempt.chunk.job).map({ jobs[$0].phase }) != .rendering {
                broken.append("attempt \(attempt.id.number) holds a lease of a job that is not rendered")
            }
            if !workers.indices.contains(attempt.worker.number) || attempt.id.number >= nextAttempt {
                broken.append("attempt \(attempt.id.number) has an unknown worker or a number that will be used again")
            }
        }
    }
}
