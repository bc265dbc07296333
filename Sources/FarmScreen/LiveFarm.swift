import FarmModel
import FarmWire

/// The farm as somebody who watches it knows it: a snapshot, and every event since.
public struct LiveFarm: Equatable, Sendable {
    public private(set) var status: FarmStatus?
    public private(set) var jobs: [JobSummary] = []
    public private(set) var workers: [WorkerSummary] = []
    /// The cells of all chunks, for jobs of which they are known.
    public private(set) var maps: [JobID: [ChunkCell]] = [:]
    /// Oldest first.
    public private(set) var notes: [FarmNote] = []

    /// More than the tallest terminal shows.
    private static let notesKept = 500

    public init() {}

    public mutating func apply(_ event: FarmEvent) {
        switch event {
        case .snapshot(let snapshot): take(snapshot)
        case .status(let status): self.status = status
        case .job(let job): put(job)
        case .jobForgotten(let id):
            jobs.removeAll { $0.id == id }
            maps[id] = nil
        case .worker(let worker): put(worker)
        case .workerGone(let id): workers.removeAll { $0.id == id }
        case .chunks(let map): put(map)
        case .note(let note):
            notes.append(note)
            if notes.count > 2 * Self.notesKept { notes.removeFirst(notes.count - Self.notesKept) }
        }
    }

    private mutating func take(_ snapshot: FarmSnapshot) {
        status = snapshot.status
        jobs = snapshot.jobs.sorted { $0.id < $1.id }
        workers = snapshot.workers.sorted { ($0.host, $0.name) < ($1.host, $1.name) }
        maps = [:]
        for map in snapshot.maps { put(map) }
        notes = snapshot.notes
    }

    private mutating func put(_ job: JobSummary) {
        if let index = jobs.firstIndex(where: { $0.id >= job.id }) {
            if jobs[index].id == job.id { jobs[index] = job } else { jobs.insert(job, at: index) }
        } else {
            jobs.append(job)
        }
    }

    private mutating func put(_ worker: WorkerSummary) {
        workers.removeAll { $0.id == worker.id }
        let place = workers.firstIndex { ($0.host, $0.name) > (worker.host, worker.name) } ?? workers.count
        workers.insert(worker, at: place)
    }

    private mutating func put(_ map: ChunkMap) {
        guard map.total <= FarmLimits.chunksPerVideo, map.first + map.cells.count <= map.total else { return }
        var cells = maps[map.job] ?? []
        if cells.count != map.total { cells = Array(repeating: .queued, count: map.total) }
        cells.replaceSubrange(map.first..<map.first + map.cells.count, with: map.cells)
        maps[map.job] = cells
    }

    /// Jobs that have not ended, higher priority first, and then those that have, the last one first.
    public var jobsInOrder: [JobSummary] {
        let open = jobs.filter { $0.finishedAt == nil }.sorted { ($1.priority, $0.id) < ($0.priority, $1.id) }
        return open + jobs.filter { $0.finishedAt != nil }.reversed()
    }
}
