/// For each pixel along one side of a target: where its source pixels begin, and how much each of them counts.
///
/// The filter is Catmull and Rom's cubic, stretched where the picture gets smaller so that no detail flickers. It leaves a
/// picture alone that is neither moved nor scaled.
struct FilterWeights {
    /// The same number for each pixel: 4, or a multiple of 8.
    let taps: Int
    private(set) var starts: [Int32] = []
    /// In 16384ths; those of a pixel are all of it together, so that an even colour stays what it is.
    private(set) var weights: [Int16] = []

    private static let whole = 16_384

    /// `count` pixels from `first` on; the target begins at `targetStart` and its pixels are `ratio` source pixels wide.
    init(
        first: Int, count: Int, targetStart: Double, sourceStart: Double, ratio: Double, sourceCount: Int
    ) {
        let scale = max(1, ratio)
        let support = 2 * scale
        let needed = min(sourceCount, Int((2 * support).rounded(.up)))
        taps = needed <= 4 ? 4 : (needed + 7) / 8 * 8
        starts.reserveCapacity(count)
        weights.reserveCapacity(count * taps)
        var kernel = [Double](repeating: 0, count: needed)
        for pixel in first..<(first + max(0, count)) {
            let center = sourceStart + (Double(pixel) + 0.5 - targetStart) * ratio
            // The filter is zero where it ends.
            let low = Int((center - support - 0.5).rounded(.down)) + 1
            let high = Int((center + support - 0.5).rounded(.up)) - 1
            let start = min(max(0, low), sourceCount - needed)
            for tap in 0..<needed { kernel[tap] = 0 }
            var sum = 0.0
            for index in low...max(low, high) {
                let weight = Self.cubic((Double(index) + 0.5 - center) / scale)
                // Beyond its edges a picture goes on as it ends.
                let inside = min(max(index, 0), sourceCount - 1) - start
                guard kernel.indices.contains(inside) else { continue }
                kernel[inside] += weight
                sum += weight
            }
            starts.append(Int32(start))
            append(kernel, sum)
        }
    }

    private mutating func append(_ kernel: [Double], _ sum: Double) {
        let scale = Double(Self.whole) / sum
        var rest = Self.whole
        var largest = (weight: 0, place: weights.count)
        for weight in kernel {
            // Truncating a positive number rounds it without asking the system's library.
            let share = Int(weight * scale + Double(Self.whole) + 0.5) - Self.whole
            if share > largest.weight { largest = (share, weights.count) }
            weights.append(Int16(truncatingIfNeeded: share))
            rest -= share
        }
        for _ in kernel.count..<taps { weights.append(0) }
        // What rounding left over is lost least where most is.
        weights[largest.place] += Int16(truncatingIfNeeded: rest)
    }

    private static func cubic(_ distance: Double) -> Double {
        let x = abs(distance)
        if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
        if x < 2 { return ((2.5 - 0.5 * x) * x - 4) * x + 2 }
        return 0
    }
}

/// How much of each pixel along one side lies between two edges.
struct EdgeCoverage {
    let first: Int
    let end: Int
    private let start: Double
    private let stop: Double

    init(start: Double, length: Double, limit: Int) {
        self.start = start
        stop = start + length
        let bounds = 0...Double(limit)
        first = Int(min(max(start.rounded(.down), bounds.lowerBound), bounds.upperBound))
        end = max(first, Int(min(max(stop.rounded(.up), bounds.lowerBound), bounds.upperBound)))
    }

    var isEmpty: Bool { first >= end }
    var range: Range<Int> { first..<end }

    func share(of pixel: Int) -> Double { max(0, min(stop, Double(pixel) + 1) - max(start, Double(pixel))) }
}
