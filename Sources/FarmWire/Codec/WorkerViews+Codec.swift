import FarmModel
import JSONText

extension WorkerSummary.Status: JSONConvertible {}

extension WorkerSummary: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("worker_id", id)
            json.field("name", name)
            json.field("status", status)
            json.field("host", host)
            json.field("pid", processID)
            json.field("slots", slots)
            json.field("running", running)
            json.field("blocked", blocked)
            json.field("machine", orNull: machine)
            json.field("ffmpeg_version", orNull: ffmpegVersion)
            json.field("encoder_builds", encoderBuilds)
            json.field("renderers", renderers)
            json.field("silent_ms", silentMilliseconds)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            id: try json.require(draft.id, "worker_id"), name: try json.require(draft.name, "name"),
            status: try json.require(draft.status, "status"), host: try json.require(draft.host, "host"),
            processID: try json.require(draft.processID, "pid"), slots: try json.require(draft.slots, "slots"),
            running: try json.require(draft.running, "running"), blocked: try json.require(draft.blocked, "blocked"),
            machine: draft.machine, ffmpegVersion: draft.ffmpegVersion,
            encoderBuilds: draft.encoderBuilds, renderers: draft.renderers,
            silentMilliseconds: try json.require(draft.silentMilliseconds, "silent_ms"))
    }

    private struct Draft {
        var id: WorkerID?
        var name: String?
        var status: WorkerSummary.Status?
        var host: String?
        var processID: Int?
        var slots: Int?
        var running: [RunningAttempt]?
        var blocked: [BlockedKind]?
        var machine: MachineLoad?
        var ffmpegVersion: String?
        var encoderBuilds: [EncoderBuild] = []
        var renderers: [String] = []
        var silentMilliseconds: Int?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "worker_id": id = try json.value(WorkerID.self)
            case "name": name = try json.string()
            case "status": status = try json.value(WorkerSummary.Status.self)
            case "host": host = try json.string()
            case "pid": processID = try json.int()
            case "slots": slots = try json.int()
            case "running": running = try json.array(of: RunningAttempt.self)
            case "blocked": blocked = try json.array(of: BlockedKind.self)
            case "machine": machine = try json.optional(MachineLoad.self)
            case "ffmpeg_version": ffmpegVersion = try json.optional(String.self)
            case "encoder_builds": encoderBuilds = try json.value([EncoderBuild].self)
            case "renderers": renderers = try json.value([String].self)
            case "silent_ms": silentMilliseconds = try json.int()
            default: try json.skip()
            }
        }
    }
}

extension RunningAttempt: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("attempt_id", attempt)
            json.field("job_id", chunk.job)
            json.field("chunk_id", chunk.index)
            json.field("frame", frame)
            json.field("fps", framesPerSecond)
            json.field("is_backup", isBackup)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var attempt: AttemptID?
        var job: JobID?
        var chunkIndex: Int?
        var frame: Int?
        var framesPerSecond: Double?
        var isBackup: Bool?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "attempt_id": attempt = try json.value(AttemptID.self)
            case "job_id": job = try json.value(JobID.self)
            case "chunk_id": chunkIndex = try json.count()
            case "frame": frame = try json.int()
            case "fps": framesPerSecond = try json.rate()
            case "is_backup": isBackup = try json.bool()
            default: try json.skip()
            }
        }
        self.init(
            attempt: try json.require(attempt, "attempt_id"),
            chunk: ChunkID(job: try json.require(job, "job_id"), index: try json.require(chunkIndex, "chunk_id")),
            frame: try json.require(frame, "frame"), framesPerSecond: try json.require(framesPerSecond, "fps"),
            isBackup: try json.require(isBackup, "is_backup"))
    }
}
