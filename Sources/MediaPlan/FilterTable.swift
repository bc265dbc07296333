import FarmModel

/// What is known of ffmpeg's filters. A filter that is not here is run in one piece.
enum FilterTable {
    enum Judgement: Equatable {
        /// Each picture depends on one picture and its time.
        case spatial
        case window(FilterWindow)
        case wholeStream(String)
    }

    static func judge(_ filter: FilterChain.Filter) -> Judgement {
        if let name = memory(in: filter) {
            return .wholeStream("\(filter.name): `\(name)` counts frames or remembers earlier ones")
        }
        if spatial.contains(filter.name) { return .spatial }
        switch filter.name {
        case "yadif", "bwdif": return deinterlacer(filter)
        case "tmix": return temporalMix(filter)
        case "fade": return fade(filter)
        case "noise": return noise(filter)
        case "fftdnoiz": return fftDenoiser(filter)
        case "drawtext": return drawText(filter)
        default:
            let known = remembering[filter.name]
            return .wholeStream("\(filter.name): \(known ?? "not known to give the same pictures when run in pieces")")
        }
    }

    /// Filters whose pictures depend on the number of threads, or on luck when there are several: they get one.
    static func needsOneThread(_ filter: FilterChain.Filter) -> Bool { ["yadif", "bm3d"].contains(filter.name) }

    /// The frame rate that a filter gives its output, where it says so in plain numbers.
    static func imposedRate(_ filter: FilterChain.Filter) -> Rational? {
        guard ["fps", "framerate", "minterpolate"].contains(filter.name) else { return nil }
        let byPlace = filter.name == "minterpolate" ? nil : filter.arguments.first { $0.key == nil }?.value
        let text = filter.value("fps") ?? byPlace ?? ""
        if let rate = Int64(text), rate > 0 { return Rational(rate, 1) }
        if let named = namedRates[text] { return named }
        return DecimalText.rational(text)
    }

    // MARK: Filters that depend on their arguments

    private static func deinterlacer(_ filter: FilterChain.Filter) -> Judgement {
        // yadif's default keeps the frame rate, bwdif's doubles it.
        let byDefault = filter.name == "yadif" ? "send_frame" : "send_field"
        let mode = filter.value("mode") ?? filter.arguments.first { $0.key == nil }?.value ?? byDefault
        let modesThatKeepFrames = ["0", "send_frame", "2", "send_frame_nospatial"]
        guard modesThatKeepFrames.contains(mode) else {
            return .wholeStream("\(filter.name): this mode doubles the frame rate")
        }
        return .window(FilterWindow(before: 2, after: 2))
    }

    private static func temporalMix(_ filter: FilterChain.Filter) -> Judgement {
        let text = filter.value("frames") ?? filter.arguments.first { $0.key == nil }?.value ?? "3"
        guard let frames = Int(text), (1...1024).contains(frames) else {
            return .wholeStream("tmix: the number of frames is not a plain number")
        }
        return .window(FilterWindow(before: frames, after: 0))
    }

    /// A fade by time is a function of time; a fade by frames counts them.
    private static func fade(_ filter: FilterChain.Filter) -> Judgement {
        let timed: Set = ["t", "type", "st", "start_time", "d", "duration", "alpha", "c", "color"]
        let isTimed = filter.arguments.allSatisfy { $0.key.map(timed.contains) ?? false }
        guard isTimed, filter.value("d", "duration") != nil else {
            return .wholeStream("fade: counts frames unless `st` and `d` are given in seconds")
        }
        return .spatial
    }

    private static func noise(_ filter: FilterChain.Filter) -> Judgement {
        let flags = filter.arguments.filter { $0.key.map { $0.hasSuffix("f") || $0.hasSuffix("flags") } ?? true }
        guard !flags.contains(where: { $0.value.split(separator: "+").contains("t") }) else {
            return .wholeStream("noise: with the flag `t` it differs from frame to frame")
        }
        return .spatial
    }

    private static func fftDenoiser(_ filter: FilterChain.Filter) -> Judgement {
        let isSpatial = !filter.hasPositionalArguments && filter.value("prev", "next") == nil
        return isSpatial ? .spatial : .wholeStream("fftdnoiz: looks at frames around when `prev` or `next` are given")
    }

    private static func drawText(_ filter: FilterChain.Filter) -> Judgement {
        let changes = filter.arguments.contains { argument in
            ["textfile", "reload", "timecode", "text_source"].contains(argument.key ?? "")
        }
        let text = filter.value("text") ?? filter.arguments.first { $0.key == nil }?.value ?? ""
        let expansions = text.components(startingWith: "%{")
        guard !changes, expansions.allSatisfy({ $0.hasPrefix("pts") }) else {
            return .wholeStream("drawtext: only fixed text and %{pts} give the same pictures when run in pieces")
        }
        return .spatial
    }

    // MARK: Names

    /// A variable or function in a filter's expressions whose value depends on what came before.
    private static func memory(in filter: FilterChain.Filter) -> String? {
        for argument in filter.arguments where argument.key != "text" {
            if let name = argument.value.identifiers.first(where: memoryNames.contains) { return name }
        }
        return nil
    }

    private static let memoryNames: Set<String> = [
        "n", "N", "pos", "random", "randomi", "st", "ld", "frame_num", "nb_frames",
    ]

    private static let spatial: Set<String> = [
        "alphaextract", "avgblur", "bilateral", "bm3d", "boxblur", "cas", "chromahold", "chromakey", "chromanr",
        "chromashift", "colorbalance", "colorchannelmixer", "colorcontrast", "colorcorrect", "colorhold",
        "colorize", "colorkey", "colorlevels", "colormatrix", "colorspace", "colortemperature", "convolution", "crop",
        "curves", "dblur", "deband", "deblock", "despill", "dilation", "drawbox", "drawgrid", "edgedetect", "epx", "eq",
        "erosion", "exposure", "field", "fieldorder", "fillborders", "format", "gblur", "geq", "grayworld", "hflip",
        "hqx", "hsvhold", "hsvkey", "hue", "huesaturation", "il", "inflate", "deflate", "kirsch",
        "lenscorrection", "limiter", "lumakey", "lut", "lutrgb", "lutyuv", "median", "monochrome", "negate",
        "nlmeans", "noformat", "null", "owdenoise", "pad", "pixelize", "prewitt", "pseudocolor", "rgbashift", "roberts",
        "rotate", "scale", "scharr", "selectivecolor", "setdar", "setfield", "setparams", "setrange", "setsar", "shear",
        "shuffleplanes", "smartblur", "sobel", "swaprect", "swapuv", "transpose", "unsharp",
        "vaguedenoiser", "vflip", "vibrance", "xbr", "yaepblur", "zscale",
    ]

    /// Filters that people often try, with what keeps them from being run in pieces.
    private static let remembering: [String: String] = [
        "hqdn3d": "each picture leans on all that came before",
        "lagfun": "each picture leans on all that came before",
        "fps": "changes the frame rate",
        "framerate": "changes the frame rate",
        "minterpolate": "changes the frame rate",
        "setpts": "changes the timestamps",
        "trim": "leaves frames out",
        "select": "leaves frames out",
        "mpdecimate": "leaves frames out",
        "decimate": "leaves frames out",
        "framestep": "leaves frames out",
        "reverse": "needs the whole video",
        "loop": "repeats frames",
        "tblend": "leaves the first frame out",
        "vignette": "its dither runs on from frame to frame",
        "zoompan": "counts frames",
        "deshake": "follows the picture through the whole video",
        "vidstabtransform": "follows the picture through the whole video",
        "normalize": "smooths over the whole video",
        "subtitles": "reads a file of its own",
        "ass": "reads a file of its own",
        "lut3d": "reads a file of its own",
    ]

    private static let namedRates: [String: Rational] = {
        let pairs: [(String, Int64, Int64)] = [
            ("ntsc", 30000, 1001), ("pal", 25, 1), ("film", 24, 1), ("ntsc_film", 24000, 1001),
            ("ntsc-film", 24000, 1001),
        ]
        var rates: [String: Rational] = [:]
        for (name, numerator, denominator) in pairs { rates[name] = Rational(numerator, denominator) }
        return rates
    }()
}

extension String {
    /// The names in an expression: letters, digits and underscores that do not begin with a digit.
    fileprivate var identifiers: [String] {
        split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init).filter { !($0.first?.isNumber ?? true) }
    }

    /// What follows each occurrence of `mark`.
    fileprivate func components(startingWith mark: String) -> [Substring] {
        var found: [Substring] = []
        var rest = self[...]
        while let start = rest.firstRange(of: mark) {
            rest = rest[start.upperBound...]
            found.append(rest)
        }
        return found
    }
}
