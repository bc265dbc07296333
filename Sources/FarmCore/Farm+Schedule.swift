import FarmModel

extension Farm {
    /// Gives free slots to waiting chunks: higher priority first, then the job with the fewest running attempts, then
    /// the lowest chunk. Called after everything that could have made a slot or a chunk free.
    mutating func assignReadyChunks(at now: Timestamp) {
        guard storageProblem == nil, !room.holds(at: now) else { return }
        if freeSlots.count > 4 * presences.count + 64 { offerAllSlotsAnew() }
        var postponed: [(job: JobID, chunk: Int)] = []
        var passedOver: [FreeSlots.Entry] = []
        var hopeless: [JobID] = []
        while let queueIndex = nextQueue(except: hopeless) {
            let job = queues[queueIndex].job
            guard let chunk = queues[queueIndex].ready.popFirst() else { break }
            let id = ChunkID(job: job, index: chunk)
            let demand = demand(of: queues[queueIndex])
            switch takeSlot(for: id, demand, passedOver: &passedOver) {
            case .worker(let worker):
                let wanted = exchangeForNearer(id, inQueueAt: queueIndex, for: worker)
                startAttempt(wanted, on: worker, isBackup: false, at: now)
            case .onlyUnsuitable:
                // Another chunk of the job may suit the workers that are free, unless none suits the kind of work.
                postponed.append((job, chunk))
                if !passedOver.contains(where: { meets(demand, $0.worker) }) { hopeless.append(job) }
            case .noneFree:
                postponed.append((job, chunk))
                putBack(postponed, passedOver)
                return
            }
        }
        putBack(postponed, passedOver)
    }

    /// Outdated entries pile up below the ones that are used; from time to time all of them are thrown away.
    private mutating func offerAllSlotsAnew() {
        freeSlots = FreeSlots()
        for case let presence? in presences { freeSlots.offer(presence) }
    }

    private mutating func putBack(_ chunks: [(job: JobID, chunk: Int)], _ entries: [FreeSlots.Entry]) {
        for entry in chunks { updateQueue(of: entry.job) { $0.ready.insert(entry.chunk) } }
        for entry in entries {
            if let presence = presence(of: entry.worker) { freeSlots.offer(presence) }
        }
    }

    /// The queue that is served next: queues are in order of priority, and among equals the least served one wins.
    private func nextQueue(except hopeless: [JobID]) -> Int? {
        var best: Int?
        for index in queues.indices where queues[index].canStart && !hopeless.contains(queues[index].job) {
            guard let chosen = best else {
                best = index
                continue
            }
            if queues[index].priority < queues[chosen].priority { break }
            if queues[index].running < queues[chosen].running { best = index }
        }
        return best
    }

    private enum SlotSearch {
        case worker(WorkerID)
        /// Slots are free, but not on a worker that should try this chunk.
        case onlyUnsuitable
        case noneFree
    }

    private mutating func takeSlot(
        for chunk: ChunkID, _ demand: WorkDemand, passedOver: inout [FreeSlots.Entry]
    ) -> SlotSearch {
        for (index, entry) in passedOver.enumerated() where mayTry(chunk, on: entry.worker, demand) {
            passedOver.remove(at: index)
            return .worker(entry.worker)
        }
        while let entry = freeSlots.next() {
            guard let presence = presence(of: entry.worker), presence.canTakeWork,
                presence.usedSlots == entry.usedSlots, !passedOver.contains(entry)
            else { continue }
            if mayTry(chunk, on: entry.worker, demand) { return .worker(entry.worker) }
            passedOver.append(entry)
        }
        return passedOver.isEmpty ? .noneFree : .onlyUnsuitable
    }

    /// A worker does not get a chunk again at which it has failed, as long as there is another one for it.
    func mayTry(_ chunk: ChunkID, on worker: WorkerID, _ demand: WorkDemand) -> Bool {
        guard meets(demand, worker), let chunkState = state.chunk(chunk) else { return false }
        func suits(_ worker: WorkerID) -> Bool {
            !chunkState.hasFailed(on: worker) && !isUnderSuspicion(worker, for: chunk)
        }
        guard !suits(worker) else { return true }
        return !presences.contains { other in
            guard let other, other.mayTakeWorkSoon else { return false }
            return meets(demand, other.worker) && suits(other.worker)
        }
    }

    /// Since seams of the job have disagreed, another ffmpeg than the plan's is not trusted with it.
    private func isUnderSuspicion(_ worker: WorkerID, for chunk: ChunkID) -> Bool {
        guard let index = state.jobIndex(of: chunk.job), state.jobs[index].seams.haveDisagreed,
            let video = state.jobs[index].video
        else { return false }
        return isForeign(worker, to: video)
    }

    mutating func startAttempt(_ chunk: ChunkID, on worker: WorkerID, isBackup: Bool, at now: Timestamp) {
        guard let presence = presence(of: worker), let session = presence.session else { return }
        let encoder = state.jobIndex(of: chunk.job).flatMap { state.jobs[$0].video?.chunkEncoder }
        let build = encoder.flatMap { presence.hello.ffmpeg?.build(of: $0) }
        let attempt = Attempt(
            id: AttemptID(state.nextAttempt), chunk: chunk, worker: worker,
            workerProcessID: presence.hello.processID, isBackup: isBackup, startedAt: now, encoderBuild: build)
        record(.attemptStarted(attempt))
        updateQueue(of: chunk.job) { queue in
            queue.running += 1
            if queue.strictEncoder != nil { queue.build = build ?? "" }
        }
        updatePresence(worker) { $0.take(attempt, at: now) }
        effects.append(.assign(session, attempt))
    }

    // MARK: Backups

    /// Starts second copies of stragglers on slots that would otherwise stand idle near a job's end. The first valid
    /// result wins, and the other attempt is stopped.
    mutating func startBackups(at now: Timestamp) {
        guard storageProblem == nil, room.complaint == nil else { return }
        for queue in queues where queue.isNearItsEnd {
            guard let job = state.job(queue.job) else { continue }
            let stragglers = stragglers(of: job, at: now)
            guard !stragglers.isEmpty else { continue }
            var room = queue.maxParallel - queue.running
            var idle = idleWorkers(demand(of: queue))
            for attempt in stragglers where room > 0 && !idle.isEmpty {
                guard let worker = takeIdle(&idle, for: attempt) else { continue }
                startAttempt(attempt.chunk, on: worker, isBackup: true, at: now)
                if presence(of: worker)?.canTakeWork == true { idle.append(worker) }
                room -= 1
            }
        }
    }

    /// Running attempts without a backup that take much longer than the finished chunks let expect, the latest first.
    private func stragglers(of job: Job, at now: Timestamp) -> [Attempt] {
        guard job.doneWeight > 0, let plan = job.plan else { return [] }
        let overdue = state.activeAttempts(of: job.id).compactMap { attempt -> (attempt: Attempt, excess: Int)? in
            let chunk = job.chunks[attempt.chunk.index]
            guard chunk.active == attempt.id, chunk.backup == nil, hasBudget(chunk, of: job) else { return nil }
            let expected = job.expectedMilliseconds(forWeight: plan.weight(ofChunk: attempt.chunk.index))
            let patience = max(
                settings.stragglerMinimumMilliseconds, expected * settings.stragglerPercent / 100)
            let excess = now.milliseconds(since: attempt.startedAt) - patience
            return excess > 0 ? (attempt, excess) : nil
        }
        return overdue.sorted { ($0.excess, $1.attempt.id) > ($1.excess, $0.attempt.id) }.map(\.attempt)
    }

    /// Workers with a free slot that may do such work, the least busy one first. With thousands of workers and of stragglers
    /// they are looked for once, not once for each.
    private func idleWorkers(_ demand: WorkDemand) -> [WorkerID] {
        var idle: [(usedSlots: Int, worker: WorkerID)] = []
        for index in presences.indices where presences[index]?.canTakeWork == true {
            let worker = WorkerID(index)
            if meets(demand, worker) { idle.append((presences[index]?.usedSlots ?? 0, worker)) }
        }
        return idle.sorted { ($0.usedSlots, $0.worker) < ($1.usedSlots, $1.worker) }.map(\.worker)
    }

    private func takeIdle(_ idle: inout [WorkerID], for attempt: Attempt) -> WorkerID? {
        guard let chunk = state.chunk(attempt.chunk),
            let place = idle.firstIndex(where: { $0 != attempt.worker && !chunk.hasFailed(on: $0) })
        else { return nil }
        return idle.remove(at: place)
    }
}
