/// Amdahl's law laid through measured times: with N workers a job takes `serial + parallel / N`.
public struct AmdahlFit: Equatable, Sendable {
    /// The times at one worker that more workers do not shorten, and that they share.
    public let serialSeconds: Double
    public let parallelSeconds: Double
    /// Where the serial fraction lies in nineteen of twenty repetitions of the measurement.
    public let fractionLow: Double
    public let fractionHigh: Double
    public let confidence: Confidence

    public enum Confidence: String, Equatable, Sendable, CaseIterable {
        case sound
        /// The interval of the serial fraction is too wide to build on.
        case uncertain
        /// Runs with the most workers are among those with the fewest: whatever the fit says, it is noise.
        case noise
    }

    /// How long the same job took with so many workers, once for each run.
    public struct Times: Equatable, Sendable {
        public var workers: Int
        public var seconds: [Double]

        public init(workers: Int, seconds: [Double]) {
            self.workers = workers
            self.seconds = seconds
        }
    }

    /// A wider interval cannot tell a limit of five from one of two.
    private static let widestInterval = 0.3
    /// Enough that the interval's ends stand still to a hundredth.
    private static let resamplings = 2_000

    /// The share of a single worker's time that more workers do not shorten.
    public var serialFraction: Double {
        let total = serialSeconds + parallelSeconds
        return total > 0 ? serialSeconds / total : 0
    }

    /// The speed-up that no number of workers exceeds; nil where no serial part can be seen.
    public var limit: Double? { serialFraction > 0 ? 1 / serialFraction : nil }

    public func seconds(workers: Double) -> Double { serialSeconds + parallelSeconds / workers }

    /// Nil unless there are times for two numbers of workers at least.
    public init?(_ sweep: [Times], random: inout some RandomNumberGenerator) {
        let sweep = sweep.filter { !$0.seconds.isEmpty && $0.workers > 0 }.sorted { $0.workers < $1.workers }
        guard let line = Line(through: sweep), let first = sweep.first, let last = sweep.last else { return nil }
        serialSeconds = line.serial
        parallelSeconds = line.parallel
        let fractions = Self.resampledFractions(sweep, random: &random)
        fractionLow = fractions[fractions.count / 40]
        fractionHigh = fractions[fractions.count - 1 - fractions.count / 40]
        if let few = Spread(first.seconds), let many = Spread(last.seconds), !few.isApart(from: many) {
            confidence = .noise
        } else {
            let isKnown = sweep.contains { $0.seconds.count > 1 } && fractionHigh - fractionLow <= Self.widestInterval
            confidence = isKnown ? .sound : .uncertain
        }
    }

    /// The fractions of fits through runs that are drawn anew, in order.
    private static func resampledFractions(
        _ sweep: [Times], random: inout some RandomNumberGenerator
    ) -> [Double] {
        var fractions: [Double] = []
        for _ in 0..<resamplings {
            let drawn = sweep.map { Times(workers: $0.workers, seconds: resampled($0.seconds, random: &random)) }
            guard let line = Line(through: drawn), line.serial + line.parallel > 0 else { continue }
            fractions.append(line.serial / (line.serial + line.parallel))
        }
        // Times of nothing have no fraction; any will do.
        return fractions.isEmpty ? [0] : fractions.sorted()
    }

    /// As many values, drawn with replacement. A few runs lie closer together than the truth; that is made good for.
    private static func resampled(_ values: [Double], random: inout some RandomNumberGenerator) -> [Double] {
        guard values.count > 1 else { return values }
        let mean = values.reduce(0, +) / Double(values.count)
        let widening = (Double(values.count) / Double(values.count - 1)).squareRoot()
        return values.indices.map { _ in
            mean + (values[Int.random(in: values.indices, using: &random)] - mean) * widening
        }
    }

    /// The line through `seconds` over `1 / workers` with the least squares of relative errors; neither part negative.
    private struct Line {
        let serial: Double
        let parallel: Double

        init?(through sweep: [Times]) {
            guard Set(sweep.map(\.workers)).count > 1 else { return nil }
            var (weight, x, y, xx, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
            for times in sweep {
                for seconds in times.seconds where seconds > 0 {
                    let share = 1 / (seconds * seconds)
                    let inverse = 1 / Double(times.workers)
                    weight += share
                    x += share * inverse
                    y += share * seconds
                    xx += share * inverse * inverse
                    xy += share * inverse * seconds
                }
            }
            let determinant = weight * xx - x * x
            guard weight > 0, determinant > 0 else { return nil }
            let slope = (weight * xy - x * y) / determinant
            let base = (y - slope * x) / weight
            if base < 0 {
                (serial, parallel) = (0, max(0, xy / xx))
            } else if slope < 0 {
                (serial, parallel) = (y / weight, 0)
            } else {
                (serial, parallel) = (base, slope)
            }
        }
    }
}

/// The serial fraction that one measured speed-up implies (Karp and Flatt). Where it grows with the workers, it is
/// overhead that grows, and not a part that cannot be shared. Nil for one worker.
public func karpFlatt(speedUp: Double, workers: Int) -> Double? {
    guard workers > 1, speedUp > 0 else { return nil }
    let share = 1 / Double(workers)
    return (1 / speedUp - share) / (1 - share)
}
