import FarmModel

/// When each frame of a video is shown, and where decoding may begin. What a plan is made from.
public struct FrameTimeline: Equatable, Sendable {
    /// Strictly increasing, never empty.
    public let pts: [Int64]
    /// Sorted timestamps of key frames to seek to; empty when decoding has to begin at the start.
    public let keys: [Int64]
    public let timeBase: Rational

    /// Nil without frames, or when their timestamps do not increase.
    public init?(pts: [Int64], keys: [Int64], timeBase: Rational) {
        guard !pts.isEmpty, zip(pts, pts.dropFirst()).allSatisfy({ $0 < $1 }),
            zip(keys, keys.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return nil }
        self.pts = pts
        self.keys = keys
        self.timeBase = timeBase
    }

    public var frameCount: Int { pts.count }

    /// A key frame to seek to for decoding `pts`: `back` before the last that could do, because pictures that follow a key
    /// frame in time may lean on the group before it, and some demuxers land late. Nil: decode from the beginning.
    public func seekTarget(for wanted: Int64, back: Int) -> Int64? {
        let candidates = keys.indices.partitionPoint { keys[$0] <= wanted }
        let target = candidates - 1 - back
        // Seeking to the very first key frame gains nothing, and some demuxers lose frames by it.
        return target > 0 ? keys[target] : nil
    }

    /// There is hardly a place to seek to: a chunk has to decode nearly everything before it.
    public var decodesFromStart: Bool { keys.count < 4 }

    /// Indexes of the frames that are key frames, in order.
    public var keyFrameIndexes: [Int] {
        var indexes: [Int] = []
        var key = keys.startIndex
        for (index, value) in pts.enumerated() {
            while key < keys.endIndex, keys[key] < value { key += 1 }
            guard key < keys.endIndex else { break }
            if keys[key] == value { indexes.append(index) }
        }
        return indexes
    }

    /// The first frame at or after `time`; `frameCount` when there is none.
    public func firstFrame(from time: Int64) -> Int { pts.countBelow(time) }
}
