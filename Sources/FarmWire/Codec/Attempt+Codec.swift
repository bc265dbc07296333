import FarmModel
import JSONText

extension Attempt: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("attempt_id", id)
        json.field("job_id", chunk.job)
        json.field("chunk_id", chunk.index)
        json.field("worker_id", worker)
        json.field("worker_pid", workerProcessID)
        json.field("is_backup", isBackup)
        json.field("started_at", startedAt)
        json.field("encoder_build", optional: encoderBuild)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            id: try json.require(draft.id, "attempt_id"),
            chunk: ChunkID(
                job: try json.require(draft.job, "job_id"), index: try json.require(draft.chunkIndex, "chunk_id")),
            worker: try json.require(draft.worker, "worker_id"),
            workerProcessID: try json.require(draft.workerProcessID, "worker_pid"),
            isBackup: try json.require(draft.isBackup, "is_backup"),
            startedAt: try json.require(draft.startedAt, "started_at"), encoderBuild: draft.encoderBuild)
    }

    private struct Draft {
        var id: AttemptID?
        var job: JobID?
        var chunkIndex: Int?
        var worker: WorkerID?
        var workerProcessID: Int?
        var isBackup: Bool?
        var startedAt: Timestamp?
        var encoderBuild: String?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "attempt_id": id = try json.value(AttemptID.self)
            case "job_id": job = try json.value(JobID.self)
            case "chunk_id": chunkIndex = try json.count()
            case "worker_id": worker = try json.value(WorkerID.self)
            case "worker_pid": workerProcessID = try json.int()
            case "is_backup": isBackup = try json.bool()
            case "started_at": startedAt = try json.value(Timestamp.self)
            case "encoder_build": encoderBuild = try json.buildName()
            default: try json.skip()
            }
        }
    }
}

extension ChunkWinner: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("attempt_id", attempt)
            json.field("worker_id", worker)
            json.field("worker_pid", workerProcessID)
            json.field("started_at", startedAt)
            json.field("runtime_ms", runtimeMilliseconds)
            json.field("encoder_build", optional: encoderBuild)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var attempt: AttemptID?
        var worker: WorkerID?
        var workerProcessID: Int?
        var startedAt: Timestamp?
        var runtimeMilliseconds: Int?
        var encoderBuild: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "attempt_id": attempt = try json.value(AttemptID.self)
            case "worker_id": worker = try json.value(WorkerID.self)
            case "worker_pid": workerProcessID = try json.int()
            case "started_at": startedAt = try json.value(Timestamp.self)
            case "runtime_ms": runtimeMilliseconds = try json.int()
            case "encoder_build": encoderBuild = try json.buildName()
            default: try json.skip()
            }
        }
        self.init(
            attempt: try json.require(attempt, "attempt_id"), worker: try json.require(worker, "worker_id"),
            workerProcessID: try json.require(workerProcessID, "worker_pid"),
            startedAt: try json.require(startedAt, "started_at"),
            runtimeMilliseconds: try json.require(runtimeMilliseconds, "runtime_ms"), encoderBuild: encoderBuild)
    }
}

extension FailedAttempt: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("attempt_id", attempt)
            json.field("worker_id", worker)
            json.field("failure", failure)
            json.field("started_at", startedAt)
            json.field("ended_at", endedAt)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var attempt: AttemptID?
        var worker: WorkerID?
        var failure: AttemptFailure?
        var startedAt: Timestamp?
        var endedAt: Timestamp?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "attempt_id": attempt = try json.value(AttemptID.self)
            case "worker_id": worker = try json.value(WorkerID.self)
            case "failure": failure = try json.value(AttemptFailure.self)
            case "started_at": startedAt = try json.value(Timestamp.self)
            case "ended_at": endedAt = try json.value(Timestamp.self)
            default: try json.skip()
            }
        }
        self.init(
            attempt: try json.require(attempt, "attempt_id"), worker: try json.require(worker, "worker_id"),
            failure: try json.require(failure, "failure"), startedAt: try json.require(startedAt, "started_at"),
            endedAt: try json.require(endedAt, "ended_at"))
    }
}
