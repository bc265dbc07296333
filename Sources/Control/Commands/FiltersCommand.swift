import Invocation
import JSONText
import MediaPlan

/// `renderctl filters [FILTER]`
enum FiltersCommand: ControlCommand {
    static let shape = CommandShape(
        name: "filters", overview: "Explain what is known of ffmpeg's filters, and which can be run on pieces.",
        arguments: [
            ArgumentShape(
                "FILTER", help: "The name of a filter, or a whole description, as in 'tmix=frames=5,scale=320:-2'.",
                isOptional: true)
        ],
        notes: ["docs/filters.md explains the classes."])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        guard let text = call.parsed.optionalArgument("FILTER") else {
            call.output.show(FilterPages.list(width: call.output.width)) { json in
                json.object { json in
                    json.array("filters") { json in
                        for (name, judgement) in FilterTable.all { write(name, judgement, to: &json) }
                    }
                }
            }
            return .ok
        }
        guard !text.isEmpty else {
            throw UserError(
                "no filter was given", cause: "the description is empty",
                hint: "`renderctl filters` without it lists all filters", exitCode: .usage)
        }
        // A name alone is asked about the filter, also where it could not stand alone in a description.
        if let judgement = FilterTable.judgement(named: text) {
            suggest(for: text, call)
            call.output.show(FilterPages.filter(text, judgement)) { write(text, judgement, to: &$0) }
            return .ok
        }
        let check = FilterCheck(text)
        if case .invalid(let mistake) = check.verdict {
            throw UserError(
                "the filter description is not valid", cause: mistake.explained(in: text), exitCode: .usage)
        }
        for step in check.steps { suggest(for: step.name, call) }
        call.output.show(FilterPages.chain(check)) { write(text, check, to: &$0) }
        return .ok
    }

    private static func suggest(for name: String, _ call: ControlCall) {
        guard !FilterTable.knows(name), let meant = suggestion(for: name, among: FilterTable.all.map(\.name)) else {
            return
        }
        call.output.note("did you mean `\(meant)` by `\(printable(name))`?")
    }

    // MARK: JSON

    private static func write(_ name: String, _ judgement: FilterJudgement, to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("class", judgement.kind.name.replacing(" ", with: "_"))
            json.field("before", orNull: judgement.kind.window?.before)
            json.field("after", orNull: judgement.kind.window?.after)
            json.field("warm_up_frames", orNull: judgement.kind.warmUpFrames)
            json.field("frames", FilterPages.words(for: judgement.frames))
            json.field("why", judgement.why)
        }
    }

    private static func write(_ text: String, _ check: FilterCheck, to json: inout JSONWriter) {
        json.object { json in
            json.field("description", text)
            json.array("filters") { json in
                for step in check.steps { write(step.name, step.judgement, to: &json) }
            }
            json.field("in_pieces", check.window != nil)
            json.field("reason", orNull: check.reasonForOnePiece)
            json.field("is_unknown", check.isUnknown)
            json.field("before", orNull: check.window?.before)
            json.field("after", orNull: check.window?.after)
            json.field("frames", FilterPages.words(for: check.frames))
            json.field("counts_frames", check.countsFrames)
            json.field("converging", check.isConverging)
            json.field("warm_up_frames", orNull: check.convergence?.warmUpFrames)
            json.field("one_thread", check.needsOneThread)
            json.field("files_or_sockets", check.filesOrSockets)
        }
    }
}

extension FilterCheck {
    var reasonForOnePiece: String? {
        if case .onePiece(let reason) = verdict { reason } else { nil }
    }
}

extension FilterClass {
    /// What is looked at around a frame; nil where that is not what counts.
    var window: FilterWindow? {
        switch self {
        case .stateless, .absoluteTime: FilterWindow(before: 0, after: 0)
        case .window(let window): window
        case .frameCounter, .converging, .wholeStream, .source, .sink, .unknown: nil
        }
    }

    var warmUpFrames: Int? {
        if case .converging(let frames) = self { frames } else { nil }
    }
}
