import FarmModel
import FarmWire
import LinuxIO

/// What attempts have to say whose run's folder this worker does not see, until the coordinator can be told.
final class UnsentLogs {
    private var lines: [(attempt: AttemptID, text: String)] = []
    private var leftOut = 0

    /// The log of an attempt; its lines wait here.
    func log(of attempt: AttemptID) -> AttemptLog {
        AttemptLog { [self] text in
            add(text, of: attempt)
        } onClose: {
        }
    }

    private func add(_ text: String, of attempt: AttemptID) {
        guard lines.count < WorkerLimits.unsentLogLines else {
            leftOut += 1
            return
        }
        if leftOut > 0 {
            lines.append((attempt, "(\(leftOut) lines before this one are left out)"))
            leftOut = 0
        }
        // Control characters would take six bytes each on the wire, and the log does without them.
        let clean = text.utf8.prefix(WorkerLimits.unsentLogLineBytes).map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }
        lines.append((attempt, String(decoding: clean, as: UTF8.self)))
    }

    /// All that waits, in messages of a bearable size.
    func takeMessages() -> [WorkerMessage] {
        defer { lines = [] }
        var messages: [WorkerMessage] = []
        var batch: [String] = []
        var bytes = 0
        for (index, line) in lines.enumerated() {
            batch.append(line.text)
            bytes += line.text.utf8.count
            let isLast = index + 1 == lines.count || lines[index + 1].attempt != line.attempt
            if isLast || batch.count == WireLimits.logLines || bytes > WorkerLimits.logMessageBytes {
                messages.append(.attemptLog(line.attempt, lines: batch))
                (batch, bytes) = ([], 0)
            }
        }
        return messages
    }
}
