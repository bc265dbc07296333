import FarmModel

extension Farm {
    /// What is broken, a sentence each; empty when the farm is sound. Holds after every event from `started` on.
    /// Linear in the size of the farm: for tests and the simulator.
    public func checkInvariants() -> [String] {
        var broken = state.checkInvariants()
        checkBudgets(&broken)
        checkQueues(&broken)
        checkPipes(&broken)
        checkPresences(&broken)
        checkLeases(&broken)
        checkStages(&broken)
        return broken
    }

    /// Chunks that could start right now and do not. After a tick there are none.
    public func checkNothingIdles() -> [String] {
        guard storageProblem == nil, !(lastTick.map { room.holds(at: $0) } ?? false) else { return [] }
        return queues.filter(\.canStart).compactMap { queue in
            let demand = demand(of: queue)
            for case let presence? in presences where presence.canTakeWork {
                let chunk = queue.ready.unordered.first {
                    $0 < queue.limit && mayTry(ChunkID(job: queue.job, index: $0), on: presence.worker, demand)
                }
                guard let chunk else { continue }
                return "job \(queue.job.number) chunk \(chunk) waits while \(presence.hello.name) has a free slot"
            }
            return nil
        }
    }

    /// One above the limits is possible: when a chunk and its backup fail one after the other, only the second counts.
    private func checkBudgets(_ broken: inout [String]) {
        for job in state.jobs {
            let most = job.request.maxAttempts ?? settings.maxAttempts
            for (index, chunk) in job.chunks.enumerated() where !chunk.failures.isEmpty {
                if chunk.countedFailures > most + 1 || chunk.blamelessFailures > FarmLimits.lostAttemptsPerChunk + 1 {
                    broken.append("job \(job.id.number) chunk \(index) has failed more often than it may")
                }
            }
        }
    }

    // MARK: Queues

    private func checkQueues(_ broken: inout [String]) {
        for (above, below) in zip(queues, queues.dropFirst())
        where (below.priority, above.job) >= (above.priority, below.job) {
            broken.append("the queues of jobs \(above.job.number) and \(below.job.number) are out of order")
        }
        for job in state.jobs where job.phase == .rendering {
            guard let queue = queues.first(where: { $0.job == job.id }) else {
                broken.append("job \(job.id.number) is rendered and has no queue")
                continue
            }
            check(queue, of: job, &broken)
        }
        let rendering = state.jobs.count { $0.phase == .rendering }
        if queues.count != rendering { broken.append("\(queues.count) queues for \(rendering) jobs that are rendered") }
    }

    private func check(_ queue: JobQueue, of job: Job, _ broken: inout [String]) {
        if queue.priority != job.priority || queue.isPaused != job.isPaused {
            broken.append("job \(job.id.number): the settings of its queue are out of date")
        }
        let leases = state.attempts.values.count { $0.chunk.job == job.id }
        if queue.running != leases {
            broken.append("job \(job.id.number): its queue counts \(queue.running) attempts instead of \(leases)")
        }
        let builds = Set(job.chunks.compactMap { $0.winner?.encoderBuild })
        if queue.strictEncoder != nil, !builds.isEmpty, builds != [queue.build ?? ""] {
            broken.append("job \(job.id.number): \(builds.count) builds of the encoder have a part in it")
        }
        if queue.running > queue.maxParallel {
            broken.append("job \(job.id.number): \(queue.running) attempts, \(queue.maxParallel) are allowed")
        }
        let queued = job.chunks.indices.filter { job.chunks[$0].status == .queued }
        let waiting = queue.ready.unordered + queue.delayed.unordered.map(\.chunk)
        if waiting.sorted() != queued {
            broken.append("job \(job.id.number): its queue holds \(waiting.sorted()) instead of \(queued)")
        }
        for delayed in queue.delayed.unordered where job.chunks[delayed.chunk].notBefore != delayed.notBefore {
            broken.append("job \(job.id.number) chunk \(delayed.chunk): its delay is out of date")
        }
    }

    private func checkPipes(_ broken: inout [String]) {
        if pipes.heldFrames > FarmLimits.framesInPipe || pipes.heldBytes > FarmLimits.bytesInPipe {
            broken.append("\(pipes.heldFrames) frames of \(pipes.heldBytes) bytes are ahead of their encoders")
        }
        let piped = state.jobs.filter { $0.isPiped && ($0.phase == .rendering || $0.phase == .merging) }
        if pipes.jobs.sorted() != piped.map(\.id) { broken.append("the pipes are not those of the piped jobs") }
        for job in piped {
            let tooEarly = job.chunks.indices.filter { job.chunks[$0].holdsFrames && $0 >= pipes[job.id]?.begun ?? 0 }
            if !tooEarly.isEmpty { broken.append("job \(job.id.number): chunks \(tooEarly) have no room in the pipe") }
            if let queue = queues.first(where: { $0.job == job.id }), queue.limit != limitOfPipe(of: job.id) {
                broken.append("job \(job.id.number): the limit of its queue is out of date")
            }
        }
    }

    // MARK: Workers

    private func checkPresences(_ broken: inout [String]) {
        var sessions = 0
        for (number, presence) in presences.enumerated() {
            guard let presence else { continue }
            if presence.worker.number != number { broken.append("worker \(number) is in the wrong place") }
            if let session = presence.session {
                sessions += 1
                if workerOfSession[session] != presence.worker {
                    broken.append("\(presence.hello.name): its connection belongs to another worker")
                }
                // A worker may come back with more attempts than slots; it gets no further ones then.
                if presence.usedSlots > max(presence.hello.slots, presence.hello.heldAttempts.count) {
                    broken.append("\(presence.hello.name) uses \(presence.usedSlots) slots")
                }
            }
            if presence.canTakeWork, !freeSlots.knows(presence) {
                broken.append("\(presence.hello.name): its free slots are forgotten")
            }
            let occupied = presence.held.map(\.id) + presence.stopping
            if Set(occupied).count != occupied.count {
                broken.append("\(presence.hello.name): an attempt occupies two slots")
            }
        }
        if presences.count != state.workers.count || sessions != workerOfSession.count {
            broken.append("workers or connections are unaccounted for")
        }
    }

    private func checkLeases(_ broken: inout [String]) {
        var held = 0
        for case let presence? in presences {
            held += presence.held.count
            for attempt in presence.held where state.attempts[attempt.id]?.worker != presence.worker {
                broken.append("\(presence.hello.name) holds attempt \(attempt.id.number) without a lease")
            }
            for attempt in presence.stopping where state.attempts[attempt]?.worker == presence.worker {
                broken.append("\(presence.hello.name) stops attempt \(attempt.number), which holds a lease")
            }
        }
        if held != state.attempts.count {
            broken.append("\(state.attempts.count) attempts hold a lease, and workers hold \(held)")
        }
    }

    private func checkStages(_ broken: inout [String]) {
        if runningStages.count > concurrentStages { broken.append("too many stages run side by side") }
        for (index, running) in runningStages.enumerated() {
            if state.job(running.job)?.phase.stage != running.stage {
                broken.append("job \(running.job.number): the \(running.stage.rawValue) stage runs for nobody")
            }
            if runningStages[..<index].contains(where: { $0.job == running.job }) {
                broken.append("job \(running.job.number): two stages run at once")
            }
        }
    }
}
