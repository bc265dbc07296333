import Invocation

/// What `farm-drill exactness` was asked for.
struct ExactnessOptions {
    var seed: Int
    var kinds: [MediaKind]
    /// Nil: of each class one, drawn for each kind.
    var chains: [FilterSample]?
    var binaries: String?
    var folder: String?
    var keepsFiles: Bool

    static let shape = CommandShape(
        name: "exactness",
        overview: "Renders videos of every kind on a farm, and compares each frame with one serial run of ffmpeg.",
        options: [
            .value("seed", placeholder: "N", help: "Where the videos are cut follows from this number (default 1)."),
            .value("kinds", placeholder: "LIST", help: "Only the kinds whose names contain one of these words."),
            .value(
                "chains", placeholder: "LIST",
                help: "These chains or classes, or `all` (default: one of each class, drawn)."),
            .flag("quick", help: "One kind of each sort, and one chain of each class."),
            .flag("keep", help: "Keep media, outputs and run folders, and say where they are."),
            .value(
                "binaries", placeholder: "DIR", help: "coordinatord and render-worker (default: those beside this)."),
            .value("folder", placeholder: "DIR", help: "Where the scratch folder is made (default TMPDIR)."),
        ],
        notes: [
            "KINDS: " + MediaKind.all.map(\.name).joined(separator: ", "),
            "CHAINS: " + FilterSample.all.map { "\($0.name) (\($0.kind.rawValue))" }.joined(separator: ", "),
        ])

    init(_ parsed: ParsedCommand) throws(UserError) {
        seed = try parsed.integer("seed", in: ExactnessLimits.seeds) ?? 1
        let isQuick = parsed.has("quick")
        kinds = try Self.choose(
            MediaKind.all, parsed.text("kinds"), quick: isQuick ? MediaKind.quick : nil, "kind", name: \.name
        ) { kind, word in kind.name.contains(word) }
        chains = try Self.chains(parsed.text("chains"), isQuick: isQuick)
        binaries = parsed.text("binaries")
        folder = parsed.text("folder")
        keepsFiles = parsed.has("keep")
    }

    private static func chains(_ list: String?, isQuick: Bool) throws(UserError) -> [FilterSample]? {
        if list == nil, !isQuick { return nil }
        if list == "all" { return FilterSample.all }
        return try choose(
            FilterSample.all, list, quick: FilterSample.quick, "chain", name: \.name
        ) { sample, word in sample.name == word || sample.kind.rawValue == word }
    }

    /// A list of words wins over the quick choice.
    private static func choose<Element>(
        _ all: [Element], _ list: String?, quick: [String]?, _ what: String, name: (Element) -> String,
        matches: (Element, String) -> Bool
    ) throws(UserError) -> [Element] {
        guard let list else { return quick.map { names in all.filter { names.contains(name($0)) } } ?? all }
        let words = list.split(separator: ",").map(String.init)
        for word in words where !all.contains(where: { matches($0, word) }) {
            throw UserError(
                "there is no \(what) `\(word)`", cause: "no name contains it",
                hint: "see `farm-drill exactness --help`", exitCode: .usage)
        }
        let names = Set(all.map(name))
        return all.filter { element in
            // A whole name means that one alone, even where it is a part of another.
            words.contains { names.contains($0) ? name(element) == $0 : matches(element, $0) }
        }
    }
}
