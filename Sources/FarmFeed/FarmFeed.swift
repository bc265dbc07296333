import FarmCore
import FarmModel
import FarmWire

/// What is told to those who watch the farm. It is shown each record as it happens, looks at the farm from time to time,
/// and says what is different since the last look. A value without clock and connections: the shell sends.
public struct FarmFeed {
    /// Attempts that hold a lease: when a record says that one has ended, the farm has forgotten what it was.
    private var open: [AttemptID: Attempt] = [:]
    private var notes: [FarmNote] = []
    private var drills: Set<JobID> = []
    /// What has happened since the last look, in order.
    private var pending: [FarmEvent] = []
    private var changed = ChangedChunks()
    /// As it was told last.
    private var shownJobs: [JobID: JobSummary] = [:]
    private var shownMaps: [JobID: [ChunkCell]] = [:]
    private var shownWorkers: [WorkerID: WorkerSummary] = [:]
    private var shownStatus: FarmStatus?
    private var looks = 0

    public init(_ farm: Farm) {
        for job in farm.state.jobs {
            if case .drill = job.request.work { drills.insert(job.id) }
        }
        for attempt in farm.state.attemptsInOrder where !drills.contains(attempt.chunk.job) {
            open[attempt.id] = attempt
        }
    }

    // MARK: What happens

    /// Sees a record that was applied. Returns the words for the log, if it deserves any.
    public mutating func note(_ record: Record, in farm: Farm, at now: Timestamp) -> FarmNote? {
        var ended: Attempt?
        switch record {
        case .jobSubmitted(let job, let request, _, _):
            if case .drill = request.work { drills.insert(job) }
        case .attemptStarted(let attempt):
            // A drill has ten thousand attempts a second, and nobody looks at one of them.
            guard !drills.contains(attempt.chunk.job) else { return nil }
            open[attempt.id] = attempt
            changed.mark(attempt.chunk)
        case .attemptSucceeded(let id, _, _), .attemptFailed(let id, _, _, _):
            ended = open.removeValue(forKey: id)
        case .chunkLost(let chunk, _, _), .chunkDoubted(let chunk, _, _, _):
            changed.mark(chunk)
        case .jobPlanned(let job, _, _), .jobUnited(let job, _, _, _), .jobRetried(let job, _):
            changed.markWhole(job)
        default: break
        }
        if let ended { changed.mark(ended.chunk) }
        guard let note = FarmNote(record, about: ended, in: farm.state, at: now) else { return nil }
        add(note)
        return note
    }

    /// Something that no record tells: a worker came or went, a disk is full.
    public mutating func add(_ note: FarmNote) {
        notes.append(note)
        if notes.count > 2 * FeedLimits.notes { notes.removeFirst(notes.count - FeedLimits.notes) }
        pending.append(.note(note))
    }

    /// Nobody watches: what has happened need not be told event by event.
    public mutating func skip() {
        pending.removeAll(keepingCapacity: true)
        changed = ChangedChunks()
        shownJobs = [:]
        shownMaps = [:]
        shownWorkers = [:]
        shownStatus = nil
    }

    // MARK: What is different

    /// What has changed since the last look.
    public mutating func look(at farm: Farm, _ status: FarmStatus, at now: Timestamp) -> [FarmEvent] {
        var events = pending
        pending.removeAll(keepingCapacity: true)
        looks += 1
        lookAtMaps(farm, &events)
        lookAtJobs(farm, &events)
        lookAtWorkers(farm.workerSummaries(at: now), &events)
        if !status.isLike(shownStatus) {
            shownStatus = status
            events.append(.status(status))
        }
        return events
    }

    private mutating func lookAtJobs(_ farm: Farm, _ events: inout [FarmEvent]) {
        // A job that does not run changes rarely and is many: every fifth time is often enough to see what it waits for.
        let looksAtAll = looks % 5 == 1
        let running = Set(farm.state.attempts.values.map(\.chunk.job))
        var known: Set<JobID> = []
        for job in farm.state.jobs {
            known.insert(job.id)
            let isSettled = job.phase.isFinal && shownJobs[job.id]?.status == job.phase.rawValue
            guard !isSettled, looksAtAll || running.contains(job.id) || shownJobs[job.id]?.isLike(job) != true else {
                continue
            }
            let summary = farm.summary(of: job)
            if summary != shownJobs[job.id] {
                shownJobs[job.id] = summary
                events.append(.job(summary))
            }
        }
        guard known.count < shownJobs.count else { return }
        for gone in shownJobs.keys.filter({ !known.contains($0) }).sorted() {
            shownJobs[gone] = nil
            shownMaps[gone] = nil
            drills.remove(gone)
            events.append(.jobForgotten(gone))
        }
    }

    private mutating func lookAtMaps(_ farm: Farm, _ events: inout [FarmEvent]) {
        for job in changed.wholeJobs.sorted() {
            guard let map = farm.chunkMap(of: job), shownMaps[job] != map.cells else { continue }
            shownMaps[job] = map.cells
            events.append(.chunks(map))
        }
        for (job, chunks) in changed.chunks.sorted(by: { $0.key < $1.key }) where !changed.wholeJobs.contains(job) {
            guard let shown = shownMaps[job] else {
                if let map = farm.chunkMap(of: job) {
                    shownMaps[job] = map.cells
                    events.append(.chunks(map))
                }
                continue
            }
            for chunk in chunks.sorted() where shown.indices.contains(chunk) {
                guard let state = farm.state.chunk(ChunkID(job: job, index: chunk)) else { continue }
                let cell = ChunkCell(state)
                guard cell != shown[chunk] else { continue }
                shownMaps[job]?[chunk] = cell
                events.append(.chunks(ChunkMap(job: job, first: chunk, total: shown.count, cells: [cell])))
            }
        }
        changed = ChangedChunks()
    }

    private mutating func lookAtWorkers(_ workers: [WorkerSummary], _ events: inout [FarmEvent]) {
        for worker in workers where !worker.isLike(shownWorkers[worker.id]) {
            shownWorkers[worker.id] = worker
            events.append(.worker(worker))
        }
        let present = Set(workers.map(\.id))
        for gone in shownWorkers.keys.filter({ !present.contains($0) }).sorted() {
            shownWorkers[gone] = nil
            events.append(.workerGone(gone))
        }
    }

    // MARK: Everything

    /// The farm as it is now; of one job alone, or of all.
    public func snapshot(of farm: Farm, _ status: FarmStatus, only job: JobID? = nil, at now: Timestamp) -> FarmSnapshot
    {
        var endedJobs = farm.state.jobs.count { $0.phase.isFinal }
        let jobs = farm.state.jobs.filter {
            if let job { return $0.id == job }
            guard $0.phase.isFinal else { return true }
            endedJobs -= 1
            return endedJobs < FeedLimits.endedJobs
        }
        let maps = jobs.filter { !$0.phase.isFinal || job != nil }.compactMap { farm.chunkMap(of: $0.id) }
        return FarmSnapshot(
            status: status, jobs: jobs.map(farm.summary(of:)), workers: farm.workerSummaries(at: now), maps: maps,
            notes: notes.suffix(FeedLimits.notes).filter { job == nil || $0.job == nil || $0.job == job })
    }
}

/// Chunks that may look different than they were told.
private struct ChangedChunks {
    var wholeJobs: Set<JobID> = []
    var chunks: [JobID: Set<Int>] = [:]

    mutating func mark(_ chunk: ChunkID) { chunks[chunk.job, default: []].insert(chunk.index) }
    mutating func markWhole(_ job: JobID) { wholeJobs.insert(job) }
}

extension Farm {
    /// nil while there is no plan, and for work that has no map.
    public func chunkMap(of id: JobID) -> ChunkMap? {
        guard let job = state.job(id), !job.chunks.isEmpty, job.chunks.count <= FeedLimits.mapChunks else { return nil }
        return ChunkMap(job: id, first: 0, total: job.chunks.count, cells: job.chunks.map(ChunkCell.init))
    }
}

extension FarmStatus {
    /// Time alone is no news.
    fileprivate func isLike(_ other: FarmStatus?) -> Bool {
        guard var other else { return false }
        other.uptimeMilliseconds = uptimeMilliseconds
        other.journalBytes = journalBytes
        return self == other
    }
}

extension WorkerSummary {
    /// That it has been silent for a moment longer is no news, unless it has been silent for long.
    fileprivate func isLike(_ other: WorkerSummary?) -> Bool {
        guard var other else { return false }
        if silentMilliseconds - other.silentMilliseconds < 5_000 { other.silentMilliseconds = silentMilliseconds }
        return self == other
    }
}

extension JobSummary {
    /// Nothing has happened to the job that would show without a look at its attempts.
    fileprivate func isLike(_ job: Job) -> Bool {
        let isPaused = status == "paused"
        return chunksDone == job.doneChunks && chunksFailed == job.failedChunks && priority == job.priority
            && chunksTotal == job.chunks.count && isPaused == (job.isPaused && !job.phase.isFinal)
            && (isPaused || status == job.phase.rawValue)
    }
}
