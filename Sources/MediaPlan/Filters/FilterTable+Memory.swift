/// Filters that look at frames around, or remember what came before.
extension FilterTable {
    static let memoryRules = [
        FilterRule("tmix", judge: temporalMix), FilterRule("tmedian", judge: temporalMedian),
        FilterRule("tmidequalizer", judge: temporalEqualizer), FilterRule("tblend", judge: blendWithNext),
        FilterRule("tlut2", judge: blendWithNext), FilterRule("amplify", judge: amplification),
        FilterRule("dedot", .window(2, 2, "Compares each picture with the two before and the two after.")),
        FilterRule("deflicker", judge: flicker), FilterRule("atadenoise", judge: averagingDenoiser),
        FilterRule("fftdnoiz", judge: fftDenoiser), FilterRule("normalize", judge: normalization),
        FilterRule("noise", judge: noise), FilterRule("vignette", judge: vignette),
        FilterRule("hqdn3d", .init(.converging(warmUpFrames: 72), denoiserReason)), FilterRule("lagfun", judge: lag),
        FilterRule("photosensitivity", judge: flashes), FilterRule("cue", judge: waiting),
        FilterRule("scroll", judge: scrolling),
    ]

    private static let denoiserReason =
        "Each picture leans on all that came before, in quiet areas for a long time; with warm-up it differs by a level "
        + "or so."

    private static func temporalMix(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let frames = filter.number("frames", usually: 3, in: 1...1024) else {
            return .unknown("The number of frames is not a plain number.")
        }
        return .window(frames, 0, "Mixes each picture with the ones before it: \(frames) in all.")
    }

    private static func temporalMedian(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let radius = filter.number("radius", usually: 1, in: 1...127) else {
            return .unknown("The radius is not a plain number.")
        }
        return .window(
            0, 2 * radius, "Takes the median over \(2 * radius + 1) frames, and gives \(2 * radius) frames less.",
            frames: .shortened(first: 0, last: 2 * radius))
    }

    private static func temporalEqualizer(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let radius = filter.number("radius", usually: 5, in: 1...127) else {
            return .unknown("The radius is not a plain number.")
        }
        return .window(radius, radius, "Evens the brightness out over \(radius) frames on both sides.")
    }

    private static func blendWithNext(_ filter: FilterGraph.Filter) -> FilterJudgement {
        .window(
            1, 0, "Mixes each picture with the one before it, and gives none for the first.",
            frames: .shortened(first: 1, last: 0))
    }

    private static func amplification(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let radius = filter.number("radius", usually: 2, in: 1...63) else {
            return .unknown("The radius is not a plain number.")
        }
        return .window(
            1, 2 * radius, "Compares each picture with \(2 * radius + 1) frames, and gives as many less.",
            frames: .shortened(first: 1, last: 2 * radius))
    }

    private static func flicker(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let size = filter.number("size", usually: 5, in: 2...129) else {
            return .unknown("The number of frames is not a plain number.")
        }
        return .window(size, size, "Evens the brightness out over \(size) frames.")
    }

    private static func averagingDenoiser(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let size = filter.number("s", usually: 9, in: 5...129) else {
            return .unknown("The number of frames is not a plain number.")
        }
        return .window(size / 2, size / 2, "Averages each pixel over up to \(size) frames.")
    }

    private static func fftDenoiser(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let prev = filter.number("prev", usually: 0, in: 0...1),
            let next = filter.number("next", usually: 0, in: 0...1)
        else {
            return .unknown("`prev` or `next` is not a plain number.")
        }
        guard prev + next > 0 else { return FilterJudgement(.stateless, "Removes noise within each picture.") }
        return .window(prev, next, "Compares each picture with its neighbours.")
    }

    private static func normalization(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let smoothing = filter.number("smoothing", usually: 0, in: 0...Int.max) else {
            return .unknown("The smoothing is not a plain number.")
        }
        guard smoothing > 0 else {
            return FilterJudgement(.stateless, "Stretches each picture by its own darkest and brightest pixel.")
        }
        guard smoothing <= FilterLimits.warmUpFrames else {
            return .wholeStream("It smooths over more frames than are worth a chunk.")
        }
        return .window(smoothing, 0, "Stretches each picture by the extremes of \(smoothing + 1) frames.")
    }

    private static func noise(_ filter: FilterGraph.Filter) -> FilterJudgement {
        let flags = filter.arguments.filter { ($0.option ?? "_flags").hasFlagsSuffix }
        for flag in flags.flatMap({ $0.value.text.split { "+|-".contains($0) } }) {
            if flag == "t" { return .wholeStream("With the flag `t` the noise is drawn anew from frame to frame.") }
            if flag == "a" { return .wholeStream("With the flag `a` the noise is mixed with that of earlier frames.") }
            guard ["u", "p"].contains(flag) else { return .unknown("The flag `\(flag)` is not known.") }
        }
        return FilterJudgement(.stateless, "Adds the same noise to each picture.")
    }

    private static func vignette(_ filter: FilterGraph.Filter) -> FilterJudgement {
        ["0", "false", "no"].contains(filter.value("dither"))
            ? FilterJudgement(.stateless, "Darkens the corners of each picture.")
            : .wholeStream("Its dither runs on from frame to frame; `dither=0` turns it off.")
    }

    private static func lag(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let decay = filter.has("decay") ? DecimalText.number(filter.value("decay") ?? "") : 0.95,
            (0...1).contains(decay)
        else { return .unknown("The decay is not a plain number.") }
        var frames = 0
        // Until a difference of all 65,536 levels is less than half of one.
        var rest = 131_072.0
        while rest > 1, frames <= FilterLimits.warmUpFrames {
            rest *= decay
            frames += 1
        }
        guard frames <= FilterLimits.warmUpFrames else {
            return .wholeStream("With this `decay` bright pixels stay for too long.")
        }
        return FilterJudgement(
            .converging(warmUpFrames: frames), "Bright pixels of all that came before fade slowly, and leave a trace.")
    }

    private static func flashes(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let frames = filter.number("frames", usually: 30, in: 2...240) else {
            return .unknown("The number of frames is not a plain number.")
        }
        return FilterJudgement(
            .converging(warmUpFrames: 4 * frames), "Mixes pictures with the one that it gave before, while they flash.")
    }

    private static func waiting(_ filter: FilterGraph.Filter) -> FilterJudgement {
        filter.arguments.isEmpty
            ? FilterJudgement(.stateless, "Hands each picture on.") : .wholeStream("Waits for a time of the clock.")
    }

    private static func scrolling(_ filter: FilterGraph.Filter) -> FilterJudgement {
        .wholeStream("Moves each picture on from where it left the one before.")
    }
}

extension String {
    /// `all_flags`, `c0_flags`, …, or a value whose place means nothing known.
    fileprivate var hasFlagsSuffix: Bool { hasSuffix("_flags") || hasSuffix("f") }
}
