/// What a frame costs, measured over some frames: processor time with one thread.
public struct FrameCost: Equatable, Sendable {
    /// Decoding, filters and encoding.
    public var nanoseconds: Int64
    /// Decoding alone.
    public var decodeNanoseconds: Int64

    public init(nanoseconds: Int64, decodeNanoseconds: Int64) {
        self.nanoseconds = nanoseconds
        self.decodeNanoseconds = decodeNanoseconds
    }
}

/// What each frame of a video costs. A frame of many bytes shows much, and takes longer to decode and to encode than one
/// of few: between two scenes of one film there may be a factor of ten.
public struct FrameCosts: Equatable, Sendable {
    private let base: Double
    private let perByte: Double
    private let decodeBase: Double
    private let decodePerByte: Double
    /// Bytes of all frames before each, and of all; nil where every frame is taken to cost the same.
    private var bytesBefore: [Int64]?
    public private(set) var frameCount: Int

    /// Every frame costs the same.
    public init(_ cost: FrameCost, frameCount: Int) {
        base = Double(max(0, cost.nanoseconds))
        decodeBase = min(base, Double(max(0, cost.decodeNanoseconds)))
        (perByte, decodePerByte) = (0, 0)
        bytesBefore = nil
        self.frameCount = frameCount
    }

    /// Measured in two places whose frames differ in size; what lies between them and beyond lies on a straight line.
    public init(_ first: Place, _ second: Place, decodeNanoseconds: Int64, sizes: FrameSizes) {
        let distance = second.bytesPerFrame - first.bytesPerFrame
        let measured = distance == 0 ? 0 : (second.nanoseconds - first.nanoseconds) / distance
        // A frame without bytes does not cost less than nothing.
        let most = first.bytesPerFrame > 0 ? first.nanoseconds / first.bytesPerFrame : 0
        let slope = min(max(0, measured), most)
        // What cannot be put down to the bytes is shared by all.
        let level = slope > 0 ? first.nanoseconds : (first.nanoseconds + second.nanoseconds) / 2
        let decoding = min(Double(max(0, decodeNanoseconds)), first.nanoseconds)
        // Decoding grows at most as the bytes do; what grows beyond that is the encoder's.
        let decodeSlope = min(slope, first.bytesPerFrame > 0 ? decoding / first.bytesPerFrame : 0)
        perByte = slope
        base = level - slope * first.bytesPerFrame
        decodePerByte = decodeSlope
        decodeBase = decoding - decodeSlope * first.bytesPerFrame
        bytesBefore = sizes.bytesBefore
        frameCount = sizes.frameCount
    }

    /// What frames cost in one place of a video, and how large they are there.
    public struct Place: Equatable, Sendable {
        public var nanoseconds: Double
        public var bytesPerFrame: Double

        public init(nanoseconds: Double, bytesPerFrame: Double) {
            self.nanoseconds = nanoseconds
            self.bytesPerFrame = bytesPerFrame
        }
    }

    /// Nanoseconds for these frames.
    public func rendering(_ frames: Range<Int>) -> Double { cost(of: frames, base, perByte) }

    /// Nanoseconds for decoding these frames and nothing else.
    public func decoding(_ frames: Range<Int>) -> Double { cost(of: frames, decodeBase, decodePerByte) }

    public var renderingAll: Double { rendering(0..<frameCount) }

    public var renderingMilliseconds: Int { Int(min(renderingAll / 1e6, 1e15)) }

    /// On average over the whole video.
    public var average: FrameCost {
        let frames = Double(max(1, frameCount))
        return FrameCost(
            nanoseconds: Int64(min(renderingAll / frames, 1e18)),
            decodeNanoseconds: Int64(min(decoding(0..<frameCount) / frames, 1e18)))
    }

    /// Of a part of the video, whose first frame is then frame 0.
    public func part(_ frames: Range<Int>) -> FrameCosts {
        let frames = frames.clamped(to: 0..<frameCount)
        var part = self
        part.frameCount = frames.count
        part.bytesBefore = bytesBefore.map { Array($0[frames.lowerBound...frames.upperBound]) }
        return part
    }

    /// Before which frame this share of all the work is done.
    public func frame(atShare share: Double) -> Int {
        // Sums of broken numbers are a little off: a frame is not moved by that.
        let wanted = renderingAll * share * (1 - 1e-9)
        return (0..<frameCount).partitionPoint { rendering(0..<$0) < wanted }
    }

    private func cost(of frames: Range<Int>, _ base: Double, _ perByte: Double) -> Double {
        let frames = frames.clamped(to: 0..<frameCount)
        guard let bytesBefore else { return Double(frames.count) * base }
        let bytes = bytesBefore[frames.upperBound] - bytesBefore[frames.lowerBound]
        return Double(frames.count) * base + Double(bytes) * perByte
    }
}

/// How many bytes the frames of a video have in its file, in the order in which they are decoded: but for a few frames
/// that is the order in which they are shown.
public struct FrameSizes: Equatable, Sendable {
    let bytesBefore: [Int64]

    /// Nil without frames.
    public init?(_ sizes: [Int32]) {
        guard !sizes.isEmpty else { return nil }
        var sums: [Int64] = [0]
        sums.reserveCapacity(sizes.count + 1)
        var sum: Int64 = 0
        for size in sizes {
            sum += Int64(max(0, size))
            sums.append(sum)
        }
        bytesBefore = sums
    }

    public var frameCount: Int { bytesBefore.count - 1 }

    public func bytesPerFrame(_ frames: Range<Int>) -> Double {
        let frames = frames.clamped(to: 0..<frameCount)
        guard !frames.isEmpty else { return 0 }
        return Double(bytesBefore[frames.upperBound] - bytesBefore[frames.lowerBound]) / Double(frames.count)
    }

    /// Of the frames at which decoding may begin the one behind which frames differ most in size from those of `measured`;
    /// nil where they differ too little to matter anywhere.
    public func farthest(from measured: Range<Int>, among keys: [Int]) -> Int? {
        let usual = bytesPerFrame(measured)
        guard usual > 0 else { return nil }
        let difference = { (key: Int) -> Double in
            let there = bytesPerFrame(key..<key + measured.count)
            return max(there / usual, usual / max(1, there))
        }
        let reachable = keys.filter { $0 >= measured.upperBound && $0 + measured.count <= frameCount }
        guard let best = reachable.max(by: { difference($0) < difference($1) }) else { return nil }
        return difference(best) >= Self.worthMeasuring ? best : nil
    }

    /// Frames half as large again cost at most half as much again, which a plan can bear not to know.
    private static let worthMeasuring = 1.5
}
