import FarmModel
import JSONText

extension JobReport: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("job_id", id)
            json.field("status", status)
            json.field("input", input)
            json.field("output", output)
            json.field("run_directory", runDirectory)
            json.field("frames", frames)
            json.field("stages", stages)
            json.field("chunks", chunks)
            json.field("attempts", attempts)
            json.field("seams", seams)
            json.field("missing", missing)
            json.object("merge") { json in
                json.field("method", orNull: mergeMethod)
                json.field("fallback_reason", orNull: mergeFallbackReason)
            }
            json.field("checks", checks)
            json.field("encoder_builds", encoderBuilds)
            json.field("reasons", reasons)
            json.field("warnings", warnings)
            json.field("failure", orNull: failure)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            id: try json.require(draft.id, "job_id"), status: try json.require(draft.status, "status"),
            input: try json.require(draft.input, "input"), output: try json.require(draft.output, "output"),
            runDirectory: try json.require(draft.runDirectory, "run_directory"),
            frames: try json.require(draft.frames, "frames"), stages: try json.require(draft.stages, "stages"),
            chunks: try json.require(draft.chunks, "chunks"), attempts: try json.require(draft.attempts, "attempts"),
            seams: try json.require(draft.seams, "seams"),
            missing: try json.require(draft.missing, "missing"),
            mergeMethod: draft.mergeMethod, mergeFallbackReason: draft.mergeFallbackReason,
            checks: try json.require(draft.checks, "checks"),
            encoderBuilds: try json.require(draft.encoderBuilds, "encoder_builds"),
            reasons: try json.require(draft.reasons, "reasons"),
            warnings: try json.require(draft.warnings, "warnings"), failure: draft.failure)
    }

    private struct Draft {
        var id: JobID?
        var status: String?
        var input: String?
        var output: String?
        var runDirectory: String?
        var frames: Int?
        var stages: StageTimes?
        var chunks: ChunkCounts?
        var attempts: [AttemptSpan]?
        var seams: SeamSummary?
        var missing: [ManifestEntry]?
        var mergeMethod: String?
        var mergeFallbackReason: String?
        var checks: [String]?
        var encoderBuilds: [BuildShare]?
        var reasons: [String]?
        var warnings: [String]?
        var failure: StageFailure?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "job_id": id = try json.value(JobID.self)
            case "status": status = try json.string()
            case "input": input = try json.string()
            case "output": output = try json.string()
            case "run_directory": runDirectory = try json.string()
            case "frames": frames = try json.int()
            case "stages": stages = try json.value(StageTimes.self)
            case "chunks": chunks = try json.value(ChunkCounts.self)
            case "attempts": attempts = try json.array(of: AttemptSpan.self)
            case "seams": seams = try json.value(SeamSummary.self)
            case "missing": missing = try json.array(of: ManifestEntry.self)
            case "merge": try readMerge(from: &json)
            case "checks": checks = try json.value([String].self)
            case "encoder_builds": encoderBuilds = try json.value([BuildShare].self)
            case "reasons": reasons = try json.value([String].self)
            case "warnings": warnings = try json.value([String].self)
            case "failure": failure = try json.optional(StageFailure.self)
            default: try json.skip()
            }
        }

        private mutating func readMerge(from json: inout JSONReader) throws(JSONError) {
            try json.object { key, json throws(JSONError) in
                switch key {
                case "method": mergeMethod = try json.optional(String.self)
                case "fallback_reason": mergeFallbackReason = try json.optional(String.self)
                default: try json.skip()
                }
            }
        }
    }
}

/// Seconds with three decimals: the report is read by people. Inside the farm they are milliseconds.
extension StageTimes: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("T_analyze", orNull: analyzeMilliseconds.map(seconds))
            json.field("T_process", orNull: processMilliseconds.map(seconds))
            json.field("T_merge", orNull: mergeMilliseconds.map(seconds))
            json.field("T_verify", orNull: verifyMilliseconds.map(seconds))
            json.field("T_total", orNull: totalMilliseconds.map(seconds))
            json.field("attempt_seconds", seconds(attemptMilliseconds))
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var analyzeMilliseconds: Int?
        var processMilliseconds: Int?
        var mergeMilliseconds: Int?
        var verifyMilliseconds: Int?
        var totalMilliseconds: Int?
        var attemptMilliseconds: Int?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "T_analyze": analyzeMilliseconds = try json.consumeNull() ? nil : try json.seconds()
            case "T_process": processMilliseconds = try json.consumeNull() ? nil : try json.seconds()
            case "T_merge": mergeMilliseconds = try json.consumeNull() ? nil : try json.seconds()
            case "T_verify": verifyMilliseconds = try json.consumeNull() ? nil : try json.seconds()
            case "T_total": totalMilliseconds = try json.consumeNull() ? nil : try json.seconds()
            case "attempt_seconds": attemptMilliseconds = try json.seconds()
            default: try json.skip()
            }
        }
        self.init(
            analyzeMilliseconds: analyzeMilliseconds, processMilliseconds: processMilliseconds,
            mergeMilliseconds: mergeMilliseconds, verifyMilliseconds: verifyMilliseconds,
            totalMilliseconds: totalMilliseconds,
            attemptMilliseconds: try json.require(attemptMilliseconds, "attempt_seconds"))
    }
}

extension ChunkCounts: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("total", total)
            json.field("done", done)
            json.field("failed", failed)
            json.field("attempts", attempts)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var total: Int?
        var done: Int?
        var failed: Int?
        var attempts: Int?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "total": total = try json.int()
            case "done": done = try json.int()
            case "failed": failed = try json.int()
            case "attempts": attempts = try json.int()
            default: try json.skip()
            }
        }
        self.init(
            total: try json.require(total, "total"), done: try json.require(done, "done"),
            failed: try json.require(failed, "failed"), attempts: try json.require(attempts, "attempts"))
    }
}

extension BuildShare: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("build", build)
            json.field("chunks", chunks)
            json.field("workers", workers)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var build: String?
        var chunks: Int?
        var workers: [String]?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "build": build = try json.string()
            case "chunks": chunks = try json.int()
            case "workers": workers = try json.value([String].self)
            default: try json.skip()
            }
        }
        self.init(
            build: try json.require(build, "build"), chunks: try json.require(chunks, "chunks"),
            workers: try json.require(workers, "workers"))
    }
}
