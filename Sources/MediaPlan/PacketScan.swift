import FarmModel

/// The timestamps of a video stream as its container tells them: ffprobe's packet list, read line by line.
public struct PacketScan: Sendable {
    private var presented: [Int64] = []
    private var keys: [Int64] = []
    private var lastDecode: Int64?
    private var firstIsKey: Bool?
    private var packets = 0
    private var missingPts = 0
    private var disorderedDts = 0
    private var unreadableLines = 0
    private var hasTooMany = false

    public init() {}

    public static func arguments(for input: String) -> [String] {
        [
            "-v", "error", "-select_streams", "V:0", "-show_entries", "packet=pts,dts,flags", "-of", "csv=p=0",
            CommandPieces.fileName(input),
        ]
    }

    /// Takes one line `pts,dts,flags[,…]` without its line feed. Side data makes ffprobe print empty lines as well.
    public mutating func read(line: UnsafeRawBufferPointer) {
        guard !line.isEmpty, !line.allSatisfy({ $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\r") }) else { return }
        let fields = line.split(separator: UInt8(ascii: ","), maxSplits: 3, omittingEmptySubsequences: false)
        guard fields.count >= 3 else {
            unreadableLines += 1
            return
        }
        guard packets < MediaLimits.packets else {
            hasTooMany = true
            return
        }
        packets += 1
        noteDecodeTime(DecimalText.integer(fields[1]))
        let isKey = fields[2].contains(UInt8(ascii: "K"))
        if firstIsKey == nil { firstIsKey = isKey }
        guard let pts = DecimalText.integer(fields[0]), pts.magnitude < MediaLimits.timestampMagnitude.magnitude else {
            missingPts += 1
            return
        }
        if isKey { keys.append(pts) }
        // A packet that the container marks as discarded is decoded, and its frame thrown away.
        if !fields[2].contains(UInt8(ascii: "D")) { presented.append(pts) }
    }

    private mutating func noteDecodeTime(_ dts: Int64?) {
        guard let dts else { return }
        if let last = lastDecode, dts <= last { disorderedDts += 1 }
        lastDecode = dts
    }

    /// The result, after the last line. `complaint` is what ffprobe wrote on stderr, if anything.
    public consuming func finish(complaint: String?) -> Result {
        presented.sort()
        keys.sort()
        var distrust: [Distrust] = []
        if missingPts > 0 { distrust.append(.missingTimestamps(missingPts)) }
        if disorderedDts > 0 { distrust.append(.disorderedDecodeTimes(disorderedDts)) }
        let repeated = zip(presented, presented.dropFirst()).count { $0 == $1 }
        if repeated > 0 { distrust.append(.repeatedTimestamps(repeated)) }
        if unreadableLines > 0 { distrust.append(.unreadableLines(unreadableLines)) }
        if firstIsKey == false { distrust.append(.startsWithoutKeyFrame) }
        if let firstKey = keys.first, let first = presented.first, first < firstKey {
            distrust.append(.framesBeforeFirstKey)
        }
        if let complaint, !complaint.isEmpty { distrust.append(.demuxerComplained(complaint)) }
        return Result(pts: presented, keys: keys, packets: packets, hasTooMany: hasTooMany, distrust: distrust)
    }

    public struct Result: Equatable, Sendable {
        /// Sorted presentation timestamps of the frames that are shown.
        public var pts: [Int64]
        /// Sorted timestamps of the key frames, those that are not shown included.
        public var keys: [Int64]
        public var packets: Int
        /// There were more packets than this program takes on.
        public var hasTooMany: Bool
        /// Reasons not to take the container's word.
        public var distrust: [Distrust]

        public init(pts: [Int64], keys: [Int64], packets: Int, hasTooMany: Bool, distrust: [Distrust]) {
            self.pts = pts
            self.keys = keys
            self.packets = packets
            self.hasTooMany = hasTooMany
            self.distrust = distrust
        }

        public var needsDecodeScan: Bool { !distrust.isEmpty || pts.isEmpty }

        /// The decode times run backwards or packets are unnamed in time: a seek may land anywhere.
        public var canSeek: Bool {
            distrust.allSatisfy { reason in
                switch reason {
                case .disorderedDecodeTimes, .unreadableLines, .demuxerComplained: false
                case .missingTimestamps, .repeatedTimestamps, .startsWithoutKeyFrame, .framesBeforeFirstKey: true
                }
            }
        }
    }

    /// A reason not to trust a container's timestamps.
    public enum Distrust: Equatable, Sendable, CustomStringConvertible {
        case missingTimestamps(Int)
        case disorderedDecodeTimes(Int)
        case repeatedTimestamps(Int)
        case unreadableLines(Int)
        case startsWithoutKeyFrame
        case framesBeforeFirstKey
        case demuxerComplained(String)

        public var description: String {
            switch self {
            case .missingTimestamps(let count): "\(count) packets have no timestamp"
            case .disorderedDecodeTimes(let count): "decode times run backwards in \(count) places"
            case .repeatedTimestamps(let count): "\(count) timestamps appear twice"
            case .unreadableLines(let count): "\(count) packets are described in a way that is not understood"
            case .startsWithoutKeyFrame: "the stream does not begin with a key frame"
            case .framesBeforeFirstKey: "frames are shown before the first key frame"
            case .demuxerComplained(let words): "ffprobe complained: \(words)"
            }
        }
    }
}
