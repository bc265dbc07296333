import Invocation

/// What `farm-drill render` was asked for.
struct RenderDrillOptions {
    var seconds: [Int]
    var chains: [FilterChain]
    var repeats: Int
    var size: String
    /// Clips and exports stay here; clips are made once.
    var folder: String
    var isMarkdown: Bool
    var isJSON: Bool

    static let shape = CommandShape(
        name: "render",
        overview: """
            Renders generated clips of several lengths with cheap and heavy filters, and holds the farm against the limit of \
            the processors and against one ffmpeg.
            """,
        options: [
            .value("seconds", placeholder: "S,S…", help: "Lengths of the clips (default 1,3,10,30,60)."),
            .value(
                "chains", placeholder: "NAME,…",
                help: "Of \(FilterChain.allCases.map(\.rawValue).joined(separator: ", ")) (default: all)."),
            .value("repeat", placeholder: "N", help: "Runs of each kind (default 3)."),
            .value("size", placeholder: "WxH", help: "Of the clips (default 1280x720)."),
            .value("folder", placeholder: "DIR", help: "Where clips and exports go (default .build/bench)."),
            .flag("markdown", help: "Print the table as docs/performance.md has it."),
            .flag("json", help: "Print one JSON document."),
        ])

    init(_ parsed: ParsedCommand) throws(UserError) {
        seconds = []
        for part in (parsed.text("seconds") ?? "1,3,10,30,60").split(separator: ",") {
            seconds.append(try Quantity.integer(String(part), in: DrillLimits.clipSeconds, of: "--seconds"))
        }
        chains = []
        for part in (parsed.text("chains") ?? FilterChain.allCases.map(\.rawValue).joined(separator: ",")).split(
            separator: ",")
        {
            chains.append(try Quantity.choice(String(part), of: FilterChain.self, for: "--chains"))
        }
        repeats = try parsed.integer("repeat", in: DrillLimits.repeats) ?? 3
        size = parsed.text("size") ?? "1280x720"
        folder = parsed.text("folder") ?? ".build/bench"
        isMarkdown = parsed.has("markdown")
        isJSON = parsed.has("json")
    }
}

/// From cheap to heavy: what a frame costs decides what the overhead weighs.
enum FilterChain: String, CaseIterable {
    case scale
    case blur
    case denoise
    case heavy

    var filter: String {
        switch self {
        case .scale: "scale=640:360"
        case .blur: "gblur=sigma=4,unsharp=7:7:1.2"
        case .denoise: "hqdn3d=4:3:6:4.5"
        // At full size a second of this takes half a minute.
        case .heavy: "scale=640:360,nlmeans=s=3:p=5:r=9"
        }
    }

    /// The command, in words for a table.
    var words: String {
        switch self {
        case .scale: "scale"
        case .blur: "gblur + unsharp"
        case .denoise: "hqdn3d"
        case .heavy: "scale + nlmeans"
        }
    }
}
