import Invocation
import MediaPlan

/// What `filters` prints.
enum FilterPages {
    private static let width = 80

    /// All filters, by name.
    static func list(width: Int?) -> String {
        var table = Table([
            .init(title: "FILTER"), .init(title: "CLASS"), .init(title: "BEFORE", isNumber: true),
            .init(title: "AFTER", isNumber: true), .init(title: "WHY", isFlexible: true),
        ])
        for (name, judgement) in FilterTable.all {
            let window = judgement.kind.window
            let before = window?.before ?? judgement.kind.warmUpFrames
            table.rows.append([
                name, judgement.kind.name, before.map(String.init) ?? "-", window.map { String($0.after) } ?? "-",
                judgement.why,
            ])
        }
        return table.text(width: width)
    }

    /// One filter with its default options.
    static func filter(_ name: String, _ judgement: FilterJudgement) -> String {
        heading(name, judgement) + "\n" + meaning(of: judgement.kind)
    }

    /// A whole description.
    static func chain(_ check: FilterCheck) -> String {
        var facts = FactList()
        facts.add("in pieces", verdict(check))
        if check.window != nil { facts.add("frames", words(for: check.frames)) }
        if let convergence = check.convergence {
            facts.add(
                "bits", "nearly those of a serial run: \(convergence.warmUpFrames) frames of warm-up are worth it")
        }
        if check.countsFrames { facts.add("counting", "each chunk goes on from the number of its first frame") }
        if check.needsOneThread { facts.add("threads", "one for the filters, whose pictures depend on it") }
        if !check.filesOrSockets.isEmpty {
            facts.add(
                "files", "\(check.filesOrSockets.joined(separator: ", ")): the same ones have to be on every worker")
        }
        return check.steps.map { heading($0.name, $0.judgement) }.joined() + "\n" + facts.text
    }

    static func words(for frames: FrameRule) -> String {
        switch frames {
        case .same: "one for one, at the same time"
        case .multiplied(let factor): "\(factor) for one, evenly between"
        case .rate(let rate):
            rate.denominator == 1 ? "\(rate.numerator) a second" : "\(rate.numerator)/\(rate.denominator) a second"
        case .shortened(let first, let last): "one for one, but for \(first) at the beginning and \(last) at the end"
        case .unknown: "not known beforehand"
        }
    }

    private static func heading(_ name: String, _ judgement: FilterJudgement) -> String {
        var line = "\(printable(name)): \(judgement.kind.name)"
        if case .window(let window) = judgement.kind { line += ", \(window.before) before and \(window.after) after" }
        return line + "\n" + wrapped(printable(judgement.why), firstPrefix: "  ", prefix: "  ", width: width)
    }

    private static func verdict(_ check: FilterCheck) -> String {
        guard let window = check.window else {
            return "no: \(check.reasonForOnePiece ?? "")" + (check.isUnknown ? " (nobody has found out)" : "")
        }
        return window == FilterWindow(before: 0, after: 0)
            ? "yes" : "yes, with \(Words.count(window.before, "frame")) before and \(window.after) after each chunk"
    }

    /// What a class means for a render.
    private static func meaning(of kind: FilterClass) -> String {
        let text =
            switch kind {
            case .stateless: "Can be run on pieces: each picture depends on one picture."
            case .absoluteTime: "Can be run on pieces: each chunk knows the time of its frames."
            case .window: "Can be run on pieces: each chunk gets the frames around it as well."
            case .frameCounter: "Can be run on pieces where its counter can be told to go on; else in one piece."
            case .converging:
                "Can be run on pieces with warm-up, and then comes close to a serial run; with --strict in one piece."
            case .wholeStream: "Runs in one piece: pieces would give other pictures."
            case .source: "Can be run on pieces where it is mixed with the video and ends with it."
            case .sink: "Can be run on pieces."
            case .unknown: "Runs in one piece, because nobody has found out whether pieces give the same pictures."
            }
        return wrapped(text, firstPrefix: "", prefix: "", width: width)
    }
}
