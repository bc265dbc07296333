import FarmModel
import JSONText

extension RenderSettings: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("filter", optional: filter)
            json.field("encoder", encoder)
            json.field("crf", optional: crf)
            json.field("qp", optional: qp)
            json.field("bits_per_second", optional: bitsPerSecond)
            json.field("encoder_preset", optional: encoderPreset)
            json.field("tune", optional: tune)
            json.field("encoder_options", encoderOptions)
            json.field("pixel_format", optional: pixelFormat)
            json.field("high_dynamic_range", optional: highDynamicRange)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var settings = RenderSettings(filter: nil, encoder: "", crf: nil, encoderPreset: nil, pixelFormat: nil)
        var encoder: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "filter": settings.filter = try json.optional(String.self)
            case "encoder": encoder = try json.string()
            case "crf": settings.crf = try json.optional(Int.self)
            case "qp": settings.qp = try json.optional(Int.self)
            case "bits_per_second": settings.bitsPerSecond = try json.optional(Int.self)
            case "encoder_preset": settings.encoderPreset = try json.optional(String.self)
            case "tune": settings.tune = try json.optional(String.self)
            case "encoder_options":
                settings.encoderOptions = try json.array(of: EncoderOption.self, limit: FarmLimits.encoderOptions)
            case "pixel_format": settings.pixelFormat = try json.optional(String.self)
            case "high_dynamic_range": settings.highDynamicRange = try json.optional(HighDynamicRange.self)
            default: try json.skip()
            }
        }
        self = settings
        self.encoder = try json.require(encoder, "encoder")
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
