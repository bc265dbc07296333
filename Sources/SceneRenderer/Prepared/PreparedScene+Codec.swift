import FarmModel
import JSONText

extension PreparedScene: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("root", root)
            json.field("files", array: files)
            json.field("images", array: images)
            json.field("texts", array: texts)
            json.field("videos", array: videos)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var root: String?
        self.init(root: "", files: [], images: [], texts: [], videos: [])
        let clips = SceneLimits.clips
        try json.object { (key, json) throws(JSONError) in
            switch key {
            case "root": root = try json.string()
            case "files": files = try json.array(of: File.self, limit: SceneLimits.files)
            case "images": images = try json.array(of: Image.self, limit: clips)
            case "texts": texts = try json.array(of: Mask.self, limit: clips)
            case "videos": videos = try json.array(of: Video.self, limit: clips)
            default: throw json.unknownKey(key)
            }
        }
        self.root = try json.require(root, "root")
    }
}

extension PreparedScene.File: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("path", path)
            json.field("text", text)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        self.init(path: "", text: "")
        try json.object { (key, json) throws(JSONError) in
            switch key {
            case "path": path = try json.string()
            case "text": text = try json.string(limit: SceneLimits.fileBytes)
            default: throw json.unknownKey(key)
            }
        }
    }
}

extension PreparedScene.Mask: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("width", width)
            json.field("height", height)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        self.init(width: 0, height: 0)
        try json.object { (key, json) throws(JSONError) in
            switch key {
            case "width": width = try json.side()
            case "height": height = try json.side()
            default: throw json.unknownKey(key)
            }
        }
    }
}

extension PreparedScene.Image: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            identity.writeFields(to: &json)
            json.field("width", width)
            json.field("height", height)
            json.field("orientation", orientation.rawValue)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        self.init(identity: .nowhere, width: 0, height: 0, orientation: .upright)
        try json.object { (key, json) throws(JSONError) in
            if try identity.read(key, from: &json) { return }
            switch key {
            case "width": width = try json.side()
            case "height": height = try json.side()
            case "orientation": orientation = Orientation(rawValue: try json.int()) ?? .upright
            default: throw json.unknownKey(key)
            }
        }
    }
}

extension PreparedScene.Video: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            identity.writeFields(to: &json)
            json.field("width", width)
            json.field("height", height)
            json.field("ticks", timeBase.numerator)
            json.field("ticks_per", timeBase.denominator)
            json.field("pts", array: pts)
            json.field("keys", array: keys)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { (key, json) throws(JSONError) in try draft.read(key, from: &json) }
        guard draft.numerator > 0, let timeBase = Rational(draft.numerator, draft.denominator), !draft.pts.isEmpty
        else {
            throw json.error(.notAllowed("a video needs a time base and frames"))
        }
        self.init(
            identity: draft.identity, width: draft.width, height: draft.height, timeBase: timeBase, pts: draft.pts,
            keys: draft.keys)
    }

    private struct Draft {
        var identity = InputIdentity.nowhere
        var width = 0
        var height = 0
        var numerator: Int64 = 0
        var denominator: Int64 = 0
        var pts: [Int64] = []
        var keys: [Int64] = []

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            if try identity.read(key, from: &json) { return }
            switch key {
            case "width": width = try json.side()
            case "height": height = try json.side()
            case "ticks": numerator = try json.int64()
            case "ticks_per": denominator = try json.int64()
            case "pts": pts = try json.array(of: Int64.self, limit: SceneLimits.frames)
            case "keys": keys = try json.array(of: Int64.self, limit: SceneLimits.frames)
            default: throw json.unknownKey(key)
            }
        }
    }
}

extension InputIdentity {
    fileprivate static let nowhere = InputIdentity(path: "", sizeBytes: 0, modifiedNanoseconds: 0)

    fileprivate func writeFields(to json: inout JSONWriter) {
        json.field("path", path)
        json.field("size_bytes", sizeBytes)
        json.field("modified_ns", modifiedNanoseconds)
    }

    /// Whether it knows the key.
    fileprivate mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) -> Bool {
        switch key {
        case "path": path = try json.string()
        case "size_bytes": sizeBytes = try json.int64()
        case "modified_ns": modifiedNanoseconds = try json.int64()
        default: return false
        }
        return true
    }
}

extension JSONReader {
    fileprivate mutating func side() throws(JSONError) -> Int {
        let side = try int()
        guard (1...SceneLimits.pictureSide).contains(side) else {
            throw error(.notAllowed("must be within 1...\(SceneLimits.pictureSide)"))
        }
        return side
    }
}
