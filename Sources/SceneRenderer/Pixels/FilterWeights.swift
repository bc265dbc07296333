/// For each pixel along one side of a target: where its source pixels begin, and how much each of them counts.
///
/// The filter is Catmull and Rom's cubic, stretched where the picture gets smaller so that no detail flickers. It leaves a
/// picture alone that is neither moved nor scaled.
struct FilterWeights {
    /// The same number for each pixel.
    let taps: Int
    private(set) var starts: [Int32] = []
    private(set) var weights: [Float] = []

    /// `count` pixels from `first` on; the target begins at `targetStart` and its pixels are `ratio` source pixels wide.
    init(
        first: Int, count: Int, targetStart: Double, sourceStart: Double, ratio: Double, sourceCount: Int
    ) {
        let scale = max(1, ratio)
        let support = 2 * scale
        taps = min(sourceCount, Int((2 * support).rounded(.up)))
        starts.reserveCapacity(count)
        weights.reserveCapacity(count * taps)
        var kernel = [Double](repeating: 0, count: taps)
        for pixel in first..<(first + max(0, count)) {
            let center = sourceStart + (Double(pixel) + 0.5 - targetStart) * ratio
            // The filter is zero where it ends.
            let low = Int((center - support - 0.5).rounded(.down)) + 1
            let high = Int((center + support - 0.5).rounded(.up)) - 1
            let start = min(max(0, low), sourceCount - taps)
            for tap in 0..<taps { kernel[tap] = 0 }
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
            for weight in kernel { weights.append(Float(weight / sum)) }
        }
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

    func share(of pixel: Int) -> Float {
        Float(max(0, min(stop, Double(pixel) + 1) - max(start, Double(pixel))))
    }
}
