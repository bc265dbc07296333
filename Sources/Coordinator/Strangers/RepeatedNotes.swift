/// What anybody who reaches the port can cause as often as they like is written once, and then counted: a minute later
/// a line says how often it was.
struct RepeatedNotes {
    /// A minute, as a person reads a log.
    static let periodMilliseconds: Int64 = 60_000
    /// Different notes in a period: enough to see who knocks, too few to drown what matters.
    static let notesInAPeriod = 20

    private var periodStart = Int64.min / 2
    /// The notes of this period, in their order, and how often each came again.
    private var notes: [(text: String, repeats: Int)] = []
    private var others = 0

    /// The lines to write now that this has happened.
    mutating func note(_ text: String, atMilliseconds now: Int64) -> [String] {
        var lines = summary(atMilliseconds: now)
        if let index = notes.firstIndex(where: { $0.text == text }) {
            notes[index].repeats += 1
        } else if notes.count < Self.notesInAPeriod {
            notes.append((text, 0))
            lines.append(text)
        } else {
            others += 1
        }
        return lines
    }

    /// When a period is over, what was left out in it. To be asked from time to time.
    mutating func summary(atMilliseconds now: Int64) -> [String] {
        guard now - periodStart >= Self.periodMilliseconds else { return [] }
        periodStart = now
        defer { (notes, others) = ([], 0) }
        var lines = notes.filter { $0.repeats > 0 }.map { "\($0.text) (\($0.repeats) more times within a minute)" }
        if others > 0 { lines.append("\(others) more lines like these were left out") }
        return lines
    }
}
