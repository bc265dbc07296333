import FarmModel
import JSONText

extension SeamRule: JSONConvertible {}

extension SeamEvidence: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("head", head)
            json.field("tail", tail)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var evidence = SeamEvidence.none
        try json.object { key, json throws(JSONError) in
            switch key {
            case "head": evidence.head = try json.array(of: SeamFrame.self, limit: FarmLimits.seamFrames)
            case "tail": evidence.tail = try json.array(of: SeamFrame.self, limit: FarmLimits.seamFrames)
            default: try json.skip()
            }
        }
        self = evidence
    }
}

extension SeamFrame: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("pts", pts)
            json.field("hash", hash)
            if !samples.isEmpty { json.field("samples", Self.hexText(samples)) }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var pts: Int64?
        var hash: String?
        var samples: [UInt8] = []
        try json.object { key, json throws(JSONError) in
            switch key {
            case "pts": pts = try json.int64()
            case "hash": hash = try json.name()
            case "samples": samples = try Self.bytes(&json)
            default: try json.skip()
            }
        }
        self.init(pts: try json.require(pts, "pts"), hash: try json.require(hash, "hash"), samples: samples)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hexText(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Two hexadecimal digits for each value.
    private static func bytes(_ json: inout JSONReader) throws(JSONError) -> [UInt8] {
        let text = Array(try json.string(limit: 2 * FarmLimits.seamSamples).utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for index in stride(from: 0, to: text.count, by: 2) {
            guard index + 1 < text.count, let high = digits.firstIndex(of: text[index]),
                let low = digits.firstIndex(of: text[index + 1])
            else { throw json.error(.notAllowed("must be pairs of hexadecimal digits")) }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}

extension ChunkStart: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("seek_pts", optional: seekPts)
            json.field("warm_up_frame", warmUpFrame)
            json.field("warm_up_pts", warmUpPts)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var seekPts: Int64?
        var warmUpFrame: Int?
        var warmUpPts: Int64?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "seek_pts": seekPts = try json.optional(Int64.self)
            case "warm_up_frame": warmUpFrame = try json.count()
            case "warm_up_pts": warmUpPts = try json.int64()
            default: try json.skip()
            }
        }
        self.init(
            seekPts: seekPts, warmUpFrame: try json.require(warmUpFrame, "warm_up_frame"),
            warmUpPts: try json.require(warmUpPts, "warm_up_pts"))
    }
}

extension SeamSummary: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("total", total)
            json.field("proved", proved)
            json.field("repairs", repairs)
            json.field("largest_difference_levels", orNull: largestDifferenceLevels)
            json.field("united_because", orNull: unitedBecause)
            json.field("notes", notes)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var total: Int?
        var proved: Int?
        var repairs: Int?
        var largestDifferenceLevels: Int?
        var unitedBecause: String?
        var notes: [String]?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "total": total = try json.int()
            case "proved": proved = try json.int()
            case "repairs": repairs = try json.int()
            case "largest_difference_levels": largestDifferenceLevels = try json.optional(Int.self)
            case "united_because": unitedBecause = try json.optional(String.self)
            case "notes": notes = try json.value([String].self)
            default: try json.skip()
            }
        }
        self.init(
            total: try json.require(total, "total"), proved: try json.require(proved, "proved"),
            repairs: try json.require(repairs, "repairs"), largestDifferenceLevels: largestDifferenceLevels,
            unitedBecause: unitedBecause, notes: try json.require(notes, "notes"))
    }
}

extension SeamHistory: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("least_care", leastCare)
            json.field("repairs", repairs)
            json.field("notes", notes)
            json.field("united_because", optional: unitedBecause)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var history = SeamHistory()
        try json.object { key, json throws(JSONError) in
            switch key {
            case "least_care": history.leastCare = try json.int()
            case "repairs": history.repairs = try json.int()
            case "notes": history.notes = try json.value([String].self)
            case "united_because": history.unitedBecause = try json.optional(String.self)
            default: try json.skip()
            }
        }
        self = history
    }
}
