/// What is known of ffmpeg's filters, by its documentation, its sources and measurement. A filter that is not here runs
/// in one piece.
public enum FilterTable {
    /// Every known filter with its default options, by name.
    public static let all: [(name: String, judgement: FilterJudgement)] = rules.map { ($0.name, $0.usual) }.sorted {
        $0.name < $1.name
    }

    static let rules: [FilterRule] =
        statelessRules + measuringRules + joiningRules + memoryRules + timeRules + deinterlacingRules + textRules
        + countingRules + wholeStreamRules + sourceRules + hardwareRules

    private static let byName = Dictionary(rules.map { ($0.name, $0) }) { first, _ in first }

    /// Judges one filter with its options.
    public static func judge(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let rule = byName[filter.name] else { return .unknown("Nothing is known of a filter of this name.") }
        var judgement = rule.judgement(of: filter)
        if filter.arguments.contains(where: { $0.option?.hasPrefix("/") ?? false }) {
            judgement = .unknown("An option is read from a file, which is not looked into.")
            judgement.usesFileOrSocket = true
        }
        if judgement.kind == .source { judgement.sourceRate = FrameRate.parsed(filter.value("rate") ?? "25") }
        FilterExpressions.examine(filter, &judgement)
        judgement.usesFileOrSocket = judgement.usesFileOrSocket || FilterResources.isUsed(by: filter)
        judgement.needsOneThread = threadDependent.contains(filter.name)
        return judgement
    }

    /// One filter with its default options; also answers for names that nobody knows. Nil for what is no name.
    public static func judgement(named name: String) -> FilterJudgement? {
        guard let graph = try? FilterGraph(parsing: name), graph.filters.count == 1, graph.filters[0].name == name
        else { return nil }
        return judge(graph.filters[0])
    }

    public static func knows(_ name: String) -> Bool { byName[name] != nil }

    /// Filters whose pictures depend on the number of threads, or on luck when there are several.
    private static let threadDependent: Set<String> = ["yadif", "bm3d", "fftdnoiz", "greyedge"]
}
