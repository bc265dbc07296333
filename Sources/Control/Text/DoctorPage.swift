import FarmModel
import Invocation
import JSONText

/// What `doctor` prints: the findings, and the workers side by side.
struct DoctorPage {
    let facts: MachineFacts
    let findings: [Finding]

    var hasProblems: Bool { findings.contains { $0.level == .problem } }

    func text(width: Int) -> String {
        var text = ""
        let labels = findings.map(\.topic.count).max() ?? 0
        let margin = String(repeating: " ", count: 9 + labels + 2)
        for finding in findings {
            let head =
                padded(finding.level == .ok ? "ok" : finding.level.rawValue, to: 9)
                + padded(finding.topic, to: labels + 2)
            text += wrapped(printable(finding.text), firstPrefix: head, prefix: margin, width: width)
            // Never wrapped: what is to be pasted must stay on one line.
            for line in finding.advice { text += margin + "→ " + printable(line) + "\n" }
        }
        if let table = workers { text += "\n" + table.text(width: nil) }
        return text + "\n" + summary
    }

    private var summary: String {
        let problems = findings.count { $0.level == .problem }
        let warnings = findings.count { $0.level == .warning }
        if problems + warnings == 0 { return "nothing is in the way\n" }
        return [(problems, "problem"), (warnings, "warning")].filter { $0.0 > 0 }
            .map { Words.count($0.0, $0.1) }.joined(separator: ", ") + "\n"
    }

    private var workers: Table? {
        guard case .answers(let farm) = facts.coordinator, !farm.workers.isEmpty else { return nil }
        var table = Table([
            .init(title: "WORKER"), .init(title: "HOST"), .init(title: "SLOTS", isNumber: true), .init(title: "FFMPEG"),
            .init(title: "LIBX264"), .init(title: "LIBX265"), .init(title: "FFV1"),
        ])
        for worker in farm.workers {
            let builds = ["libx264", "libx265", "ffv1"].map { encoder in
                // The version stands in a column of its own.
                worker.encoderBuilds.first { $0.encoder == encoder }?.build.split(separator: " ").last.map(String.init)
                    ?? "-"
            }
            table.rows.append(
                [worker.name, worker.host, "\(worker.slots)", worker.ffmpegVersion ?? "-"] + builds)
        }
        return table
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("ok", !hasProblems)
            json.field("findings", findings)
            guard case .answers(let farm) = facts.coordinator else { return }
            json.object("coordinator") { json in
                json.field("address", farm.address)
                json.field("version", farm.version)
                json.field("latency_us", farm.latencyMicroseconds)
                json.field("bytes_per_second", farm.bytesPerSecond)
                json.field("clock_ahead_ms", farm.clockAheadMilliseconds)
            }
            json.field("workers", farm.workers)
        }
    }
}
