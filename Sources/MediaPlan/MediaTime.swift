import FarmModel

/// Times as ffmpeg counts them: integers in a time base. Nothing here passes through a floating-point number.
public enum MediaTime {
    /// `ticks` of `base` in microseconds, rounded to the nearest and halves away from zero, as ffmpeg does.
    public static func microseconds(_ ticks: Int64, in base: Rational) -> Int64 {
        rescale(ticks, Int128(base.numerator) * 1_000_000, Int128(base.denominator))
    }

    /// `ticks` of `from` counted in `to`, rounded to the nearest and halves away from zero.
    public static func rescale(_ ticks: Int64, from: Rational, to: Rational) -> Int64 {
        rescale(
            ticks, Int128(from.numerator) * Int128(to.denominator),
            Int128(from.denominator) * Int128(max(1, to.numerator)))
    }

    /// Seconds with six decimals, as ffmpeg's options take them.
    public static func secondsText(microseconds: Int64) -> String {
        let magnitude = microseconds.magnitude
        let fraction = String(magnitude % 1_000_000)
        let padding = String(repeating: "0", count: 6 - fraction.utf8.count)
        return (microseconds < 0 ? "-" : "") + "\(magnitude / 1_000_000).\(padding)\(fraction)"
    }

    /// `ticks` of `base` as seconds with six decimals.
    public static func secondsText(_ ticks: Int64, in base: Rational) -> String {
        secondsText(microseconds: microseconds(ticks, in: base))
    }

    public static func text(_ base: Rational) -> String { "\(base.numerator)/\(base.denominator)" }

    private static func rescale(_ ticks: Int64, _ factor: Int128, _ divisor: Int128) -> Int64 {
        // 63 bits of ticks by 51 bits of factor fit into 127 bits with room for the rounding.
        let product = Int128(ticks) * factor
        let half = divisor / 2
        let rounded = (product + (product < 0 ? -half : half)) / divisor
        return Int64(clamping: rounded)
    }
}
