import FarmModel

/// The part of the input that `--from` and `--to` choose, by the times of its frames.
public struct InputPart: Equatable, Sendable {
    /// The chosen frames, as indices into the ordered timestamps.
    public var frames: Range<Int>
    /// Timestamps of the first of them and of the first frame behind them, on the input's own clock; nil for the end.
    public var firstPts: Int64
    public var endPts: Int64?
    /// Timestamps after the video's first frame that the chosen frames lie between; nil where there is no bound.
    var fromTicks: Int64?
    var toTicks: Int64?
    private let timeBase: Rational

    /// Nil when the request wants the whole input. `pts` are the timestamps of all frames, in order.
    public init?(of request: VideoRequest, pts: [Int64], timeBase: Rational) throws(RequestRefusal) {
        guard request.isTrimmed, let first = pts.first else { return nil }
        let from = request.fromMicroseconds.map { Self.ticks($0, timeBase) }
        let to = request.toMicroseconds.map { Self.ticks($0, timeBase) }
        let start = pts.firstIndex { $0 - first >= from ?? 0 } ?? pts.count
        let end = to.flatMap { to in pts.firstIndex { $0 - first >= to } } ?? pts.count
        guard start < end else {
            let length = MediaTime.secondsText((pts.last ?? first) - first, in: timeBase)
            throw RequestRefusal(
                "this part of the video is empty", "no frame lies in it; the last one is \(length) s after the first",
                "choose other moments with --from and --to")
        }
        self.timeBase = timeBase
        frames = start..<end
        firstPts = pts[start]
        fromTicks = from
        toTicks = to
        endPts = end < pts.count ? pts[end] : nil
    }

    /// The first tick that is not before the moment.
    private static func ticks(_ microseconds: Int64, _ base: Rational) -> Int64 {
        let product = Int128(microseconds) * Int128(base.denominator)
        let divisor = Int128(base.numerator) * 1_000_000
        return Int64(clamping: (product + divisor - 1) / divisor)
    }

    /// Cuts the frames out in front of all other filters, and lets them begin at zero.
    var filter: String {
        let bounds = [fromTicks.map { "start_pts=\($0)" }, toTicks.map { "end_pts=\($0)" }].compactMap { $0 }
        return "setpts=PTS-STARTPTS,trim=\(bounds.joined(separator: ":")),setpts=PTS-STARTPTS"
    }

    /// Options in front of the input from which audio and all else is taken.
    var sourceArguments: [String] { Self.sourceArguments(from: firstPts, to: endPts, timeBase: timeBase) }

    /// Audio lasts as long as the pictures are shown: from the first frame to the first one behind the part.
    static func sourceArguments(from first: Int64, to end: Int64?, timeBase: Rational) -> [String] {
        let start = MediaTime.microseconds(first, in: timeBase)
        var arguments = ["-seek_timestamp", "1", "-ss", MediaTime.secondsText(microseconds: start)]
        if let end {
            let length = MediaTime.microseconds(end, in: timeBase) - start
            arguments += ["-t", MediaTime.secondsText(microseconds: length)]
        }
        return arguments
    }
}
