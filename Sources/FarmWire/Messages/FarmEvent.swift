import FarmModel

/// What those who watch the farm are told: first everything, then each change.
public enum FarmEvent: Equatable, Sendable {
    /// Everything as it is now. Also sent to whoever could not keep up: nothing from before counts any more.
    indirect case snapshot(FarmSnapshot)
    case status(FarmStatus)
    case job(JobSummary)
    case jobForgotten(JobID)
    case worker(WorkerSummary)
    case workerGone(WorkerID)
    /// Chunks of a job, in a row, that look different now.
    case chunks(ChunkMap)
    case note(FarmNote)

    /// The job that the event is about; nil when it concerns everybody.
    public var job: JobID? {
        switch self {
        case .job(let summary): summary.id
        case .jobForgotten(let job): job
        case .chunks(let map): map.job
        case .note(let note): note.job
        case .snapshot, .status, .worker, .workerGone: nil
        }
    }
}

/// The farm at one moment.
public struct FarmSnapshot: Equatable, Sendable {
    public var status: FarmStatus
    public var jobs: [JobSummary]
    public var workers: [WorkerSummary]
    /// The whole map of each job that has not ended, and of the one that is watched alone.
    public var maps: [ChunkMap]
    /// The last ones, oldest first.
    public var notes: [FarmNote]

    public init(
        status: FarmStatus, jobs: [JobSummary], workers: [WorkerSummary], maps: [ChunkMap], notes: [FarmNote]
    ) {
        self.status = status
        self.jobs = jobs
        self.workers = workers
        self.maps = maps
        self.notes = notes
    }
}
