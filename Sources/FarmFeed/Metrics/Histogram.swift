/// How often something took how long. The bounds are those of Prometheus, in seconds.
public struct Histogram: Equatable, Sendable {
    public let bounds: [Double]
    /// For each bound how many observations were not above it, and above the one before; the last count is for the rest.
    public private(set) var counts: [Int]
    public private(set) var sum = 0.0

    /// From a tenth of a millisecond, which a message takes, to seconds, which only a machine in trouble takes.
    public static let latencyBounds = [
        0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
    ]

    public init(bounds: [Double] = latencyBounds) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    public var count: Int { counts.reduce(0, +) }

    public mutating func observe(seconds: Double) {
        let value = max(0, seconds)
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }
}
