import FarmModel

/// What a seam's two sides say about each other.
enum SeamJudgement: Equatable {
    /// The pictures agree; with the largest difference where a small one is allowed.
    case proved(differenceLevels: Int)
    case broken(String)

    /// `left` ends where `right` begins.
    init(left: ChunkFile, right: ChunkFile, rule: SeamRule) {
        let (tail, head) = (left.seams.tail, right.seams.head)
        guard !tail.isEmpty || !head.isEmpty else {
            self = .broken("neither side has a frame to show")
            return
        }
        guard tail.map(\.pts) == head.map(\.pts) else {
            self = .broken("the two sides show frames of other times: \(Self.times(tail)) and \(Self.times(head))")
            return
        }
        var largest = 0
        for (one, other) in zip(tail, head) where one.hash != other.hash {
            guard rule == .close else {
                self = .broken("the pictures at \(one.pts) differ")
                return
            }
            guard let difference = Self.difference(one.samples, other.samples) else {
                self = .broken("the pictures at \(one.pts) cannot be compared")
                return
            }
            largest = max(largest, difference)
        }
        self =
            largest <= FarmLimits.seamDifferenceLevels
            ? .proved(differenceLevels: largest) : .broken("the pictures differ by \(largest) levels")
    }

    /// The largest distance of two values; nil when there is nothing to compare.
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> Int? {
        guard !left.isEmpty, left.count == right.count else { return nil }
        return zip(left, right).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
    }

    private static func times(_ frames: [SeamFrame]) -> String {
        frames.isEmpty ? "none" : frames.prefix(4).map { String($0.pts) }.joined(separator: ", ")
    }
}
