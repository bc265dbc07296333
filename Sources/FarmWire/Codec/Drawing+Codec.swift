import FarmModel
import JSONText

extension FrameMethod: JSONConvertible {}
extension FrameFormat: JSONConvertible {}
extension Mezzanine: JSONConvertible {}

extension DrawingRequest: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch subject {
            case .scene: json.field("type", "scene")
            case .generator(let generator):
                json.field("type", "generator")
                json.field("source", generator.source)
                json.field("size", generator.size)
                json.field("frame_rate", generator.frameRate)
                json.field("duration_ms", generator.milliseconds)
            case .renderer(let renderer):
                json.field("type", "renderer")
                json.field("renderer", renderer)
            }
            json.field("method", optional: method)
            json.field("frame_format", optional: frameFormat)
            json.field("frame_quality", optional: frameQuality)
            json.field("usual_chunk_ms", optional: usualChunkMilliseconds)
            json.field("mezzanine", optional: mezzanine)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        var method: FrameMethod?
        var frameFormat: FrameFormat?
        var frameQuality: Int?
        var usualChunkMilliseconds: Int?
        var mezzanine: Mezzanine?
        var source: String?
        var size: PictureSize?
        var frameRate: Rational?
        var milliseconds: Int?
        var renderer: RendererRequest?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "method": method = try json.optional(FrameMethod.self)
            case "frame_format": frameFormat = try json.optional(FrameFormat.self)
            case "frame_quality": frameQuality = try json.consumeNull() ? nil : try json.frameQuality()
            case "usual_chunk_ms":
                usualChunkMilliseconds = try json.consumeNull() ? nil : try json.int(in: 100...86_400_000)
            case "mezzanine": mezzanine = try json.optional(Mezzanine.self)
            case "source": source = try json.filter()
            case "size": size = try json.value(PictureSize.self)
            case "frame_rate": frameRate = try json.value(Rational.self)
            case "duration_ms": milliseconds = try json.count()
            case "renderer": renderer = try json.value(RendererRequest.self)
            default: try json.skip()
            }
        }
        let subject: Subject
        switch type {
        case "scene": subject = .scene
        case "generator":
            subject = .generator(
                GeneratorRequest(
                    source: try json.require(source, "source"), size: try json.require(size, "size"),
                    frameRate: try json.require(frameRate, "frame_rate"),
                    milliseconds: try json.require(milliseconds, "duration_ms")))
        case "renderer": subject = .renderer(try json.require(renderer, "renderer"))
        default: throw json.unknownType(type)
        }
        self.init(
            subject: subject, method: method, frameFormat: frameFormat, frameQuality: frameQuality,
            usualChunkMilliseconds: usualChunkMilliseconds, mezzanine: mezzanine)
    }
}

extension DrawingPlan: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch subject {
            case .scene(let path, let sha256):
                json.field("type", "scene")
                json.field("prepared", path)
                json.field("prepared_sha256", sha256)
            case .generator(let source):
                json.field("type", "generator")
                json.field("source", source)
            case .renderer(let renderer):
                json.field("type", "renderer")
                json.field("renderer", renderer)
            }
            json.field("method", method)
            json.field("size", size)
            json.field("frame_rate", frameRate)
            json.field("frames", frameCount)
            json.field("pixel_format", pixelFormat)
            json.field("intermediate", optional: intermediate)
            json.field("soundtrack", optional: soundtrack)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        let subject: Subject
        switch type {
        case "scene":
            subject = .scene(
                preparedPath: try json.require(draft.prepared, "prepared"),
                sha256: try json.require(draft.sha256, "prepared_sha256"))
        case "generator": subject = .generator(source: try json.require(draft.source, "source"))
        case "renderer": subject = .renderer(try json.require(draft.renderer, "renderer"))
        default: throw json.unknownType(type)
        }
        self.init(
            subject: subject, method: try json.require(draft.method, "method"),
            size: try json.require(draft.size, "size"), frameRate: try json.require(draft.frameRate, "frame_rate"),
            frameCount: try json.require(draft.frames, "frames"),
            pixelFormat: try json.require(draft.pixelFormat, "pixel_format"), intermediate: draft.intermediate,
            soundtrack: draft.soundtrack)
    }

    private struct Draft {
        var prepared: String?
        var sha256: String?
        var source: String?
        var renderer: RendererPlan?
        var method: FrameMethod?
        var size: PictureSize?
        var frameRate: Rational?
        var frames: Int?
        var pixelFormat: String?
        var intermediate: Intermediate?
        var soundtrack: String?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "prepared": prepared = try json.path()
            case "prepared_sha256": sha256 = try json.name()
            case "source": source = try json.filter()
            case "renderer": renderer = try json.value(RendererPlan.self)
            case "method": method = try json.value(FrameMethod.self)
            case "size": size = try json.value(PictureSize.self)
            case "frame_rate": frameRate = try json.value(Rational.self)
            case "frames": frames = try json.count()
            case "pixel_format": pixelFormat = try json.name()
            case "intermediate": intermediate = try json.optional(Intermediate.self)
            case "soundtrack": soundtrack = try json.consumeNull() ? nil : try json.path()
            default: try json.skip()
            }
        }
    }
}

extension Intermediate: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .mezzanine(let encoding, let container):
                json.field("type", "mezzanine")
                json.field("container", container)
                encoding.writeFields(to: &json)
            case .pictures(let format, let quality):
                json.field("type", "pictures")
                json.field("format", format)
                json.field("quality", quality)
            case .rawFrames(let bytesEach, let window):
                json.field("type", "raw_frames")
                json.field("bytes_each", bytesEach)
                json.field("window_frames", window)
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        var encoding = EncoderSettings()
        var container: String?
        var format: FrameFormat?
        var quality: Int?
        var bytesEach: Int?
        var window: Int?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "container": container = try json.name()
            case "format": format = try json.value(FrameFormat.self)
            case "quality": quality = try json.frameQuality()
            case "bytes_each": bytesEach = try json.count()
            case "window_frames": window = try json.count()
            default: if try !encoding.read(key, from: &json) { try json.skip() }
            }
        }
        switch type {
        case "mezzanine":
            self = .mezzanine(encoding, container: try json.require(container, "container"))
        case "pictures":
            self = .pictures(
                try json.require(format, "format"), quality: try json.require(quality, "quality"))
        case "raw_frames":
            self = .rawFrames(
                bytesEach: try json.require(bytesEach, "bytes_each"),
                window: try json.require(window, "window_frames"))
        default: throw json.unknownType(type)
        }
    }
}

extension JSONReader {
    fileprivate mutating func frameQuality() throws(JSONError) -> Int {
        try int(in: FarmLimits.frameQualityRange)
    }
}
