import FarmModel
import JSONText

/// What ffprobe lists beside a stream or a picture, as far as anything here depends on it.
struct SideData {
    var rotation: Int?
    private var mastering: HighDynamicRange.MasteringDisplay?
    private var light: HighDynamicRange.ContentLight?

    var highDynamicRange: HighDynamicRange? {
        mastering == nil && light == nil ? nil : HighDynamicRange(mastering: mastering, light: light)
    }

    mutating func readList(_ json: inout JSONReader) throws(JSONError) {
        var all = self
        try json.array { (json) throws(JSONError) in
            var entry = Entry()
            try json.object { (key, json) throws(JSONError) in try entry.read(key, &json) }
            // A matrix that turns nothing round is told as a number out of all bounds.
            if let rotation = entry.rotation, (-360...360).contains(rotation) { all.rotation = rotation }
            all.mastering = entry.mastering ?? all.mastering
            all.light = entry.light ?? all.light
        }
        self = all
    }

    /// One element of the list. Chromaticities and luminances are fractions.
    private struct Entry {
        var rotation: Int?
        private var fractions: [String: Rational] = [:]
        private var greatest: Int?
        private var greatestAverage: Int?

        mutating func read(_ key: JSONKey, _ json: inout JSONReader) throws(JSONError) {
            switch key {
            case "rotation": rotation = try json.int()
            case "max_content": greatest = try json.int()
            case "max_average": greatestAverage = try json.int()
            default:
                let name = key.text
                guard Self.fractionNames.contains(name) else { return try json.skip() }
                fractions[name] = DecimalText.fraction(try json.string())
            }
        }

        private static let fractionNames: Set<String> = [
            "red_x", "red_y", "green_x", "green_y", "blue_x", "blue_y", "white_point_x", "white_point_y",
            "min_luminance", "max_luminance",
        ]

        var light: HighDynamicRange.ContentLight? {
            guard let greatest, let greatestAverage, (0...65_535).contains(greatest),
                (0...65_535).contains(greatestAverage)
            else { return nil }
            return HighDynamicRange.ContentLight(greatest: greatest, greatestAverage: greatestAverage)
        }

        var mastering: HighDynamicRange.MasteringDisplay? {
            guard let red = point("red"), let green = point("green"), let blue = point("blue"),
                let white = point("white_point"), let least = count("min_luminance", of: 10_000),
                let greatest = count("max_luminance", of: 10_000)
            else { return nil }
            return HighDynamicRange.MasteringDisplay(
                red: red, green: green, blue: blue, white: white, leastLuminance: least, greatestLuminance: greatest)
        }

        private func point(_ name: String) -> HighDynamicRange.Point? {
            guard let x = count(name + "_x", of: 50_000), let y = count(name + "_y", of: 50_000) else { return nil }
            return HighDynamicRange.Point(x: x, y: y)
        }

        /// The fraction in parts of a unit, rounded.
        private func count(_ name: String, of parts: Int64) -> Int? {
            guard let fraction = fractions[name], fraction.numerator >= 0 else { return nil }
            return Int((fraction.numerator * parts + fraction.denominator / 2) / fraction.denominator)
        }
    }
}

/// A look at the first picture, for what only the pictures themselves say about the light.
public enum LightScan {
    /// Such a video may carry HDR10's metadata in its pictures.
    public static func isWorthwhile(_ probe: ProbeReport) -> Bool {
        guard let video = probe.video else { return false }
        return video.colorTransfer == "smpte2084" && video.highDynamicRange == nil
    }

    public static func arguments(for input: String) -> [String] {
        ["-v", "error"] + InputFormats.guards(input) + [
            "-select_streams", "V:0", "-read_intervals", "%+#1", "-show_entries",
            "frame=media_type:frame_side_data_list", "-of", "json", CommandPieces.fileName(input),
        ]
    }

    /// Nil where the first picture says nothing of its light.
    public static func read(_ output: [UInt8]) -> HighDynamicRange? {
        (try? readJSON(Frames.self, from: output))?.light
    }

    private struct Frames: JSONReadable {
        var light: HighDynamicRange?

        init(from json: inout JSONReader) throws(JSONError) {
            var data = SideData()
            try json.object { (key, json) throws(JSONError) in
                guard key == "frames" else { return try json.skip() }
                try json.array { (json) throws(JSONError) in
                    try json.object { (key, json) throws(JSONError) in
                        if key == "side_data_list" { try data.readList(&json) } else { try json.skip() }
                    }
                }
            }
            light = data.highDynamicRange
        }
    }
}
