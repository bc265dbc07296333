/// One figure, measured several times.
public struct Spread: Equatable, Sendable {
    public let least: Double
    public let median: Double
    public let most: Double
    public let count: Int

    /// Runs further apart than this share of their median say little about differences smaller than it.
    public static let wideShare = 0.15

    /// Nil without a value.
    public init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        least = first
        most = last
        count = sorted.count
        let middle = sorted.count / 2
        median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The distance of the extremes as a share of the median.
    public var width: Double { median > 0 ? (most - least) / median : 0 }

    public var isWide: Bool { width > Self.wideShare }

    /// Not one run of either is among those of the other.
    public func isApart(from other: Spread) -> Bool { most < other.least || other.most < least }
}
