import FarmModel
import JSONText

extension Stage: JSONConvertible {}
extension MergeReport.Method: JSONConvertible {}

extension StageOutcome: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .analyzed(let plan):
                json.field("type", "analyzed")
                json.field("plan", plan)
            case .merged(let report):
                json.field("type", "merged")
                json.field("merge", report)
            case .verified(let report):
                json.field("type", "verified")
                json.field("verification", report)
            case .chunksDamaged(let chunks, let reason):
                json.field("type", "chunks_damaged")
                json.field("chunks", array: chunks)
                json.field("reason", reason)
            case .failed(let failure):
                json.field("type", "failed")
                json.field("failure", failure)
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        switch type {
        case "analyzed": self = .analyzed(try json.require(draft.plan, "plan"))
        case "merged": self = .merged(try json.require(draft.merge, "merge"))
        case "verified": self = .verified(try json.require(draft.verification, "verification"))
        case "chunks_damaged":
            self = .chunksDamaged(
                try json.require(draft.chunks, "chunks"), reason: try json.require(draft.reason, "reason"))
        case "failed": self = .failed(try json.require(draft.failure, "failure"))
        default: throw json.unknownType(type)
        }
    }

    private struct Draft {
        var plan: VideoPlan?
        var merge: MergeReport?
        var verification: VerifyReport?
        var chunks: [Int]?
        var reason: String?
        var failure: StageFailure?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "plan": plan = try json.value(VideoPlan.self)
            case "merge": merge = try json.value(MergeReport.self)
            case "verification": verification = try json.value(VerifyReport.self)
            case "chunks": chunks = try json.array(of: Int.self, limit: FarmLimits.chunksPerVideo)
            case "reason": reason = try json.string()
            case "failure": failure = try json.value(StageFailure.self)
            default: try json.skip()
            }
        }
    }
}

extension StageFailure: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("summary", summary)
            json.field("cause", cause)
            json.field("hint", optional: hint)
            json.field("may_retry", mayRetry)
            if needsRoom { json.field("needs_room", true) }
            json.field("last_lines", lastLines)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var summary: String?
        var cause: String?
        var hint: String?
        var mayRetry = false
        var needsRoom = false
        var lastLines: [String] = []
        try json.object { key, json throws(JSONError) in
            switch key {
            case "summary": summary = try json.string()
            case "cause": cause = try json.string()
            case "hint": hint = try json.optional(String.self)
            case "may_retry": mayRetry = try json.bool()
            case "needs_room": needsRoom = try json.bool()
            case "last_lines": lastLines = try json.failureLines()
            default: try json.skip()
            }
        }
        self.init(
            summary: try json.require(summary, "summary"), cause: try json.require(cause, "cause"), hint: hint,
            mayRetry: mayRetry, needsRoom: needsRoom, lastLines: lastLines)
    }
}

extension MergeReport: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("method", method)
            json.field("fallback_reason", optional: fallbackReason)
            json.field("temporary_path", temporaryPath)
            json.field("size_bytes", sizeBytes)
            json.field("sha256", sha256)
            json.field("warnings", warnings)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var method: MergeReport.Method?
        var fallbackReason: String?
        var temporaryPath: String?
        var sizeBytes: Int64?
        var sha256: String?
        var warnings: [String]?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "method": method = try json.value(MergeReport.Method.self)
            case "fallback_reason": fallbackReason = try json.optional(String.self)
            case "temporary_path": temporaryPath = try json.string()
            case "size_bytes": sizeBytes = try json.byteCount()
            case "sha256": sha256 = try json.string()
            case "warnings": warnings = try json.value([String].self)
            default: try json.skip()
            }
        }
        self.init(
            method: try json.require(method, "method"), fallbackReason: fallbackReason,
            temporaryPath: try json.require(temporaryPath, "temporary_path"),
            sizeBytes: try json.require(sizeBytes, "size_bytes"), sha256: try json.require(sha256, "sha256"),
            warnings: try json.require(warnings, "warnings"))
    }
}

extension VerifyReport: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("output", output)
            json.field("frames", frames)
            json.field("size_bytes", sizeBytes)
            json.field("duration_ms", durationMilliseconds)
            json.field("checks", checks)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var output: String?
        var frames: Int?
        var sizeBytes: Int64?
        var durationMilliseconds: Int?
        var checks: [String]?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "output": output = try json.string()
            case "frames": frames = try json.int()
            case "size_bytes": sizeBytes = try json.byteCount()
            case "duration_ms": durationMilliseconds = try json.int()
            case "checks": checks = try json.value([String].self)
            default: try json.skip()
            }
        }
        self.init(
            output: try json.require(output, "output"), frames: try json.require(frames, "frames"),
            sizeBytes: try json.require(sizeBytes, "size_bytes"),
            durationMilliseconds: try json.require(durationMilliseconds, "duration_ms"),
            checks: try json.require(checks, "checks"))
    }
}
