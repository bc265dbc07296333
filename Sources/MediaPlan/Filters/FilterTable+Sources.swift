/// Filters without an input or without an output.
extension FilterTable {
    static let sourceRules =
        FilterRule.list(steadyText) { FilterJudgement(.source, $0) }
        + FilterRule.list(dueText) { FilterJudgement(.source, $0) } + [
            FilterRule("movie", judge: movie), FilterRule("sierpinski") { seeded($0, "seed") },
            FilterRule("life") { seeded($0, "random_seed") }, FilterRule("cellauto") { seeded($0, "random_seed") },
            FilterRule("gradients", .wholeStream("No two runs are alike, whatever the `seed`.")),
            FilterRule("perlin", .unknown("Makes pictures by chance; not measured.")),
            FilterRule("nullsink", .init(.sink, "Takes pictures and drops them.")),
            FilterRule("amovie", .unknown("Plays sound from a file.")),
            FilterRule("avsynctest", .unknown("Makes sound as well as pictures.")),
            FilterRule("frei0r_src", .unknown("Runs a plug-in, which is not looked into.")),
            FilterRule("buffer", .unknown("Belongs to programs, not to descriptions.")),
            FilterRule("buffersink", .unknown("Belongs to programs, not to descriptions.")),
            FilterRule("ddagrab", .unknown("Shows what is on a screen.")),
            FilterRule("gfxcapture", .unknown("Shows what is on a screen.")),
            FilterRule("spectrumsynth", .unknown("Makes sound of pictures.")),
        ]

    private static let steadyText = """
        allrgb/allyuv/haldclutsrc  Makes the same picture of many colours again and again.
        color/colorchart/colorspectrum/nullsrc  Makes the same picture again and again.
        pal75bars/pal100bars/rgbtestsrc/smptebars/smptehdbars/yuvtestsrc  Makes the same test picture again and again.
        """

    private static let dueText = """
        mandelbrot/mptestsrc/testsrc/testsrc2/zoneplate  Makes the picture that is due at each time.
        """

    /// Without a seed no two runs are alike.
    private static func seeded(_ filter: FilterGraph.Filter, _ option: String) -> FilterJudgement {
        guard let seed = filter.number(option), seed >= 0, filter.argument("filename") == nil else {
            return .wholeStream("Without a `seed` no two runs are alike.")
        }
        return FilterJudgement(.source, "Makes pictures by chance, the same ones with the same `seed`.")
    }

    /// A single picture is the same whenever it is shown; the times of a video are not known before it is opened.
    private static func movie(_ filter: FilterGraph.Filter) -> FilterJudgement {
        let name = filter.value("filename") ?? ""
        let suffix = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let plain: Set = ["filename"]
        guard filter.arguments.allSatisfy({ $0.option.map(plain.contains) ?? false }), !name.utf8.contains(0x25),
            ["png", "jpg", "jpeg", "bmp", "tga", "tif", "tiff", "ppm", "pgm"].contains(suffix)
        else { return .unknown("Plays a file of its own, which is not looked into.") }
        return FilterJudgement(.source, "Shows a picture from a file.")
    }
}
