import FarmModel

/// Reads what ffmpeg's `framecrc` and `framemd5` write: a head that names the time base of each stream, then one line
/// for each packet: `stream, dts, pts, duration, size, hash`.
struct FrameListing: Sendable {
    private var timeBases: [Int: Rational] = [:]

    /// One packet of the list. `hash` points into the line.
    struct Line {
        var stream: Int
        var pts: Int64
        var duration: Int64
        var size: Int64
        var hash: UnsafeRawBufferPointer.SubSequence
    }

    /// How many streams the head names.
    var streamCount: Int { (timeBases.keys.max() ?? -1) + 1 }

    func timeBase(ofStream stream: Int) -> Rational? { timeBases[stream] }

    /// Takes one line without its line feed. Nil for lines of the head, and for what is no line of such a list.
    mutating func read(_ line: UnsafeRawBufferPointer) -> Line? {
        if line.first == UInt8(ascii: "#") {
            readHead(String(decoding: line, as: UTF8.self))
            return nil
        }
        let fields = line.split(separator: UInt8(ascii: ","), maxSplits: 6, omittingEmptySubsequences: false)
        guard fields.count >= 6, let stream = DecimalText.integer(fields[0]), stream >= 0,
            stream < Int64(MediaLimits.streams), let pts = DecimalText.integer(fields[2]),
            pts.magnitude < MediaLimits.timestampMagnitude.magnitude, let size = DecimalText.integer(fields[4])
        else { return nil }
        let duration = DecimalText.integer(fields[3]) ?? 0
        let hash = fields[5].drop { $0 == UInt8(ascii: " ") }
        return Line(stream: Int(stream), pts: pts, duration: duration, size: size, hash: hash)
    }

    /// `#tb 0: 1/12800`
    private mutating func readHead(_ line: String) {
        guard line.hasPrefix("#tb ") else { return }
        let parts = line.dropFirst(4).split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let stream = Int(parts[0]), stream >= 0, stream < MediaLimits.streams else { return }
        timeBases[stream] = DecimalText.rational(String(parts[1].drop { $0 == " " }))
    }
}
