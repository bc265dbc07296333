import FarmModel
import JSONText

extension RendererRequest: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("size", size)
            json.field("frame_rate", frameRate)
            json.field("first_frame", firstFrame)
            json.field("last_frame", lastFrame)
            json.field("assets", optional: assets)
            json.field("scene_name", optional: sceneName)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var name: String?
        var size: PictureSize?
        var frameRate: Rational?
        var firstFrame: Int?
        var lastFrame: Int?
        var assets: String?
        var sceneName: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "name": name = try json.name()
            case "size": size = try json.value(PictureSize.self)
            case "frame_rate": frameRate = try json.value(Rational.self)
            case "first_frame": firstFrame = try json.count()
            case "last_frame": lastFrame = try json.count()
            case "assets": assets = try json.consumeNull() ? nil : try json.path()
            case "scene_name": sceneName = try json.consumeNull() ? nil : try json.path()
            default: try json.skip()
            }
        }
        self.init(
            name: try json.require(name, "name"), size: try json.require(size, "size"),
            frameRate: try json.require(frameRate, "frame_rate"),
            firstFrame: try json.require(firstFrame, "first_frame"),
            lastFrame: try json.require(lastFrame, "last_frame"), assets: assets, sceneName: sceneName)
    }
}

extension RendererPlan: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("scene", scene)
            json.field("archive_sha256", archiveSHA256)
            json.field("first_frame", firstFrame)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var name: String?
        var scene: String?
        var archiveSHA256: String?
        var firstFrame: Int?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "name": name = try json.name()
            case "scene": scene = try json.path()
            case "archive_sha256": archiveSHA256 = try json.name()
            case "first_frame": firstFrame = try json.count()
            default: try json.skip()
            }
        }
        self.init(
            name: try json.require(name, "name"), scene: try json.require(scene, "scene"),
            archiveSHA256: try json.require(archiveSHA256, "archive_sha256"),
            firstFrame: try json.require(firstFrame, "first_frame"))
    }
}

extension OfferedRenderer: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("frame_limit_ms", frameLimitMilliseconds)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var name: String?
        var frameLimitMilliseconds: Int?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "name": name = try json.name()
            case "frame_limit_ms":
                frameLimitMilliseconds = try json.int(in: FarmLimits.rendererFrameMilliseconds)
            default: try json.skip()
            }
        }
        self.init(
            name: try json.require(name, "name"),
            frameLimitMilliseconds: try json.require(frameLimitMilliseconds, "frame_limit_ms"))
    }
}
