import FarmModel

/// The timestamps of a video stream as the decoder gives them, from ffmpeg's `framecrc`: slower than asking the
/// container, and always what the filters will see.
public struct DecodeScan: Sendable {
    private var listing = FrameListing()
    private var pts: [Int64] = []
    private var firstSize: Int64?
    private var changesSize = false
    private var hasTooMany = false

    public init() {}

    /// Without audio: the timestamps are the container's own, so no other stream matters. Pictures keep their sizes, so
    /// that a change shows; `-autoscale 0` says the same to old versions only.
    public static func arguments(for input: String, timeBase: Rational, ffmpeg: FFmpegFacts) -> [String] {
        ["-nostdin", "-v", "error", "-copyts"] + InputFormats.reading(input) + ["-map", "0:V:0"]
            + ["-noautoscale"] + CommandPieces.passthrough(ffmpeg) + [
                "-enc_time_base:v", MediaTime.text(timeBase), "-f", "framecrc", "-",
            ]
    }

    /// What the list says its times count in; nil before its head was read.
    public var timeBase: Rational? { listing.timeBase(ofStream: 0) }
    public var frames: Int { pts.count }

    public mutating func read(line: UnsafeRawBufferPointer) {
        guard let frame = listing.read(line), frame.stream == 0 else { return }
        guard pts.count < MediaLimits.packets else {
            hasTooMany = true
            return
        }
        pts.append(frame.pts)
        if let firstSize {
            if frame.size != firstSize { changesSize = true }
        } else {
            firstSize = frame.size
        }
    }

    /// The result, after the last line. `complaint` is what the decoder wrote on stderr, if anything.
    public consuming func finish(complaint: String? = nil) -> Result {
        let isIncreasing = zip(pts, pts.dropFirst()).allSatisfy { $0 < $1 }
        return Result(
            pts: pts, isIncreasing: isIncreasing, changesSize: changesSize, hasTooMany: hasTooMany,
            complaint: complaint)
    }

    public struct Result: Equatable, Sendable {
        /// In the order in which the decoder gave the frames.
        public var pts: [Int64]
        public var isIncreasing: Bool
        /// The pictures are not all of one size: the filters start anew in the middle.
        public var changesSize: Bool
        public var hasTooMany: Bool
        /// What the decoder objected to first, if anything.
        public var complaint: String?

        /// The decoder gave what the container had promised, without an objection.
        public func confirms(_ packets: PacketScan.Result) -> Bool {
            complaint == nil && !changesSize && pts == packets.pts
        }

        public init(
            pts: [Int64], isIncreasing: Bool, changesSize: Bool, hasTooMany: Bool, complaint: String? = nil
        ) {
            self.pts = pts
            self.isIncreasing = isIncreasing
            self.changesSize = changesSize
            self.hasTooMany = hasTooMany
            self.complaint = complaint
        }
    }
}
