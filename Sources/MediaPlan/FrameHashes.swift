import FarmModel

/// The frames of a video by time and content, from ffmpeg's `framemd5`.
public struct FrameHashes: Equatable, Sendable {
    public private(set) var timeBase: Rational?
    public private(set) var pts: [Int64] = []
    public private(set) var hashes: [FrameHash] = []
    private var listing = FrameListing()

    /// 128 bits of MD5, compared and never trusted against an adversary.
    public struct FrameHash: Equatable, Sendable {
        var high: UInt64
        var low: UInt64
    }

    public init() {}

    public static func == (left: FrameHashes, right: FrameHashes) -> Bool {
        left.timeBase == right.timeBase && left.pts == right.pts && left.hashes == right.hashes
    }

    /// Decoded pixels at the file's own times.
    public static func arguments(for input: String, timeBase: Rational, ffmpeg: FFmpegFacts) -> [String] {
        ["-nostdin", "-v", "error", "-copyts"] + InputFormats.reading(input) + ["-map", "0:V:0"]
            + CommandPieces.passthrough(ffmpeg) + ["-enc_time_base:v", MediaTime.text(timeBase), "-f", "framemd5", "-"]
    }

    /// Takes one line without its line feed; lines that are not of such a list, and more frames than a plan may have,
    /// are left out.
    public mutating func read(line: UnsafeRawBufferPointer) {
        let frame = listing.read(line)
        if timeBase == nil { timeBase = listing.timeBase(ofStream: 0) }
        guard let frame, frame.stream == 0, pts.count < MediaLimits.packets, let hash = Self.hash(frame.hash) else {
            return
        }
        pts.append(frame.pts)
        hashes.append(hash)
    }

    private static func hash(_ digits: UnsafeRawBufferPointer.SubSequence) -> FrameHash? {
        var words: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in digits {
            guard let digit = Self.value(ofHexDigit: byte) else { break }
            let carried = words.0 << 4 | words.1 >> 60
            words = (carried, words.1 << 4 | digit)
            count += 1
        }
        return count == 32 ? FrameHash(high: words.0, low: words.1) : nil
    }

    private static func value(ofHexDigit byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
        default: nil
        }
    }
}

/// How two videos differ, frame by frame.
public struct VideoComparison: Equatable, Sendable {
    public var leftFrames: Int
    public var rightFrames: Int
    /// Frames with the same number and other pixels, and the first of them.
    public var differentPixels = 0
    public var firstDifferentPixels: Int?
    /// Frames whose times are more than one tick of the coarser time base apart, and the first of them.
    public var differentTimestamps = 0
    public var firstDifferentTimestamp: Int?
    public var largestTimestampDifferenceSeconds = 0.0

    public var areEqual: Bool {
        leftFrames == rightFrames && leftFrames > 0 && differentPixels == 0 && differentTimestamps == 0
    }

    public init(_ left: FrameHashes, _ right: FrameHashes) {
        leftFrames = left.pts.count
        rightFrames = right.pts.count
        for index in 0..<min(leftFrames, rightFrames) where left.hashes[index] != right.hashes[index] {
            differentPixels += 1
            firstDifferentPixels = firstDifferentPixels ?? index
        }
        if let leftBase = left.timeBase, let rightBase = right.timeBase {
            compareTimes(left.pts, leftBase, right.pts, rightBase)
        }
    }

    private mutating func compareTimes(_ left: [Int64], _ leftBase: Rational, _ right: [Int64], _ rightBase: Rational) {
        // Both sides in units of 1/(d1·d2) seconds: exact, and far from the end of 128 bits.
        let leftFactor = Int128(leftBase.numerator) * Int128(rightBase.denominator)
        let rightFactor = Int128(rightBase.numerator) * Int128(leftBase.denominator)
        let coarserTick = max(leftFactor, rightFactor)
        var largest: Int128 = 0
        for (index, pair) in zip(left, right).enumerated() {
            let difference = abs(Int128(pair.0) * leftFactor - Int128(pair.1) * rightFactor)
            largest = max(largest, difference)
            guard difference > coarserTick else { continue }
            differentTimestamps += 1
            firstDifferentTimestamp = firstDifferentTimestamp ?? index
        }
        let unit = Double(leftBase.denominator) * Double(rightBase.denominator)
        largestTimestampDifferenceSeconds = Double(largest) / unit
    }
}
