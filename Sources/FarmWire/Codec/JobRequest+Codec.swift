import FarmModel
import JSONText

extension JobRequest: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("work", work)
            json.field("priority", priority)
            json.field("max_parallel", optional: maxParallel)
            json.field("max_attempts", optional: maxAttempts)
            json.field("keep_temporary", keepTemporary)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var work: Work?
        var priority = 0
        var maxParallel: Int?
        var maxAttempts: Int?
        var keepTemporary = false
        try json.object { key, json throws(JSONError) in
            switch key {
            case "work": work = try json.value(Work.self)
            case "priority": priority = try json.int()
            case "max_parallel": maxParallel = try json.consumeNull() ? nil : try json.count()
            case "max_attempts": maxAttempts = try json.consumeNull() ? nil : try json.count()
            case "keep_temporary": keepTemporary = try json.bool()
            default: try json.skip()
            }
        }
        self.init(
            work: try json.require(work, "work"), priority: priority, maxParallel: maxParallel,
            maxAttempts: maxAttempts, keepTemporary: keepTemporary)
    }
}

extension Work: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .video(let request):
                json.field("type", "video")
                request.writeFields(to: &json)
            case .drill(let tasks):
                json.field("type", "drill")
                json.field("tasks", tasks)
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        switch type {
        case "video": self = .video(try json.value(VideoRequest.self))
        case "drill": self = .drill(tasks: try json.drillTasks())
        default: throw json.unknownType(type)
        }
    }
}

extension VideoRequest: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("input", input)
        json.field("output", optional: output)
        json.field("output_extension", optional: outputExtension)
        json.field("filter", optional: filter)
        json.field("encoder", encoder)
        json.field("crf", optional: crf)
        json.field("encoder_preset", optional: encoderPreset)
        json.field("pixel_format", optional: pixelFormat)
        json.field("chunking", chunking)
        json.field("cut", cut)
        json.field("warm_up_frames", warmUpFrames)
        json.field("audio", audio)
        json.field("threads", optional: threads)
        json.field("overwrite", overwrite)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            input: try json.require(draft.input, "input"), output: draft.output,
            outputExtension: draft.outputExtension, filter: draft.filter, encoder: draft.encoder, crf: draft.crf,
            encoderPreset: draft.encoderPreset, pixelFormat: draft.pixelFormat, chunking: draft.chunking,
            cut: draft.cut, warmUpFrames: draft.warmUpFrames, audio: draft.audio,
            threads: draft.threads, overwrite: draft.overwrite)
    }

    private struct Draft {
        var input: String?
        var output: String?
        var outputExtension: String?
        var filter: String?
        var encoder = "libx264"
        var crf: Int?
        var encoderPreset: String?
        var pixelFormat: String?
        var chunking = Chunking.automatic
        var cut = CutMode.robust
        var warmUpFrames = 0
        var audio = AudioMode.reattach
        var threads: Int?
        var overwrite = false

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "input": input = try json.path()
            case "output": output = try json.consumeNull() ? nil : try json.path()
            case "output_extension": outputExtension = try json.consumeNull() ? nil : try json.name()
            case "filter": filter = try json.consumeNull() ? nil : try json.filter()
            case "encoder": encoder = try json.name()
            case "crf": crf = try json.optional(Int.self)
            case "encoder_preset": encoderPreset = try json.consumeNull() ? nil : try json.name()
            case "pixel_format": pixelFormat = try json.consumeNull() ? nil : try json.name()
            case "chunking": chunking = try json.value(Chunking.self)
            case "cut": cut = try json.value(CutMode.self)
            case "warm_up_frames": warmUpFrames = try json.count()
            case "audio": audio = try json.value(AudioMode.self)
            case "threads": threads = try json.consumeNull() ? nil : try json.count()
            case "overwrite": overwrite = try json.bool()
            default: try json.skip()
            }
        }
    }
}

extension Chunking: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .automatic:
                json.field("type", "automatic")
            case .count(let count):
                json.field("type", "count")
                json.field("count", count)
            case .duration(let milliseconds):
                json.field("type", "duration")
                json.field("duration_ms", milliseconds)
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        var number: Int?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "count", "duration_ms": number = try json.count()
            default: try json.skip()
            }
        }
        switch type {
        case "automatic": self = .automatic
        case "count": self = .count(try json.require(number, "count"))
        case "duration": self = .duration(milliseconds: try json.require(number, "duration_ms"))
        default: throw json.unknownType(type)
        }
    }
}

extension CutMode: JSONConvertible {}
extension AudioMode: JSONConvertible {}
