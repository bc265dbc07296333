import FarmModel
import JSONText

extension JobSummary: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("job_id", id)
        json.field("status", status)
        json.field("priority", priority)
        json.field("input", input)
        json.field("output", output)
        json.field("run_directory", runDirectory)
        json.field("chunks_total", chunksTotal)
        json.field("chunks_done", chunksDone)
        json.field("chunks_running", chunksRunning)
        json.field("chunks_failed", chunksFailed)
        json.field("frames_total", framesTotal)
        json.field("frames_done", framesDone)
        json.field("fps", framesPerSecond)
        json.field("duration_ms", orNull: durationMilliseconds)
        json.field("remaining_ms", orNull: remainingMilliseconds)
        json.field("submitted_at", submittedAt)
        json.field("finished_at", orNull: finishedAt)
        json.field("waiting_for", orNull: waitingFor)
        json.field("failure", orNull: failure)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            id: try json.require(draft.id, "job_id"), status: try json.require(draft.status, "status"),
            priority: try json.require(draft.priority, "priority"), input: try json.require(draft.input, "input"),
            output: try json.require(draft.output, "output"),
            runDirectory: try json.require(draft.runDirectory, "run_directory"),
            chunksTotal: try json.require(draft.chunksTotal, "chunks_total"),
            chunksDone: try json.require(draft.chunksDone, "chunks_done"),
            chunksRunning: try json.require(draft.chunksRunning, "chunks_running"),
            chunksFailed: try json.require(draft.chunksFailed, "chunks_failed"),
            framesTotal: try json.require(draft.framesTotal, "frames_total"),
            framesDone: try json.require(draft.framesDone, "frames_done"),
            framesPerSecond: try json.require(draft.framesPerSecond, "fps"),
            durationMilliseconds: draft.durationMilliseconds, remainingMilliseconds: draft.remainingMilliseconds,
            submittedAt: try json.require(draft.submittedAt, "submitted_at"), finishedAt: draft.finishedAt,
            waitingFor: draft.waitingFor, failure: draft.failure)
    }

    private struct Draft {
        var id: JobID?
        var status: String?
        var priority: Int?
        var input: String?
        var output: String?
        var runDirectory: String?
        var chunksTotal: Int?
        var chunksDone: Int?
        var chunksRunning: Int?
        var chunksFailed: Int?
        var framesTotal: Int?
        var framesDone: Int?
        var framesPerSecond: Double?
        var durationMilliseconds: Int?
        var remainingMilliseconds: Int?
        var submittedAt: Timestamp?
        var finishedAt: Timestamp?
        var waitingFor: String?
        var failure: StageFailure?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "job_id": id = try json.value(JobID.self)
            case "status": status = try json.string()
            case "priority": priority = try json.int()
            case "input": input = try json.string()
            case "output": output = try json.string()
            case "run_directory": runDirectory = try json.string()
            case "chunks_total": chunksTotal = try json.int()
            case "chunks_done": chunksDone = try json.int()
            case "chunks_running": chunksRunning = try json.int()
            case "chunks_failed": chunksFailed = try json.int()
            case "frames_total": framesTotal = try json.int()
            case "frames_done": framesDone = try json.int()
            case "fps": framesPerSecond = try json.rate()
            case "duration_ms": durationMilliseconds = try json.optional(Int.self)
            case "remaining_ms": remainingMilliseconds = try json.optional(Int.self)
            case "submitted_at": submittedAt = try json.value(Timestamp.self)
            case "finished_at": finishedAt = try json.optional(Timestamp.self)
            case "waiting_for": waitingFor = try json.optional(String.self)
            case "failure": failure = try json.optional(StageFailure.self)
            default: try json.skip()
            }
        }
    }
}

extension ManifestEntry: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("chunk_id", chunkID)
            json.field("start_sec", startSeconds)
            json.field("duration_sec", durationSeconds)
            json.field("start_pts", startPts)
            json.field("end_pts", orNull: endPts)
            json.field("frames", frames)
            json.field("input", input)
            json.field("output", orNull: output)
            json.field("status", status)
            json.field("attempts", attempts)
            json.field("runtime_ms", orNull: runtimeMilliseconds)
            json.field("worker", orNull: worker)
            json.field("worker_pid", orNull: workerProcessID)
            json.field("cmd_hash", orNull: commandHash)
            json.field("error", orNull: error)
            json.field("error_lines", errorLines)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            chunkID: try json.require(draft.chunkID, "chunk_id"),
            startSeconds: try json.require(draft.startSeconds, "start_sec"),
            durationSeconds: try json.require(draft.durationSeconds, "duration_sec"),
            startPts: try json.require(draft.startPts, "start_pts"), endPts: draft.endPts,
            frames: try json.require(draft.frames, "frames"), input: try json.require(draft.input, "input"),
            output: draft.output, status: try json.require(draft.status, "status"),
            attempts: try json.require(draft.attempts, "attempts"), runtimeMilliseconds: draft.runtimeMilliseconds,
            worker: draft.worker, workerProcessID: draft.workerProcessID, commandHash: draft.commandHash,
            error: draft.error, errorLines: try json.require(draft.errorLines, "error_lines"))
    }

    private struct Draft {
        var chunkID: Int?
        var startSeconds: Double?
        var durationSeconds: Double?
        var startPts: Int64?
        var endPts: Int64?
        var frames: Int?
        var input: String?
        var output: String?
        var status: String?
        var attempts: Int?
        var runtimeMilliseconds: Int?
        var worker: String?
        var workerProcessID: Int?
        var commandHash: String?
        var error: String?
        var errorLines: [String]?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "chunk_id": chunkID = try json.int()
            case "start_sec": startSeconds = try json.double()
            case "duration_sec": durationSeconds = try json.double()
            case "start_pts": startPts = try json.int64()
            case "end_pts": endPts = try json.optional(Int64.self)
            case "frames": frames = try json.int()
            case "input": input = try json.string()
            case "output": output = try json.optional(String.self)
            case "status": status = try json.string()
            case "attempts": attempts = try json.int()
            case "runtime_ms": runtimeMilliseconds = try json.optional(Int.self)
            case "worker": worker = try json.optional(String.self)
            case "worker_pid": workerProcessID = try json.optional(Int.self)
            case "cmd_hash": commandHash = try json.optional(String.self)
            case "error": error = try json.optional(String.self)
            case "error_lines": errorLines = try json.value([String].self)
            default: try json.skip()
            }
        }
    }
}

/// The members of the summary come first, beside the rest.
extension JobDetail: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            summary.writeFields(to: &json)
            json.field("warnings", warnings)
            json.field("reasons", reasons)
            json.field("attempts", attempts)
            json.field("manifest", manifest)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var ahead = json
        let summary = try ahead.value(JobSummary.self)
        var warnings: [String]?
        var reasons: [String]?
        var manifest: [ManifestEntry]?
        var attempts: [AttemptSpan]?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "warnings": warnings = try json.value([String].self)
            case "reasons": reasons = try json.value([String].self)
            case "manifest": manifest = try json.array(of: ManifestEntry.self)
            case "attempts": attempts = try json.array(of: AttemptSpan.self)
            default: try json.skip()
            }
        }
        self.init(
            summary: summary, manifest: try json.require(manifest, "manifest"),
            attempts: try json.require(attempts, "attempts"),
            warnings: try json.require(warnings, "warnings"), reasons: try json.require(reasons, "reasons"))
    }
}
