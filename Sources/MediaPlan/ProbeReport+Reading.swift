import FarmModel
import JSONText

extension ProbeReport: JSONReadable {
    public init(from json: inout JSONReader) throws(JSONError) {
        var report = ProbeReport()
        try json.object { (key, json) throws(JSONError) in
            switch key {
            case "streams": report.streams = try json.array(of: ProbedStream.self, limit: MediaLimits.streams)
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
            switch key {
            case "index": stream.index = try json.int()
            case "codec_type": stream.kind = Kind(rawValue: try json.string()) ?? .other
            case "codec_name": stream.codec = try json.string()
            case "profile": stream.profile = try json.string()
            case "width": stream.width = try json.int()
            case "height": stream.height = try json.int()
            case "pix_fmt": stream.pixelFormat = try json.string()
            case "field_order": stream.fieldOrder = try json.string()
            case "time_base": stream.timeBase = DecimalText.rational(try json.string())
            case "r_frame_rate": stream.nominalFrameRate = DecimalText.rational(try json.string())
            case "avg_frame_rate": stream.averageFrameRate = DecimalText.rational(try json.string())
            case "start_time": stream.startMicroseconds = DecimalText.microseconds(try json.string())
            case "extradata_hash": stream.extradataHash = try json.string()
            case "nb_read_packets": stream.packets = Int(try json.string())
            case "disposition": try stream.readDisposition(&json)
            case "tags": try stream.readTags(&json)
            case "side_data_list": try stream.readSideData(&json)
            default: try json.skip()
            }
        }
        self = stream
    }

    private mutating func readDisposition(_ json: inout JSONReader) throws(JSONError) {
        var stream = self
        try json.object { (key, json) throws(JSONError) in
            guard try json.int() != 0 else { return }
            stream.dispositions.append(key.text)
            if key == "attached_pic" { stream.isAttachedPicture = true }
        }
        self = stream
    }

    private mutating func readTags(_ json: inout JSONReader) throws(JSONError) {
        var stream = self
        try json.object { (key, json) throws(JSONError) in
            switch key {
            case "language": stream.language = try json.string()
            case "title": stream.title = try json.string()
            case "handler_name": stream.handlerName = try json.string()
            default: try json.skip()
            }
        }
        self = stream
    }

    private mutating func readSideData(_ json: inout JSONReader) throws(JSONError) {
        var stream = self
        try json.array { (json) throws(JSONError) in
            try json.object { (key, json) throws(JSONError) in
                if key == "rotation" {
                    stream.rotation = try json.int()
                } else {
                    try json.skip()
                }
            }
        }
        self = stream
    }
}
