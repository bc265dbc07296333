import FarmModel
import JSONText

extension Record: JSONReadable {
    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        switch type {
        case "attempt_started": self = .attemptStarted(try json.value(Attempt.self))
        case "attempt_succeeded":
            let end = try json.value(AttemptEnd.self)
            self = .attemptSucceeded(
                end.attempt, try json.require(end.product, "product"), at: try json.require(end.at, "at"))
        case "attempt_failed":
            let end = try json.value(AttemptEnd.self)
            self = .attemptFailed(
                end.attempt, try json.require(end.failure, "failure"), then: try json.require(end.verdict, "then"),
                at: try json.require(end.at, "at"))
        case "chunk_lost", "chunk_doubted", "chunk_restored":
            self = try json.value(ChunkRecordDraft.self).record(type, json)
        case "attempt_restored": self = .attemptRestored(try json.value(Attempt.self))
        case "worker_restored": self = .workerRestored(try json.value(KnownWorker.self))
        case "job_restored": self = .jobRestored(try json.value(Job.self))
        case "worker_named", "worker_blocked", "worker_unblocked", "counters_restored":
            self = try json.value(FarmRecordDraft.self).record(type, json)
        default: self = try json.value(JobRecordDraft.self).record(type, json)
        }
    }
}

/// Members of the records about one chunk.
private struct ChunkRecordDraft: JSONReadable {
    var job: JobID?
    var index: Int?
    var care: Int?
    var reason: String?
    var at: Timestamp?
    var state: ChunkState?
    var file: ChunkFile?

    init(from json: inout JSONReader) throws(JSONError) {
        var draft = Self()
        try json.object { key, json throws(JSONError) in
            switch key {
            case "job_id": draft.job = try json.value(JobID.self)
            case "chunk_id": draft.index = try json.count()
            case "care": draft.care = try json.int()
            case "reason": draft.reason = try json.string()
            case "at": draft.at = try json.value(Timestamp.self)
            case "state": draft.state = try json.value(ChunkState.self)
            case "file": draft.file = try json.optional(ChunkFile.self)
            default: try json.skip()
            }
        }
        self = draft
    }

    private init() {}

    func record(_ type: JSONKey, _ json: JSONReader) throws(JSONError) -> Record {
        let chunk = ChunkID(job: try json.require(job, "job_id"), index: try json.require(index, "chunk_id"))
        if type == "chunk_lost" {
            return .chunkLost(chunk, reason: try json.require(reason, "reason"), at: try json.require(at, "at"))
        }
        if type == "chunk_doubted" {
            return .chunkDoubted(
                chunk, care: try json.require(care, "care"), reason: try json.require(reason, "reason"),
                at: try json.require(at, "at"))
        }
        return .chunkRestored(chunk, try json.require(state, "state"), file)
    }
}

/// Members of the records about workers and about the farm as a whole.
private struct FarmRecordDraft: JSONReadable {
    var worker: WorkerID?
    var name: String?
    var blocked: BlockedKind?
    var nextJob: Int?
    var nextAttempt: Int?

    init(from json: inout JSONReader) throws(JSONError) {
        var draft = Self()
        try json.object { key, json throws(JSONError) in
            switch key {
            case "worker_id": draft.worker = try json.value(WorkerID.self)
            case "name": draft.name = try json.string()
            case "blocked": draft.blocked = try json.value(BlockedKind.self)
            case "next_job": draft.nextJob = try json.count()
            case "next_attempt": draft.nextAttempt = try json.count()
            default: try json.skip()
            }
        }
        self = draft
    }

    private init() {}

    func record(_ type: JSONKey, _ json: JSONReader) throws(JSONError) -> Record {
        switch type {
        case "worker_named":
            .workerNamed(try json.require(worker, "worker_id"), name: try json.require(name, "name"))
        case "worker_blocked":
            .workerBlocked(try json.require(worker, "worker_id"), try json.require(blocked, "blocked"))
        case "worker_unblocked": .workerUnblocked(try json.require(worker, "worker_id"))
        default:
            .countersRestored(
                nextJob: try json.require(nextJob, "next_job"),
                nextAttempt: try json.require(nextAttempt, "next_attempt"))
        }
    }
}
