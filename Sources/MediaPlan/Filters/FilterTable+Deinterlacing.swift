/// Filters that make frames of fields.
extension FilterTable {
    static let deinterlacingRules = [
        FilterRule("yadif") { deinterlacer($0, window: 2, doublesByDefault: false) },
        FilterRule("bwdif") { deinterlacer($0, window: 2, doublesByDefault: true) },
        FilterRule("estdif") { deinterlacer($0, window: 1, doublesByDefault: true) },
        FilterRule("w3fdif") { deinterlacer($0, window: 1, doublesByDefault: true) },
        FilterRule(
            "separatefields",
            .window(
                1, 1, "Makes two frames of half the height from each, between this one and the next.",
                frames: .multiplied(2))),
        FilterRule("kerndeint", .window(2, 0, "Compares each picture with the one before.")),
        FilterRule("phase", .window(2, 0, "Takes one of the two fields from the frame before.")),
    ]

    /// The modes that make a frame of each field.
    private static let fieldModes: Set<String> = ["1", "3", "send_field", "send_field_nospatial", "field"]
    private static let frameModes: Set<String> = ["0", "2", "send_frame", "send_frame_nospatial", "frame"]

    private static func deinterlacer(_ filter: FilterGraph.Filter, window: Int, doublesByDefault: Bool)
        -> FilterJudgement
    {
        let mode = filter.value("mode")
        let doubles = mode.map(fieldModes.contains) ?? doublesByDefault
        guard doubles || mode.map(frameModes.contains) ?? true else {
            return .unknown("The mode `\(mode ?? "")` is not known.")
        }
        // A picture that is not marked as interlaced comes out once, the others twice.
        if doubles, filter.has("deint", otherThan: "0", "all") {
            return .wholeStream("It doubles some frames and not others, so that their number is not known.")
        }
        return .window(
            window, window,
            doubles ? "Makes two frames of each from the fields around it." : "Fills in lines from the fields around.",
            frames: doubles ? .multiplied(2) : .same)
    }
}
