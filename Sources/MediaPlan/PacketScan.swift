import FarmModel

/// The timestamps of a video stream as its container tells them, taken packet by packet.
public struct PacketScan: Sendable {
    private var presented: [Int64] = []
    private var sizes: [Int32] = []
    private var keys: [Int64] = []
    private var lastDecode: Int64?
    private var firstIsKey: Bool?
    private var packets = 0
    private var missingPts = 0
    private var disorderedDts = 0
    private var damaged = 0
    private var hasTooMany = false

    public init() {}

    mutating func note(_ packet: PacketLine) {
        guard packets < MediaLimits.packets else {
            hasTooMany = true
            return
        }
        packets += 1
        if packet.isDamaged { damaged += 1 }
        noteDecodeTime(packet.dts)
        if firstIsKey == nil { firstIsKey = packet.isKey }
        guard let pts = packet.pts, pts.magnitude < MediaLimits.timestampMagnitude.magnitude else {
            missingPts += 1
            return
        }
        if packet.isKey { keys.append(pts) }
        // A packet that the container marks as discarded is decoded, and its frame thrown away.
        guard !packet.isDiscarded else { return }
        presented.append(pts)
        sizes.append(packet.sizeBytes)
    }

    private mutating func noteDecodeTime(_ dts: Int64?) {
        guard let dts else { return }
        if let last = lastDecode, dts <= last { disorderedDts += 1 }
        lastDecode = dts
    }

    /// The result, after the last packet.
    consuming func finish(words: ProbeWords) -> Result {
        presented.sort()
        keys.sort()
        var distrust: [Distrust] = []
        if missingPts > 0 { distrust.append(.missingTimestamps(missingPts)) }
        if disorderedDts > 0 { distrust.append(.disorderedDecodeTimes(disorderedDts)) }
        let repeated = zip(presented, presented.dropFirst()).count { $0 == $1 }
        if repeated > 0 { distrust.append(.repeatedTimestamps(repeated)) }
        if damaged > 0 || words.tellsOfDamage { distrust.append(.damagedPackets) }
        if firstIsKey == false { distrust.append(.startsWithoutKeyFrame) }
        if let firstKey = keys.first, let first = presented.first, first < firstKey {
            distrust.append(.framesBeforeFirstKey)
        }
        if let complaint = words.complaint { distrust.append(.demuxerComplained(complaint)) }
        return Result(
            pts: presented, sizes: sizes, keys: keys, packets: packets, hasTooMany: hasTooMany, distrust: distrust)
    }

    public struct Result: Equatable, Sendable {
        /// Sorted presentation timestamps of the frames that are shown.
        public var pts: [Int64]
        /// Bytes of these frames, in the order in which they are decoded.
        public var sizes: [Int32]
        /// Sorted timestamps of the key frames, those that are not shown included.
        public var keys: [Int64]
        public var packets: Int
        /// There were more packets than this program takes on.
        public var hasTooMany: Bool
        /// Reasons not to take the container's word.
        public var distrust: [Distrust]

        public init(
            pts: [Int64], sizes: [Int32] = [], keys: [Int64], packets: Int, hasTooMany: Bool, distrust: [Distrust]
        ) {
            self.pts = pts
            self.sizes = sizes
            self.keys = keys
            self.packets = packets
            self.hasTooMany = hasTooMany
            self.distrust = distrust
        }

        public var needsDecodeScan: Bool { !distrust.isEmpty || pts.isEmpty }

        /// Every packet is called a key frame: true of some codecs, and a container's carelessness with others.
        public var callsAllKeys: Bool { packets > 1 && keys.count == packets }

        /// Packets before the first key frame cannot be decoded, and make the decoder complain: no sign of damage.
        public var beginsInTheMiddle: Bool {
            distrust.contains(.startsWithoutKeyFrame) || distrust.contains(.framesBeforeFirstKey)
        }

        /// The decode times run backwards or packets are unnamed in time: a seek may land anywhere.
        public var canSeek: Bool {
            distrust.allSatisfy { reason in
                switch reason {
                case .disorderedDecodeTimes, .damagedPackets: false
                case .demuxerComplained: beginsInTheMiddle
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
        case damagedPackets
        case startsWithoutKeyFrame
        case framesBeforeFirstKey
        case demuxerComplained(String)

        public var description: String {
            switch self {
            case .missingTimestamps(let count): "\(count) packets have no timestamp"
            case .disorderedDecodeTimes(let count): "decode times run backwards in \(count) places"
            case .repeatedTimestamps(let count): "\(count) timestamps appear twice"
            case .damagedPackets: "packets arrived damaged"
            case .startsWithoutKeyFrame: "the stream does not begin with a key frame"
            case .framesBeforeFirstKey: "frames are shown before the first key frame"
            case .demuxerComplained(let words): "ffprobe complained: \(words)"
            }
        }
    }
}
