import FarmModel
import JSONText

extension AttemptProduct: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .chunkFile(let file):
                json.field("type", "chunk_file")
                file.writeFields(to: &json)
            case .nothing:
                json.field("type", "nothing")
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        switch type {
        case "chunk_file":
            self = .chunkFile(try json.value(ChunkFile.self))
        case "nothing":
            try json.skip()
            self = .nothing
        default: throw json.unknownType(type)
        }
    }
}

extension ChunkFile: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("size_bytes", sizeBytes)
        json.field("sha256", sha256)
        json.field("frames", frames)
        json.field("stream_fingerprint", streamFingerprint)
        json.field("cmd_hash", commandHash)
        json.field("seams", seams)
        json.field("render_ms", cost.renderMilliseconds)
        json.field("cpu_ms", cost.processorMilliseconds)
        json.field("drawing_cpu_ms", optional: cost.drawingMilliseconds)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var sizeBytes: Int64?
        var sha256: String?
        var frames: Int?
        var streamFingerprint: String?
        var commandHash: String?
        var seams: SeamEvidence?
        var renderMilliseconds: Int?
        var processorMilliseconds: Int?
        var drawingMilliseconds: Int?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "size_bytes": sizeBytes = try json.byteCount()
            case "sha256": sha256 = try json.name()
            case "frames": frames = try json.count()
            case "stream_fingerprint": streamFingerprint = try json.string()
            case "cmd_hash": commandHash = try json.name()
            case "seams": seams = try json.value(SeamEvidence.self)
            case "render_ms": renderMilliseconds = try json.count()
            case "cpu_ms": processorMilliseconds = try json.count()
            case "drawing_cpu_ms": drawingMilliseconds = try json.consumeNull() ? nil : try json.count()
            default: try json.skip()
            }
        }
        self.init(
            sizeBytes: try json.require(sizeBytes, "size_bytes"), sha256: try json.require(sha256, "sha256"),
            frames: try json.require(frames, "frames"),
            streamFingerprint: try json.require(streamFingerprint, "stream_fingerprint"),
            commandHash: try json.require(commandHash, "cmd_hash"), seams: try json.require(seams, "seams"),
            cost: AttemptCost(
                renderMilliseconds: try json.require(renderMilliseconds, "render_ms"),
                processorMilliseconds: try json.require(processorMilliseconds, "cpu_ms"),
                drawingMilliseconds: drawingMilliseconds))
    }
}

extension AttemptFailure: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind)
            json.field("summary", summary)
            json.field("last_lines", lastLines)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var kind: AttemptFailure.Kind?
        var summary: String?
        var lastLines: [String]?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "kind": kind = try json.value(AttemptFailure.Kind.self)
            case "summary": summary = try json.string()
            case "last_lines": lastLines = try json.failureLines()
            default: try json.skip()
            }
        }
        self.init(
            kind: try json.require(kind, "kind"), summary: try json.require(summary, "summary"),
            lastLines: try json.require(lastLines, "last_lines"))
    }
}

extension AttemptFailure.Kind: JSONConvertible {}

extension FailureVerdict: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .retry(let notBefore):
                json.field("type", "retry")
                json.field("not_before", notBefore)
            case .giveUp:
                json.field("type", "give_up")
            case .nothing:
                json.field("type", "nothing")
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        var notBefore: Timestamp?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "not_before": notBefore = try json.value(Timestamp.self)
            default: try json.skip()
            }
        }
        switch type {
        case "retry": self = .retry(notBefore: try json.require(notBefore, "not_before"))
        case "give_up": self = .giveUp
        case "nothing": self = .nothing
        default: throw json.unknownType(type)
        }
    }
}
