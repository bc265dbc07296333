import FarmModel
import JSONText

/// The members without braces of their own: they stand among those of requests and of settings.
extension EncoderSettings {
    func writeFields(to json: inout JSONWriter) {
        json.field("encoder", encoder)
        json.field("crf", optional: crf)
        json.field("qp", optional: qp)
        json.field("bits_per_second", optional: bitsPerSecond)
        json.field("encoder_preset", optional: encoderPreset)
        json.field("tune", optional: tune)
        json.field("encoder_options", encoderOptions)
        json.field("pixel_format", optional: pixelFormat)
    }

    /// Whether the key is one of these.
    mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) -> Bool {
        switch key {
        case "encoder": encoder = try json.name()
        case "crf": crf = try json.optional(Int.self)
        case "qp": qp = try json.optional(Int.self)
        case "bits_per_second": bitsPerSecond = try json.consumeNull() ? nil : try json.count()
        case "encoder_preset": encoderPreset = try json.consumeNull() ? nil : try json.name()
        case "tune": tune = try json.consumeNull() ? nil : try json.name()
        case "encoder_options":
            encoderOptions = try json.array(of: EncoderOption.self, limit: FarmLimits.encoderOptions)
        case "pixel_format": pixelFormat = try json.consumeNull() ? nil : try json.name()
        default: return false
        }
        return true
    }
}

extension EncoderOption: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("key", key)
            json.field("value", value)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var name: String?
        var value: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "key": name = try json.name()
            case "value": value = try json.name()
            default: try json.skip()
            }
        }
        self.init(try json.require(name, "key"), try json.require(value, "value"))
    }
}
