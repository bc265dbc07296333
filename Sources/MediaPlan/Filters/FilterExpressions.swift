/// Which options of which filters are expressions that are worked out anew for each frame.
struct FilterExpressions {
    var options: [String]
    var counters: [String]
    var times: [String] = ["t", "pts"]
    /// `eval=init`, the default of these filters, works them out only once.
    var onlyWithEval: String?

    /// Makes the judgement of a filter one that knows its expressions, and the switch `enable` that most filters have.
    static func examine(_ filter: FilterGraph.Filter, _ judgement: inout FilterJudgement) {
        if let facts = table[filter.name], facts.isEvaluatedForEachFrame(in: filter) {
            for argument in filter.arguments where argument.option.map(facts.options.contains) ?? false {
                apply(argument, counters: facts.counters, times: facts.times, &judgement)
            }
        }
        guard let enable = filter.argument("enable") else { return }
        switch judgement.kind {
        case .window, .converging:
            judgement = .wholeStream(
                "Switched on and off by `enable`, it may remember frames from long before it was off.")
        default: apply(enable, counters: ["n"], times: ["t"], &judgement)
        }
    }

    private static func apply(
        _ argument: FilterGraph.Argument, counters: [String], times: [String], _ judgement: inout FilterJudgement
    ) {
        let expression = FilterExpression(argument.value)
        let option = argument.option ?? ""
        if let memory = expression.memory {
            judgement = .wholeStream("In `\(option)` \(memory).")
            return
        }
        let edits = expression.edits(of: counters)
        judgement.edits += edits
        switch judgement.kind {
        case .stateless, .absoluteTime:
            if let counter = edits.first {
                judgement.kind = .frameCounter
                judgement.why =
                    "`\(option)` counts frames\(counter.counterName); each chunk goes on counting from its place."
            } else if expression.contains(times), judgement.kind == .stateless {
                judgement.kind = .absoluteTime
                judgement.why = "`\(option)` depends on the time of the frame."
            }
        default: break
        }
    }

    private func isEvaluatedForEachFrame(in filter: FilterGraph.Filter) -> Bool {
        guard let onlyWithEval else { return !["init", "0"].contains(filter.value("eval")) }
        return [onlyWithEval, "1"].contains(filter.value("eval"))
    }

    private static let table: [String: FilterExpressions] = {
        let corners = ["x0", "y0", "x1", "y1", "x2", "y2", "x3", "y3"]
        let planes = ["c0_expr", "c1_expr", "c2_expr", "c3_expr", "all_expr"]
        let levels = ["contrast", "brightness", "saturation", "gamma"]
        let gammas = ["gamma_r", "gamma_g", "gamma_b", "gamma_weight"]
        let channels = ["lum_expr", "cb_expr", "cr_expr", "alpha_expr", "red_expr", "green_expr", "blue_expr"]
        return [
            "crop": FilterExpressions(options: ["x", "y"], counters: ["n"]),
            "rotate": FilterExpressions(options: ["angle"], counters: ["n"]),
            "hue": FilterExpressions(options: ["h", "H", "s", "b"], counters: ["n"]),
            "overlay": FilterExpressions(options: ["x", "y"], counters: ["n"]),
            "delogo": FilterExpressions(options: ["x", "y", "w", "h"], counters: ["n"]),
            "swaprect": FilterExpressions(options: ["w", "h", "x1", "y1", "x2", "y2"], counters: ["n"]),
            "geq": FilterExpressions(options: channels, counters: ["N"], times: ["T"]),
            "blend": FilterExpressions(options: planes, counters: ["N"], times: ["T"]),
            "tblend": FilterExpressions(options: planes, counters: ["N"], times: ["T"]),
            "eq": FilterExpressions(options: levels + gammas, counters: ["n"], onlyWithEval: "frame"),
            "perspective": FilterExpressions(options: corners, counters: ["in", "on"], onlyWithEval: "frame"),
            "vignette": FilterExpressions(options: ["angle", "x0", "y0"], counters: ["n"], onlyWithEval: "frame"),
            "fftfilt": FilterExpressions(
                options: ["weight_Y", "weight_U", "weight_V"], counters: ["N"], onlyWithEval: "frame"),
        ]
    }()
}

extension FilterEdit {
    fileprivate var counterName: String { if case .variable(let name) = kind { " by `\(name)`" } else { "" } }
}
