import FarmModel
import JSONText

extension RenderSettings: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("filter", optional: filter)
            encoding.writeFields(to: &json)
            json.field("high_dynamic_range", optional: highDynamicRange)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var settings = RenderSettings(filter: nil, encoding: EncoderSettings())
        var encoder: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "filter": settings.filter = try json.optional(String.self)
            case "encoder": encoder = try json.name()
            case "high_dynamic_range": settings.highDynamicRange = try json.optional(HighDynamicRange.self)
            default: if try !settings.encoding.read(key, from: &json) { try json.skip() }
            }
        }
        // Only a person's request has a usual encoder.
        settings.encoding.encoder = try json.require(encoder, "encoder")
        self = settings
    }
}

extension HighDynamicRange: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("mastering_display", optional: mastering)
            json.field("content_light", optional: light)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var range = HighDynamicRange(mastering: nil, light: nil)
        try json.object { key, json throws(JSONError) in
            switch key {
            case "mastering_display": range.mastering = try json.optional(MasteringDisplay.self)
            case "content_light": range.light = try json.optional(ContentLight.self)
            default: try json.skip()
            }
        }
        self = range
    }
}

extension HighDynamicRange.MasteringDisplay: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("red", [red.x, red.y])
            json.field("green", [green.x, green.y])
            json.field("blue", [blue.x, blue.y])
            json.field("white", [white.x, white.y])
            json.field("luminance", [leastLuminance, greatestLuminance])
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var red: HighDynamicRange.Point?
        var green: HighDynamicRange.Point?
        var blue: HighDynamicRange.Point?
        var white: HighDynamicRange.Point?
        var luminance: HighDynamicRange.Point?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "red": red = try json.pair()
            case "green": green = try json.pair()
            case "blue": blue = try json.pair()
            case "white": white = try json.pair()
            case "luminance": luminance = try json.pair()
            default: try json.skip()
            }
        }
        let limits = try json.require(luminance, "luminance")
        self.init(
            red: try json.require(red, "red"), green: try json.require(green, "green"),
            blue: try json.require(blue, "blue"), white: try json.require(white, "white"), leastLuminance: limits.x,
            greatestLuminance: limits.y)
    }
}

extension HighDynamicRange.ContentLight: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.value([greatest, greatestAverage])
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let both = try json.pair()
        self.init(greatest: both.x, greatestAverage: both.y)
    }
}

extension JSONReader {
    fileprivate mutating func pair() throws(JSONError) -> HighDynamicRange.Point {
        let numbers = try array(of: Int.self, limit: 2)
        guard numbers.count == 2 else { throw error(.notAllowed("must be two numbers")) }
        return HighDynamicRange.Point(x: numbers[0], y: numbers[1])
    }
}
