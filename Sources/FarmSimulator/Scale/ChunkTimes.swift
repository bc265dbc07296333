import FarmModel

/// How long the chunks of a video take: as measured ones differ from each other.
public struct ChunkTimes: Equatable, Sendable {
    /// Times of measured chunks as shares of their mean.
    public let shares: [Double]

    /// Nil without a time above zero.
    public init?(measured seconds: [Double]) {
        let seconds = seconds.filter { $0 > 0 && $0.isFinite }
        let mean = seconds.reduce(0, +) / Double(max(1, seconds.count))
        guard mean > 0 else { return nil }
        shares = seconds.map { $0 / mean }
    }

    /// Processor times of thirty chunks of two seconds: a zoom into a fractal, a test pattern, noise, a gradient and a
    /// cellular automaton, 640x360, under a blur and a sharpening, as one worker rendered them. The hardest is ten times
    /// the easiest.
    public static let usual = ChunkTimes(shares: [
        0.34, 0.36, 0.36, 0.37, 0.38, 0.39, 0.42, 0.43, 0.44, 0.45, 0.46, 0.48, 0.52, 0.52, 0.58,
        0.63, 0.74, 0.85, 1.02, 1.15, 1.19, 1.21, 1.44, 1.68, 1.82, 1.90, 1.91, 2.09, 2.59, 3.28,
    ])

    private init(shares: [Double]) { self.shares = shares }

    /// Milliseconds of each of so many chunks with this mean, and an overhead that does not depend on their length.
    public func chunks(
        _ count: Int, meanMilliseconds: Double, overheadMilliseconds: Double = 0, random: inout SeededNumbers
    ) -> [Int] {
        (0..<count).map { _ in
            let share = random.pick(shares) ?? 1
            return max(1, Int((share * meanMilliseconds + overheadMilliseconds).rounded()))
        }
    }
}
