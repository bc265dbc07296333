import JSONText

/// What an answer in `application/problem+json` says to people.
struct ProblemText {
    let cause: String?
    let hint: String?

    init(_ body: [UInt8]) {
        // Whatever stands between here and the coordinator may answer in its own words: then the status has to do.
        let problem = try? readJSON(JSONValue.self, from: body)
        let words = [problem?["title"]?.stringValue, problem?["detail"]?.stringValue].compactMap(\.self)
        cause = words.isEmpty ? nil : words.joined(separator: ": ")
        hint = problem?["hint"]?.stringValue
    }
}
