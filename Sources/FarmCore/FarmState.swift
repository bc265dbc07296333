import FarmModel

/// Everything that must survive a restart. Only `apply` changes it, live and in replay, so that the state after a
/// restart is exactly the state before it.
public struct FarmState: Equatable, Sendable {
    /// In order of their ids.
    public internal(set) var jobs: [Job] = []
    /// Indexed by the number of the worker's id.
    public internal(set) var workers: [KnownWorker] = []
    /// The attempts that hold a lease.
    public internal(set) var attempts: [AttemptID: Attempt] = [:]
    public internal(set) var nextJob = 1
    public internal(set) var nextAttempt = 1
    var workerNumbers: [String: Int] = [:]

    public init() {}

    public func job(_ id: JobID) -> Job? {
        jobIndex(of: id).map { jobs[$0] }
    }

    /// One chunk, without a copy of its job: copying a job costs more than most decisions.
    public func chunk(_ id: ChunkID) -> ChunkState? {
        guard let index = jobIndex(of: id.job), jobs[index].chunks.indices.contains(id.index) else { return nil }
        return jobs[index].chunks[id.index]
    }

    public func worker(_ id: WorkerID) -> KnownWorker? {
        workers.indices.contains(id.number) ? workers[id.number] : nil
    }

    public func worker(named name: String) -> KnownWorker? {
        workerNumbers[name].map { workers[$0] }
    }

    /// Jobs are few and sorted, so a binary search serves both order and look-up.
    func jobIndex(of id: JobID) -> Int? {
        var low = 0
        var high = jobs.count
        while low < high {
            let middle = (low + high) / 2
            if jobs[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < jobs.count && jobs[low].id == id ? low : nil
    }

    /// The attempts that hold a lease, oldest first.
    public var attemptsInOrder: [Attempt] {
        attempts.values.sorted { $0.id < $1.id }
    }

    /// The attempts of one job that hold a lease, in the order of their chunks.
    func activeAttempts(of job: JobID) -> [Attempt] {
        // Leases are as few as slots, and a job may have a million chunks.
        attempts.values.filter { $0.chunk.job == job }.sorted { ($0.chunk.index, $0.id) < ($1.chunk.index, $1.id) }
    }
}
