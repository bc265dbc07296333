import FarmModel
import JSONText

extension VideoRequest: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("input", input)
        json.field("drawing", optional: drawing)
        json.field("output", optional: output)
        json.field("output_extension", optional: outputExtension)
        json.field("from_us", optional: fromMicroseconds)
        json.field("to_us", optional: toMicroseconds)
        json.field("filter", optional: filter)
        json.field("size", optional: size)
        json.field("frame_rate", optional: frameRate)
        json.field("strict", isStrict)
        encoding.writeFields(to: &json)
        json.field("chunking", chunking)
        json.field("cut", cut)
        json.field("warm_up_frames", warmUpFrames)
        json.field("audio", audio)
        json.field("audio_codec", optional: audioCodec)
        json.field("audio_bits_per_second", optional: audioBitsPerSecond)
        json.field("threads", optional: threads)
        json.field("parity", optional: parity)
        json.field("overwrite", overwrite)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        // Everything but the input has a default.
        var request = VideoRequest(input: "")
        var input: String?
        try json.object { key, json throws(JSONError) in
            if key == "input" {
                input = try json.path()
            } else if try !request.readPicture(key, from: &json), try !request.encoding.read(key, from: &json) {
                try request.readRest(key, from: &json)
            }
        }
        self = request
        self.input = try json.require(input, "input")
    }

    /// Returns whether it knows the key.
    private mutating func readPicture(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) -> Bool {
        switch key {
        case "from_us": fromMicroseconds = try json.consumeNull() ? nil : Int64(try json.count())
        case "to_us": toMicroseconds = try json.consumeNull() ? nil : Int64(try json.count())
        case "filter": filter = try json.consumeNull() ? nil : try json.filter()
        case "size": size = try json.optional(PictureSize.self)
        case "frame_rate": frameRate = try json.optional(Rational.self)
        case "strict": isStrict = try json.bool()
        default: return false
        }
        return true
    }

    private mutating func readRest(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
        switch key {
        case "drawing": drawing = try json.optional(DrawingRequest.self)
        case "output": output = try json.consumeNull() ? nil : try json.path()
        case "output_extension": outputExtension = try json.consumeNull() ? nil : try json.name()
        case "chunking": chunking = try json.value(Chunking.self)
        case "cut": cut = try json.value(CutMode.self)
        case "warm_up_frames": warmUpFrames = try json.count()
        case "audio": audio = try json.value(AudioMode.self)
        case "audio_codec": audioCodec = try json.consumeNull() ? nil : try json.name()
        case "audio_bits_per_second": audioBitsPerSecond = try json.consumeNull() ? nil : try json.count()
        case "threads": threads = try json.consumeNull() ? nil : try json.count()
        case "parity": parity = try json.optional(Parity.self)
        case "overwrite": overwrite = try json.bool()
        default: try json.skip()
        }
    }
}

extension PictureSize: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.array { json in
            json.value(width)
            json.value(height)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let sides = try json.array(of: Int.self, limit: 2)
        guard sides.count == 2 else { throw json.error(.notAllowed("must be [width, height]")) }
        self.init(width: sides[0], height: sides[1])
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
extension Parity: JSONConvertible {}
