import FarmModel
import FarmWire
import JSONText
import LinuxIO

/// How the log is written.
public enum LogFormat: String, Equatable, Sendable, CaseIterable {
    case text
    /// One object a line, for programs.
    case json
}

/// What the coordinator tells people: one line an event with the time, on stderr or in a file of bounded size.
final class CoordinatorLog {
    private let file: LogFile?
    private let format: LogFormat
    private var repeated = RepeatedNotes()

    init(file: LogFile? = nil, format: LogFormat = .text) {
        self.file = file
        self.format = format
    }

    func write(_ text: String) {
        write(FarmNote(at: Timestamp(milliseconds: FarmClock.wallMilliseconds()), text: text))
    }

    func write(_ note: FarmNote) {
        let time = FarmClock.utcTimestamp(wallMilliseconds: note.at.milliseconds)
        let line = format == .text ? time + " " + Self.harmless(note.line) : Self.json(note, time)
        if let file { file.append(finished: line) } else { StandardError.write(line + "\n") }
    }

    /// What comes from outside must not draw on the terminal of whoever reads the log.
    private static func harmless(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isControl ? " " : $0 }))
    }

    private static func json(_ note: FarmNote, _ time: String) -> String {
        var json = JSONWriter()
        json.object { json in
            json.field("time", time)
            json.field("severity", note.severity)
            json.field("job_id", optional: note.job)
            json.field("chunk_id", optional: note.chunk)
            json.field("attempt_id", optional: note.attempt)
            json.field("worker", optional: note.worker)
            json.field("text", note.text)
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// A line that anybody who reaches the port can cause, as often as they like.
    func writeOften(_ text: String) {
        for line in repeated.note(text, atMilliseconds: FarmClock.monotonicMilliseconds()) { write(line) }
    }

    /// Also called from time to time, for when nothing more happens.
    func tellWhatWasLeftOut() {
        for line in repeated.summary(atMilliseconds: FarmClock.monotonicMilliseconds()) { write(line) }
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { value < 0x20 || 0x7f...0x9f ~= value }
}
