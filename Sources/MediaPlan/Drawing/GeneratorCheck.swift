import FarmModel

/// What is known of ffmpeg's own picture sources.
public enum GeneratorCheck {
    /// The source as ffmpeg's `lavfi` takes it. Frames are numbered anew, so that each has one time and no other; sources
    /// never end by themselves.
    public static func graph(_ source: String, size: PictureSize, rate: Rational, frames: Int) -> String {
        let separator = source.contains("=") ? ":" : "="
        return "\(source)\(separator)size=\(size.width)x\(size.height):rate=\(MediaTime.text(rate)),"
            + "settb=\(rate.denominator)/\(rate.numerator),setpts=N,trim=end_frame=\(frames)"
    }

    /// For ffprobe: what the pixels of a graph are.
    public static func probeArguments(_ graph: String) -> [String] {
        ["-v", "error", "-f", "lavfi", "-show_entries", "stream=pix_fmt", "-of", "csv=p=0", "-i", graph]
    }

    public static func pixelFormat(inOutput output: [UInt8]) -> String? {
        let line = output.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: ",") }
        return line.isEmpty || line.count > FarmLimits.nameBytes ? nil : String(decoding: line, as: UTF8.self)
    }

    /// Why a source cannot be used at all.
    public static func objection(to source: String) -> String? {
        guard let name = name(of: source) else {
            return "`\(source)` is not one source with its options, as in `testsrc2` or `mandelbrot=maxiter=2000`"
        }
        guard names.contains(name) else {
            return "`\(name)` is not known as a source of pictures; there are \(names.joined(separator: ", "))"
        }
        let options = source.dropFirst(name.utf8.count + 1).split(separator: ":")
        for option in options where ["s", "size", "r", "rate", "duration", "d"].contains(option.prefix { $0 != "=" }) {
            return "`\(option)` is set by --size, --fps and --seconds"
        }
        return nil
    }

    /// Why a source has to be run in one piece; nil where each chunk can begin at its own frame.
    public static func reasonForOnePiece(_ source: String) -> String? {
        guard let name = name(of: source), !makesPicturesByTime.contains(name) else { return nil }
        return "`\(name)` makes each picture from the one before"
    }

    private static func name(of source: String) -> String? {
        let name = String(source.prefix { $0 != "=" })
        let isPlain = source.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "_=:.-+#@|/".utf8.contains(byte)
            }
        }
        return isPlain && !name.isEmpty ? name : nil
    }

    /// The picture depends on the frame's time alone: what comes before it can be thrown away.
    private static let makesPicturesByTime: Set = [
        "color", "mandelbrot", "mptestsrc", "pal75bars", "pal100bars", "rgbtestsrc", "smptebars", "smptehdbars",
        "testsrc", "testsrc2", "yuvtestsrc",
    ]

    private static let names = makesPicturesByTime.union(["cellauto", "gradients", "life", "sierpinski"]).sorted()
}
