import FarmModel
import JSONText

extension JobPlan: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .video(let plan):
                json.field("type", "video")
                plan.writeFields(to: &json)
            case .drill(let tasks):
                json.field("type", "drill")
                json.field("tasks", tasks)
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        switch type {
        case "video": self = .video(try json.value(VideoPlan.self))
        case "drill": self = .drill(tasks: try json.drillTasks())
        default: throw json.unknownType(type)
        }
    }
}

extension VideoPlan: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("input", input)
        json.field("drawing", optional: drawing)
        json.field("time_base", timeBase)
        json.field("timestamp_offset", timestampOffset)
        json.field("frames", frameCount)
        json.field("first_pts", firstPts)
        json.field("part", optional: part)
        json.field("settings", settings)
        json.field("chunk_format", chunkFormat)
        json.field("chunk_extension", chunkExtension)
        json.field("threads", threads)
        json.field("chunks", chunks)
        json.field("seam_rule", seamRule)
        json.field("keeps_frame_count", keepsFrameCount)
        json.field("ffmpeg_version", ffmpegVersion)
        json.field("parity", parity)
        json.field("warnings", warnings)
        json.field("reasons", reasons)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            input: try json.require(draft.input, "input"), drawing: draft.drawing,
            timeBase: try json.require(draft.timeBase, "time_base"),
            timestampOffset: try json.require(draft.timestampOffset, "timestamp_offset"),
            frameCount: try json.require(draft.frameCount, "frames"),
            firstPts: try json.require(draft.firstPts, "first_pts"), part: draft.part,
            settings: try json.require(draft.settings, "settings"),
            chunkFormat: try json.require(draft.chunkFormat, "chunk_format"),
            chunkExtension: try json.require(draft.chunkExtension, "chunk_extension"),
            threads: try json.require(draft.threads, "threads"), chunks: try json.require(draft.chunks, "chunks"),
            seamRule: try json.require(draft.seamRule, "seam_rule"),
            keepsFrameCount: try json.require(draft.keepsFrameCount, "keeps_frame_count"),
            ffmpegVersion: try json.require(draft.ffmpegVersion, "ffmpeg_version"),
            parity: try json.require(draft.parity, "parity"),
            warnings: try json.require(draft.warnings, "warnings"), reasons: try json.require(draft.reasons, "reasons"))
    }

    private struct Draft {
        var input: InputIdentity?
        var drawing: DrawingPlan?
        var timeBase: Rational?
        var timestampOffset: Int64?
        var frameCount: Int?
        var firstPts: Int64?
        var part: VideoPart?
        var settings: RenderSettings?
        var chunkFormat: String?
        var chunkExtension: String?
        var threads: Int?
        var chunks: [ChunkPlan]?
        var seamRule: SeamRule?
        var keepsFrameCount: Bool?
        var ffmpegVersion: String?
        var parity: Parity?
        var warnings: [String]?
        var reasons: [String]?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "input": input = try json.value(InputIdentity.self)
            case "drawing": drawing = try json.optional(DrawingPlan.self)
            case "time_base": timeBase = try json.value(Rational.self)
            case "timestamp_offset": timestampOffset = try json.int64()
            case "frames": frameCount = try json.count()
            case "first_pts": firstPts = try json.int64()
            case "part": part = try json.optional(VideoPart.self)
            case "settings": settings = try json.value(RenderSettings.self)
            case "chunk_format": chunkFormat = try json.string()
            case "chunk_extension": chunkExtension = try json.string()
            case "threads": threads = try json.count()
            case "chunks": chunks = try json.array(of: ChunkPlan.self, limit: FarmLimits.chunksPerVideo)
            case "seam_rule": seamRule = try json.value(SeamRule.self)
            case "keeps_frame_count": keepsFrameCount = try json.bool()
            case "ffmpeg_version": ffmpegVersion = try json.string()
            case "parity": parity = try json.value(Parity.self)
            case "warnings": warnings = try json.value([String].self)
            case "reasons": reasons = try json.value([String].self)
            default: try json.skip()
            }
        }
    }
}

extension ChunkPlan: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("first_frame", firstFrame)
            json.field("frames", frameCount)
            json.field("start_pts", startPts)
            json.field("end_pts", optional: endPts)
            json.field("last_pts", lastPts)
            json.field("expected_frames", optional: expectedFrames)
            json.field("head_end_pts", optional: headEndPts)
            json.field("tail_end_pts", optional: tailEndPts)
            json.field("starts", starts)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            firstFrame: try json.require(draft.firstFrame, "first_frame"),
            frameCount: try json.require(draft.frameCount, "frames"),
            startPts: try json.require(draft.startPts, "start_pts"), endPts: draft.endPts,
            lastPts: try json.require(draft.lastPts, "last_pts"), expectedFrames: draft.expectedFrames,
            headEndPts: draft.headEndPts,
            tailEndPts: draft.tailEndPts, starts: try json.require(draft.starts, "starts"))
    }

    private struct Draft {
        var firstFrame: Int?
        var frameCount: Int?
        var startPts: Int64?
        var endPts: Int64?
        var lastPts: Int64?
        var expectedFrames: Int?
        var headEndPts: Int64?
        var tailEndPts: Int64?
        var starts: [ChunkStart]?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "first_frame": firstFrame = try json.count()
            case "frames": frameCount = try json.count()
            case "start_pts": startPts = try json.int64()
            case "end_pts": endPts = try json.optional(Int64.self)
            case "last_pts": lastPts = try json.int64()
            case "expected_frames": expectedFrames = try json.optional(Int.self)
            case "head_end_pts": headEndPts = try json.optional(Int64.self)
            case "tail_end_pts": tailEndPts = try json.optional(Int64.self)
            case "starts": starts = try json.array(of: ChunkStart.self, limit: WireLimits.chunkStarts)
            default: try json.skip()
            }
        }
    }
}
