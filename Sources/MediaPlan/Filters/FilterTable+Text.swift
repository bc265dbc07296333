/// Filters that write into pictures.
extension FilterTable {
    static let textRules = [
        FilterRule("drawtext", judge: drawText), FilterRule("subtitles", .init(.absoluteTime, subtitleReason)),
        FilterRule("ass", .init(.absoluteTime, subtitleReason)),
    ]

    private static let subtitleReason = "What is shown depends on the time of the frame."

    private static func drawText(_ filter: FilterGraph.Filter) -> FilterJudgement {
        if let obstacle = obstacle(filter) { return obstacle }
        let texts = ["text", "fontcolor_expr"].compactMap(filter.argument)
        let functions = filter.value("expansion") == "none" ? [] : texts.flatMap { TextExpansion.all(in: $0.value) }
        let expressions = ["x", "y", "alpha", "fontsize"].compactMap(filter.argument).map { FilterExpression($0.value) }
        var counts = expressions.contains { $0.contains(["n"]) }
        var isTimed = expressions.contains { $0.contains(["t"]) }
        for expression in expressions {
            if let memory = expression.memory { return .wholeStream("In its place or size \(memory).") }
        }
        for function in functions {
            switch function.effect {
            case .none: break
            case .time: isTimed = true
            case .counter: counts = true
            case .obstacle(let reason): return .wholeStream(reason)
            }
        }
        guard counts else {
            return FilterJudgement(
                isTimed ? .absoluteTime : .stateless,
                isTimed
                    ? "What is written depends on the time of the frame." : "Writes the same text into each picture.")
        }
        return counting(filter)
    }

    private static func obstacle(_ filter: FilterGraph.Filter) -> FilterJudgement? {
        if filter.argument("textfile") != nil { return .unknown("The text is in a file, which is not looked into.") }
        if filter.has("timecode") {
            return FilterJudgement(.frameCounter, "Its time code counts frames, and cannot be told where to go on.")
        }
        if filter.has("text_source") { return .unknown("The text comes from what others have noted on the frames.") }
        if filter.has("reload", otherThan: "0") { return .unknown("The text is read again while the video plays.") }
        if filter.has("expansion", otherThan: "none", "normal", "0", "1") {
            return .wholeStream("With this `expansion` the text asks the clock.")
        }
        return nil
    }

    /// `start_number` is what ffmpeg has for this: it moves the frame's number wherever this filter uses it.
    private static func counting(_ filter: FilterGraph.Filter) -> FilterJudgement {
        var judgement = FilterJudgement(
            .frameCounter, "The text counts frames; each chunk goes on counting from its place, by `start_number`.")
        guard let argument = filter.argument("start_number") else {
            let option = (filter.endsInColon ? "" : ":") + "start_number="
            judgement.edits = [FilterEdit(range: filter.end..<filter.end, kind: .option(option))]
            return judgement
        }
        guard let start = Int(argument.value.text), (0...FilterEdit.largestFrame).contains(start),
            let first = argument.value.places.first, let last = argument.value.places.last
        else { return .unknown("`start_number` is not a plain number.") }
        judgement.edits = [FilterEdit(range: first..<(last + 1), kind: .number(start))]
        return judgement
    }
}

/// `%{function:arguments}` in a text of drawtext.
struct TextExpansion {
    enum Effect: Equatable {
        case none
        case time
        case counter
        case obstacle(String)
    }

    var effect: Effect

    static func all(in token: FilterToken) -> [TextExpansion] {
        var found: [TextExpansion] = []
        let bytes = token.bytes
        var index = 0
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 2
                continue
            }
            if bytes[index] == UInt8(ascii: "%"), bytes[index + 1] == UInt8(ascii: "{") {
                // What follows the end of the function is looked at as well; that can only make the judgement stricter.
                found.append(TextExpansion(body: bytes[(index + 2)...]))
                index += 1
            }
            index += 1
        }
        return found
    }

    private init(body: ArraySlice<UInt8>) {
        let name = String(decoding: body.prefix { !":} ".utf8.contains($0) }, as: UTF8.self)
        switch name {
        case "n", "frame_num": effect = .counter
        case "pict_type": effect = .none
        case "pts":
            let rest = String(decoding: body.prefix { $0 != UInt8(ascii: "}") }, as: UTF8.self)
            let asksZone = rest.contains("localtime")
            effect = asksZone ? .obstacle("`%{pts:localtime}` depends on the time zone of the machine.") : .time
        case "e", "expr", "eif", "expr_int_format", "ef", "expr_formatted":
            var token = FilterToken(endingAt: 0)
            token.bytes = Array(body)
            token.places = Array(repeating: 0, count: token.bytes.count)
            let expression = FilterExpression(token)
            if let memory = expression.memory {
                effect = .obstacle("In its text \(memory).")
            } else {
                effect = expression.contains(["n"]) ? .counter : .time
            }
        case "localtime", "gmtime": effect = .obstacle("`%{\(name)}` asks the clock, so that no two runs are alike.")
        case "metadata":
            effect = .obstacle("`%{metadata}` shows what other filters have found, perhaps over many frames.")
        default: effect = .obstacle("What `%{\(name)}` shows is not known.")
        }
    }
}
