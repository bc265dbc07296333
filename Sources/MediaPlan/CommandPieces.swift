import FarmModel

/// What several of ffmpeg's command lines have in common.
enum CommandPieces {
    /// A path as ffmpeg takes it for a file, whatever is in its name.
    static func fileName(_ path: String) -> String {
        let isSpecial = path.utf8.first == UInt8(ascii: "-") || path.utf8.contains(UInt8(ascii: ":"))
        return isSpecial || path.utf8.contains(UInt8(ascii: "%")) ? "file:" + path : path
    }

    /// Every frame once, at its own time.
    static func passthrough(_ ffmpeg: FFmpegFacts) -> [String] {
        [ffmpeg.hasFpsMode ? "-fps_mode" : "-vsync", "passthrough"]
    }

    /// The time base that the encoder counts in. Where filters change the frame rate it is theirs, and where nobody
    /// knows theirs, the input's refined until nothing visible is lost.
    static func outputTimeBase(check: FilterCheck, timeBase: Rational) -> Rational {
        switch check.frames {
        case .same, .shortened: return timeBase
        case .multiplied(let factor):
            return Rational(timeBase.numerator, timeBase.denominator * Int64(factor)) ?? timeBase
        case .rate, .unknown: break
        }
        if let rate = check.outputRate, let ticks = Rational(rate.denominator, rate.numerator) { return ticks }
        let fineEnough: Int64 = 90_000
        let factor = max(1, (fineEnough + timeBase.denominator - 1) / timeBase.denominator)
        return Rational(timeBase.numerator, timeBase.denominator * factor) ?? timeBase
    }

    /// The frame rate of the output, where one can be named.
    static func outputRate(filter: String?, probe: ProbeReport) -> Rational? {
        let check = FilterCheck(filter)
        switch check.frames {
        case .same, .shortened: return probe.video?.averageFrameRate
        case .multiplied(let factor):
            return probe.video?.averageFrameRate.flatMap { Rational($0.numerator * Int64(factor), $0.denominator) }
        case .rate, .unknown: return check.outputRate
        }
    }
}
