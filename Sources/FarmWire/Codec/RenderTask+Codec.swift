import FarmModel
import JSONText

extension InputIdentity: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("path", path)
            json.field("size_bytes", sizeBytes)
            json.field("modified_ns", modifiedNanoseconds)
            json.field("format", format)
            if !fingerprint.isEmpty { json.field("fingerprint", fingerprint) }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var path: String?
        var sizeBytes: Int64?
        var modifiedNanoseconds: Int64?
        var format = ""
        var fingerprint: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "path": path = try json.string()
            case "size_bytes": sizeBytes = try json.byteCount()
            case "modified_ns": modifiedNanoseconds = try json.int64()
            case "format": format = try json.name()
            case "fingerprint": fingerprint = try json.optional(String.self)
            default: try json.skip()
            }
        }
        self.init(
            path: try json.require(path, "path"), sizeBytes: try json.require(sizeBytes, "size_bytes"),
            modifiedNanoseconds: try json.require(modifiedNanoseconds, "modified_ns"), format: format,
            fingerprint: fingerprint ?? "")
    }
}

extension VideoPart: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("video_first_pts", videoFirstPts)
            json.field("first_pts", firstPts)
            json.field("end_pts", optional: endPts)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var videoFirstPts: Int64?
        var firstPts: Int64?
        var endPts: Int64?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "video_first_pts": videoFirstPts = try json.int64()
            case "first_pts": firstPts = try json.int64()
            case "end_pts": endPts = try json.optional(Int64.self)
            default: try json.skip()
            }
        }
        self.init(
            videoFirstPts: try json.require(videoFirstPts, "video_first_pts"),
            firstPts: try json.require(firstPts, "first_pts"), endPts: endPts)
    }
}

extension MediaAccess: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("token", token)
            json.field("run_mark", runMark)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var token: String?
        var runMark: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "token": token = try json.string()
            case "run_mark": runMark = try json.string()
            default: try json.skip()
            }
        }
        self.init(token: try json.require(token, "token"), runMark: try json.require(runMark, "run_mark"))
    }
}

extension RenderTask: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("input", input)
        json.field("drawing", optional: drawing)
        json.field("time_base", timeBase)
        json.field("timestamp_offset", timestampOffset)
        json.field("part", optional: part)
        json.field("settings", settings)
        json.field("chunk_format", chunkFormat)
        json.field("threads", threads)
        json.field("chunk", chunk)
        json.field("care", care)
        json.field("seam_rule", seamRule)
        json.field("output_path", outputPath)
        json.field("cmd_hash", commandHash)
        json.field("access", optional: access)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            input: try json.require(draft.input, "input"), drawing: draft.drawing,
            timeBase: try json.require(draft.timeBase, "time_base"),
            timestampOffset: try json.require(draft.timestampOffset, "timestamp_offset"), part: draft.part,
            settings: try json.require(draft.settings, "settings"),
            chunkFormat: try json.require(draft.chunkFormat, "chunk_format"),
            threads: try json.require(draft.threads, "threads"), chunk: try json.require(draft.chunk, "chunk"),
            care: try json.require(draft.care, "care"), seamRule: try json.require(draft.seamRule, "seam_rule"),
            outputPath: try json.require(draft.outputPath, "output_path"),
            commandHash: try json.require(draft.commandHash, "cmd_hash"), access: draft.access)
    }

    private struct Draft {
        var input: InputIdentity?
        var drawing: DrawingPlan?
        var timeBase: Rational?
        var timestampOffset: Int64?
        var part: VideoPart?
        var settings: RenderSettings?
        var chunkFormat: String?
        var threads: Int?
        var chunk: ChunkPlan?
        var care: Int?
        var seamRule: SeamRule?
        var outputPath: String?
        var commandHash: String?
        var access: MediaAccess?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "input": input = try json.value(InputIdentity.self)
            case "drawing": drawing = try json.optional(DrawingPlan.self)
            case "time_base": timeBase = try json.value(Rational.self)
            case "timestamp_offset": timestampOffset = try json.int64()
            case "part": part = try json.optional(VideoPart.self)
            case "settings": settings = try json.value(RenderSettings.self)
            case "chunk_format": chunkFormat = try json.string()
            case "threads": threads = try json.count()
            case "chunk": chunk = try json.value(ChunkPlan.self)
            case "care": care = try json.count()
            case "seam_rule": seamRule = try json.value(SeamRule.self)
            case "output_path": outputPath = try json.string()
            case "cmd_hash": commandHash = try json.string()
            case "access": access = try json.optional(MediaAccess.self)
            default: try json.skip()
            }
        }
    }
}

extension Assignment.Task: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .render(let task):
                json.field("type", "render")
                task.writeFields(to: &json)
            case .drill:
                json.field("type", "drill")
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        switch type {
        case "render":
            self = .render(try json.value(RenderTask.self))
        case "drill":
            try json.skip()
            self = .drill
        default: throw json.unknownType(type)
        }
    }
}

extension Assignment: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("attempt_id", attempt)
        json.field("job_id", chunk.job)
        json.field("chunk_id", chunk.index)
        json.field("task", task)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var attempt: AttemptID?
        var job: JobID?
        var chunkIndex: Int?
        var task: Assignment.Task?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "attempt_id": attempt = try json.value(AttemptID.self)
            case "job_id": job = try json.value(JobID.self)
            case "chunk_id": chunkIndex = try json.count()
            case "task": task = try json.value(Assignment.Task.self)
            default: try json.skip()
            }
        }
        self.init(
            attempt: try json.require(attempt, "attempt_id"),
            chunk: ChunkID(job: try json.require(job, "job_id"), index: try json.require(chunkIndex, "chunk_id")),
            task: try json.require(task, "task"))
    }
}
