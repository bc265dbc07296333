import FarmModel
import JSONText

extension ProbeReport: JSONReadable {
    public init(from json: inout JSONReader) throws(JSONError) {
        var report = ProbeReport()
        try json.object { (key, json) throws(JSONError) in
            switch key {
            case "streams": report.streams = try json.array(of: ProbedStream.self, limit: MediaLimits.streams)
            case "chapters": report.chapters = try json.array(of: ProbedChapter.self, limit: MediaLimits.chapters)
            case "format": try report.readFormat(&json)
            default: try json.skip()
            }
        }
        self = report
    }

    private mutating func readFormat(_ json: inout JSONReader) throws(JSONError) {
        var report = self
        try json.object { (key, json) throws(JSONError) in
            switch key {
            case "format_name":
                report.formatNames = try json.string().split(separator: ",").map(String.init)
            case "start_time": report.startMicroseconds = DecimalText.microseconds(try json.string())
            case "duration": report.durationSeconds = DecimalText.number(try json.string())
            case "tags": report.tags = try json.tags()
            default: try json.skip()
            }
        }
        self = report
    }
}

extension ProbedStream: JSONReadable {
    public init(from json: inout JSONReader) throws(JSONError) {
        var stream = ProbedStream()
        try json.object { (key, json) throws(JSONError) in
            if try !stream.readPicture(key, &json) { try stream.readRest(key, &json) }
        }
        self = stream
    }

    /// Returns whether it knows the key.
    private mutating func readPicture(_ key: JSONKey, _ json: inout JSONReader) throws(JSONError) -> Bool {
        switch key {
        case "width": width = try json.int()
        case "height": height = try json.int()
        case "pix_fmt": pixelFormat = try json.string()
        case "level": level = try json.int()
        case "field_order": fieldOrder = try json.string()
        case "sample_aspect_ratio": sampleAspectRatio = try json.string()
        case "color_range": colorRange = try json.string()
        case "color_space": colorSpace = try json.string()
        case "color_transfer": colorTransfer = try json.string()
        case "color_primaries": colorPrimaries = try json.string()
        case "r_frame_rate": nominalFrameRate = DecimalText.rational(try json.string())
        case "avg_frame_rate": averageFrameRate = DecimalText.rational(try json.string())
        case "side_data_list": try readSideData(&json)
        default: return false
        }
        return true
    }

    private mutating func readRest(_ key: JSONKey, _ json: inout JSONReader) throws(JSONError) {
        switch key {
        case "index": index = try json.int()
        case "codec_type": kind = Kind(rawValue: try json.string()) ?? .other
        case "codec_name": codec = try json.string()
        case "codec_tag_string": codecTag = try json.string()
        case "profile": profile = try json.string()
        case "time_base": timeBase = DecimalText.rational(try json.string())
        case "start_time": startMicroseconds = DecimalText.microseconds(try json.string())
        case "duration": durationSeconds = DecimalText.number(try json.string())
        case "sample_rate": sampleRate = Int(try json.string())
        case "channels": channels = try json.int()
        case "extradata_hash": extradataHash = try json.string()
        case "nb_read_packets": packets = Int(try json.string())
        case "disposition": try readDisposition(&json)
        case "tags": tags = try json.tags()
        default: try json.skip()
        }
    }

    private mutating func readDisposition(_ json: inout JSONReader) throws(JSONError) {
        var names: [String] = []
        try json.object { (key, json) throws(JSONError) in
            if try json.int() != 0 { names.append(key.text) }
        }
        dispositions = names
        isAttachedPicture = names.contains("attached_pic")
    }

    private mutating func readSideData(_ json: inout JSONReader) throws(JSONError) {
        var data = SideData()
        try data.readList(&json)
        rotation = data.rotation ?? rotation
        highDynamicRange = data.highDynamicRange ?? highDynamicRange
    }
}

extension ProbedChapter: JSONReadable {
    public init(from json: inout JSONReader) throws(JSONError) {
        var chapter = ProbedChapter()
        try json.object { (key, json) throws(JSONError) in
            switch key {
            case "start_time": chapter.startMicroseconds = DecimalText.microseconds(try json.string())
            case "end_time": chapter.endMicroseconds = DecimalText.microseconds(try json.string())
            case "tags": chapter.title = try json.tags().first { $0.key == "title" }?.value
            default: try json.skip()
            }
        }
        self = chapter
    }
}

extension JSONReader {
    fileprivate mutating func tags() throws(JSONError) -> [MediaTag] {
        var tags: [MediaTag] = []
        try object { (key, json) throws(JSONError) in
            tags.append(MediaTag(key.text, try json.string()))
        }
        return tags
    }
}
