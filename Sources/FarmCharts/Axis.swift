/// A range of values on a range of pixels, with round numbers to mark.
struct Axis {
    let values: ClosedRange<Double>
    let start: Double
    let end: Double
    let ticks: [Double]

    /// From 0 to a round number at or above `top`.
    init(upTo top: Double, from start: Double, to end: Double, ticks wanted: Int = 5) {
        let top = top > 0 && top.isFinite ? top : 1
        let step = Self.roundStep(top / Double(max(1, wanted)))
        let count = Int((top / step - 1e-9).rounded(.up))
        values = 0...(step * Double(max(1, count)))
        ticks = (0...max(1, count)).map { Double($0) * step }
        self.start = start
        self.end = end
    }

    /// Exactly these values, marked where they are.
    init(_ values: ClosedRange<Double>, marks: [Double], from start: Double, to end: Double) {
        self.values = values
        ticks = marks
        self.start = start
        self.end = end
    }

    func place(_ value: Double) -> Double {
        let length = values.upperBound - values.lowerBound
        let share = length > 0 ? (value - values.lowerBound) / length : 0
        return start + min(1, max(0, share)) * (end - start)
    }

    /// `3`, `0.5`, `0.25`: as many digits as the step needs.
    func label(_ tick: Double) -> String {
        let step = ticks.count > 1 ? ticks[1] - ticks[0] : tick
        let digits = step.rounded() == step ? 0 : (step * 10).rounded() == step * 10 ? 1 : 2
        return ChartWords.decimal(tick, digits: digits)
    }

    /// 1, 2 or 5 times a power of ten, at or above `step`.
    static func roundStep(_ step: Double) -> Double {
        var power = 1.0
        while power > step { power /= 10 }
        while power * 10 <= step { power *= 10 }
        for factor in [1.0, 2, 5] where factor * power >= step * (1 - 1e-9) { return factor * power }
        return power * 10
    }
}
