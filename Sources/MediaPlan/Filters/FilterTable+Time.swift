import FarmModel

/// Filters that work by the times of frames, or change them.
extension FilterTable {
    static let timeRules = [
        FilterRule("fade", judge: fade), FilterRule("fps", judge: constantRate),
        FilterRule("minterpolate", judge: interpolation), FilterRule("setpts", judge: timestamps),
        FilterRule("settb", judge: timeBase),
    ]

    /// A fade by time is a function of time; a fade by frames is one of their number.
    private static func fade(_ filter: FilterGraph.Filter) -> FilterJudgement {
        let timed: Set = ["type", "start_time", "duration", "alpha", "color", "enable"]
        let options = filter.arguments.map { $0.option ?? "" }
        if timed.isSuperset(of: options), filter.has("duration") {
            return FilterJudgement(.absoluteTime, "How far it has got depends on the time of the frame.")
        }
        guard let fade = frameFade(filter, options) else {
            return FilterJudgement(
                .frameCounter, "Counts frames and goes by time as well; with `st` and `d` alone it goes by time.")
        }
        var judgement = FilterJudgement(
            .frameCounter,
            "Counts frames; chunks count on, and those that begin within the fade are run from its start.")
        judgement.edits = [FilterEdit(range: filter.place..<filter.end, kind: .fade(fade))]
        judgement.unbroken = fade.unbroken
        return judgement
    }

    /// Nil for a fade that is not by frames alone, or so long that chunks within it would cost more than they save.
    private static func frameFade(_ filter: FilterGraph.Filter, _ options: [String]) -> FrameFade? {
        let counted: Set = ["type", "start_frame", "nb_frames", "alpha", "color"]
        let last = FilterEdit.largestFrame
        guard counted.isSuperset(of: options),
            let type = ["in": true, "0": true, "out": false, "1": false][filter.value("type") ?? "in"],
            let start = filter.number("start_frame", usually: 0, in: 0...last),
            let count = filter.number("nb_frames", usually: 25, in: 1...FilterLimits.warmUpFrames)
        else { return nil }
        let rest = ["alpha", "color"].compactMap { name in filter.value(name).map { ":\(name)=\($0)" } }.joined()
        // A colour that needs quotes has its name.
        guard rest.utf8.allSatisfy({ !"'\\,;[] ".utf8.contains($0) }), rest.count(where: { $0 == ":" }) <= 2 else {
            return nil
        }
        return FrameFade(isIn: type, start: start, count: count, rest: rest)
    }

    private static func constantRate(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard !filter.has("start_time") else {
            return .wholeStream("With `start_time` it fills the time before the first frame.")
        }
        guard let rate = FrameRate.parsed(filter.value("fps") ?? "25") else {
            return .unknown("The frame rate is not a plain number.")
        }
        return .window(1, 2, "Shows at each tick the frame that is nearest in time.", frames: .rate(rate))
    }

    private static func interpolation(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let rate = FrameRate.parsed(filter.value("fps") ?? "60") else {
            return .unknown("The frame rate is not a plain number.")
        }
        return .window(4, 4, "Makes each picture from the ones around its tick.", frames: .rate(rate))
    }

    private static func timestamps(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard filter.value("expr") ?? "PTS" != "PTS" else {
            return FilterJudgement(.stateless, "Leaves the times as they are.")
        }
        guard let argument = filter.argument("expr"), let move = TimeMove(argument.value.text) else {
            return .wholeStream("Gives the frames times that depend on more than their own.")
        }
        var judgement = FilterJudgement(
            .absoluteTime, "Moves the time of each frame by a rule, which the cuts of the chunks go by as well.")
        judgement.timeMove = move
        // Chunks are handed frames whose times begin at zero already, and their own first frame is another.
        if move.beginsAtZero {
            judgement.edits = FilterExpression(argument.value).edits(of: ["STARTPTS"]) { _ in .fixed("0") }
        }
        return judgement
    }

    private static func timeBase(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard filter.value("expr") ?? "intb" != "intb" else {
            return FilterJudgement(.stateless, "Leaves the time base as it is.")
        }
        return .wholeStream("Rounds the times to another time base, and cuts are made by time.")
    }
}

/// Frame rates as filters take them.
enum FrameRate {
    static func parsed(_ text: String) -> Rational? {
        if let named = names[text] { return named }
        if let whole = Int64(text) { return whole > 0 ? Rational(whole, 1) : nil }
        return DecimalText.rational(text) ?? decimal(text)
    }

    /// `12.5` and `29.97`, exactly as ffmpeg takes them with up to three decimals.
    private static func decimal(_ text: String) -> Rational? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...3).contains(parts[1].utf8.count), let whole = Int64(parts[0]), whole >= 0,
            let fraction = Int64(parts[1]), fraction >= 0, whole < 100_000
        else { return nil }
        var scale: Int64 = 1
        for _ in 0..<parts[1].utf8.count { scale *= 10 }
        let numerator = whole * scale + fraction
        let divisor = greatestCommonDivisor(numerator, scale)
        return numerator > 0 ? Rational(numerator / divisor, scale / divisor) : nil
    }

    static func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
        right == 0 ? max(1, left) : greatestCommonDivisor(right, left % right)
    }

    /// `ntsc-film` is missing: `fps` takes it for a subtraction.
    private static let names: [String: Rational] = {
        let pairs: [(String, Int64, Int64)] = [
            ("ntsc", 30000, 1001), ("pal", 25, 1), ("film", 24, 1), ("ntsc_film", 24000, 1001),
        ]
        var rates: [String: Rational] = [:]
        for (name, numerator, denominator) in pairs { rates[name] = Rational(numerator, denominator) }
        return rates
    }()
}
