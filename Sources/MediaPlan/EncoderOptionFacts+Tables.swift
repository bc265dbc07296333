extension EncoderOptionFacts {
    // MARK: Words for the tables

    private static func parameter(_ key: String, _ values: Values, as name: String? = nil) -> EncoderOptionFacts {
        EncoderOptionFacts(key: key, values: values, spelling: .parameter(name ?? key))
    }

    private static func option(_ key: String, _ values: Values, as name: String? = nil) -> EncoderOptionFacts {
        EncoderOptionFacts(key: key, values: values, spelling: .option(name ?? "-\(key)"))
    }

    private static let flag = Values.integer(0...1)
    /// No chunk is longer, and no encoder takes more.
    private static let frames = Values.integer(1...100_000)
    private static let kilobits = Values.integer(1...2_000_000)
    private static let factor = Values.number(0...10)

    // MARK: H.264 and HEVC

    static let x264: [EncoderOptionFacts] = [
        parameter("keyint", frames), parameter("g", frames, as: "keyint"), parameter("min-keyint", frames),
        parameter("scenecut", .integer(0...100)), parameter("bframes", .integer(0...16)),
        parameter("b-adapt", .integer(0...2)), parameter("b-bias", .integer(-100...100)),
        parameter("b-pyramid", .words(["none", "strict", "normal"])), parameter("ref", .integer(1...16)),
        parameter("deblock", .numbers(2, -6...6)), parameter("rc-lookahead", .integer(0...250)),
        parameter("mbtree", flag), parameter("aq-mode", .integer(0...3)), parameter("aq-strength", .number(0...3)),
        parameter("qcomp", .number(0...1)), parameter("qpmin", .integer(0...69)), parameter("qpmax", .integer(0...69)),
        parameter("qpstep", .integer(1...69)), parameter("ipratio", factor), parameter("pbratio", factor),
        parameter("chroma-qp-offset", .integer(-12...12)), parameter("vbv-maxrate", kilobits),
        parameter("vbv-bufsize", kilobits), parameter("me", .words(["dia", "hex", "umh", "esa", "tesa"])),
        parameter("merange", .integer(4...1024)), parameter("subme", .integer(0...11)),
        parameter("trellis", .integer(0...2)), parameter("psy-rd", .numbers(2, 0...10)),
        parameter("mixed-refs", flag), parameter("8x8dct", flag), parameter("cabac", flag),
        parameter("weightp", .integer(0...2)), parameter("weightb", flag),
        parameter("direct", .words(["none", "spatial", "temporal", "auto"])), parameter("fast-pskip", flag),
        parameter("dct-decimate", flag), parameter("nr", .integer(0...65_536)), parameter("aud", flag),
        parameter("level", .words(h264Levels)),
        option("profile", .words(["baseline", "main", "high", "high10", "high422", "high444"]), as: "-profile:v"),
    ]

    private static let h264Levels = [
        "1", "1b", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "3", "3.1", "3.2", "4", "4.1", "4.2", "5", "5.1", "5.2",
        "6", "6.1", "6.2",
    ]

    static let x265: [EncoderOptionFacts] = [
        parameter("keyint", frames), parameter("g", frames, as: "keyint"), parameter("min-keyint", frames),
        parameter("scenecut", .integer(0...100)), parameter("bframes", .integer(0...16)),
        parameter("b-adapt", .integer(0...2)), parameter("b-pyramid", flag), parameter("ref", .integer(1...16)),
        parameter("deblock", .numbers(2, -6...6)), parameter("sao", flag), parameter("rc-lookahead", .integer(0...250)),
        parameter("cutree", flag), parameter("aq-mode", .integer(0...4)), parameter("aq-strength", .number(0...3)),
        parameter("qcomp", .number(0...1)), parameter("qpmin", .integer(0...69)), parameter("qpmax", .integer(0...69)),
        parameter("ipratio", factor), parameter("pbratio", factor), parameter("cbqpoffs", .integer(-12...12)),
        parameter("crqpoffs", .integer(-12...12)), parameter("vbv-maxrate", kilobits),
        parameter("vbv-bufsize", kilobits), parameter("rd", .integer(1...6)), parameter("rdoq-level", .integer(0...2)),
        parameter("psy-rd", .number(0...5)), parameter("psy-rdoq", .number(0...50)),
        parameter("me", .words(["dia", "hex", "umh", "star", "sea", "full"])), parameter("subme", .integer(0...7)),
        parameter("merange", .integer(0...32_768)), parameter("ctu", .words(["16", "32", "64"])),
        parameter("rect", flag), parameter("amp", flag), parameter("weightp", flag), parameter("weightb", flag),
        parameter("strong-intra-smoothing", flag), parameter("tskip", flag), parameter("hdr10-opt", flag),
        parameter("aud", flag), parameter("high-tier", flag), parameter("level-idc", .words(hevcLevels)),
        parameter("level", .words(hevcLevels), as: "level-idc"),
        option(
            "profile",
            .words(["main", "main10", "main12", "main422-10", "main422-12", "main444-8", "main444-10", "main444-12"]),
            as: "-profile:v"),
    ]

    private static let hevcLevels = [
        "1", "2", "2.1", "3", "3.1", "4", "4.1", "5", "5.1", "5.2", "6", "6.1", "6.2",
    ]

    // MARK: AV1 and VP

    static let svtAV1: [EncoderOptionFacts] = [
        option("g", frames), option("keyint", frames, as: "-g"), parameter("film-grain", .integer(0...50)),
        parameter("film-grain-denoise", flag), parameter("aq-mode", .integer(0...2)),
        parameter("tile-rows", .integer(0...6)), parameter("tile-columns", .integer(0...4)), parameter("scd", flag),
        parameter("lookahead", .integer(0...120)), parameter("hierarchical-levels", .integer(2...5)),
        parameter("enable-overlays", flag), parameter("enable-qm", flag), parameter("qm-min", .integer(0...15)),
        parameter("qm-max", .integer(0...15)), parameter("enable-cdef", flag), parameter("enable-restoration", flag),
        parameter("enable-tf", flag), parameter("scm", .integer(0...2)), parameter("fast-decode", .integer(0...2)),
    ]

    private static let libvpxFamily: [EncoderOptionFacts] = [
        option("g", frames), option("keyint", frames, as: "-g"), option("keyint_min", .integer(0...100_000)),
        option("qmin", .integer(0...63)), option("qmax", .integer(0...63)), option("lag-in-frames", .integer(0...48)),
        option("static-thresh", .integer(0...65_536)), option("undershoot-pct", .integer(0...100)),
        option("overshoot-pct", .integer(0...1000)),
    ]

    static let aom: [EncoderOptionFacts] =
        libvpxFamily + [
            option("aq-mode", .integer(0...4)), option("tile-columns", .integer(0...6)),
            option("tile-rows", .integer(0...6)), option("arnr-max-frames", .integer(0...15)),
            option("arnr-strength", .integer(0...6)), option("denoise-noise-level", .integer(0...50)),
            option("enable-cdef", flag), option("enable-global-motion", flag), option("enable-intrabc", flag),
            option("enable-palette", flag), option("enable-restoration", flag),
            option("usage", .words(["good", "realtime", "allintra"])),
        ]

    private static let vpx: [EncoderOptionFacts] =
        libvpxFamily + [
            option("arnr-maxframes", .integer(0...15)), option("arnr-strength", .integer(0...6)),
            option("deadline", .words(["good", "best", "realtime"])), option("noise-sensitivity", .integer(0...4)),
        ]

    static let vp8: [EncoderOptionFacts] = vpx + [option("auto-alt-ref", flag)]

    static let vp9: [EncoderOptionFacts] =
        vpx + [
            option("auto-alt-ref", .integer(0...6)), option("aq-mode", .integer(0...4)),
            option("tile-columns", .integer(0...6)), option("tile-rows", .integer(0...2)),
            option("frame-parallel", flag), option("enable-tpl", flag), option("lossless", flag),
            option("profile", .integer(0...3), as: "-profile:v"),
        ]

    // MARK: MPEG, and what editors use

    private static let mpegFamily: [EncoderOptionFacts] = [
        option("g", frames), option("keyint", frames, as: "-g"), option("qmin", .integer(1...31)),
        option("qmax", .integer(1...31)), option("mbd", .words(["simple", "bits", "rd"])),
        option("trellis", .integer(0...2)),
    ]

    static let mpeg4: [EncoderOptionFacts] = mpegFamily + [option("mpeg_quant", flag)]

    static let mjpeg: [EncoderOptionFacts] = [
        option("huffman", .words(["default", "optimal"])), option("qmin", .integer(1...31)),
        option("qmax", .integer(1...31)),
    ]

    static let ffv1: [EncoderOptionFacts] = [
        option("level", .words(["0", "1", "3"]), as: "-level:v"),
        option("coder", .words(["rice", "range_def", "range_tab"])), option("context", flag), option("slicecrc", flag),
        option("slices", .words(["4", "6", "9", "12", "15", "16", "20", "24", "30"])),
    ]

    static let proRes: [EncoderOptionFacts] = [
        option("profile", .words(["proxy", "lt", "standard", "hq", "4444", "xq"]), as: "-profile:v")
    ]

    static let proResKS: [EncoderOptionFacts] = [
        option("profile", .words(["proxy", "lt", "standard", "hq", "4444", "4444xq"]), as: "-profile:v"),
        option("vendor", .words(["Lavc", "apl0"])), option("bits_per_mb", .integer(0...8192)),
        option("mbs_per_slice", .words(["1", "2", "4", "8"])), option("alpha_bits", .words(["0", "8", "16"])),
        option("quant_mat", .words(["auto", "default", "proxy", "lt", "standard", "hq"])),
    ]
}
