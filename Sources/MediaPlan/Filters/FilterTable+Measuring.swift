/// Filters that hand on the pictures as they are.
extension FilterTable {
    static let measuringRules =
        FilterRule.list(text) { FilterJudgement(.stateless, $0) } + [
            FilterRule("scdet", judge: sceneDetection), FilterRule("metadata", judge: metadata),
            FilterRule("mestimate", judge: motionEstimate), FilterRule("perms", judge: permissions),
        ]

    /// What they find over several frames ends up in logs and in metadata, not in pixels.
    private static let text = """
        blackdetect/freezedetect/cropdetect/siti/vfrdet/vmafmotion  Measures and reports; the pictures stay as they are.
        ccrepack  Repacks subtitles that come with the pictures; these stay as they are.
        latency/showinfo/bench  Watches the pictures go by; they stay as they are.
        qp  Changes a number that comes with each picture, and no pixel.
        realtime  Slows the run down; the pictures stay as they are.
        vidstabdetect  Writes down how the camera moved; the pictures stay as they are.
        """

    private static func sceneDetection(_ filter: FilterGraph.Filter) -> FilterJudgement {
        filter.has("sc_pass", otherThan: "0", "false")
            ? .wholeStream("With `sc_pass` it leaves all frames out but the first of each scene.")
            : FilterJudgement(.stateless, "Measures and reports; the pictures stay as they are.")
    }

    private static func metadata(_ filter: FilterGraph.Filter) -> FilterJudgement {
        let mode = filter.value("mode") ?? "select"
        guard ["add", "modify", "delete", "print", "1", "2", "3", "4"].contains(mode) else {
            return .wholeStream("It leaves frames out by what other filters have noted on them.")
        }
        return FilterJudgement(.stateless, "Changes or prints notes on the pictures; these stay as they are.")
    }

    private static func motionEstimate(_ filter: FilterGraph.Filter) -> FilterJudgement {
        .window(
            1, 1, "Compares each picture with the ones before and after, and gives one frame less.",
            frames: .shortened(first: 0, last: 1))
    }

    private static func permissions(_ filter: FilterGraph.Filter) -> FilterJudgement {
        FilterJudgement(.stateless, "Changes who may write to a picture in memory, and no pixel.")
    }
}
