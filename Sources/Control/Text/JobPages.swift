import FarmModel
import Invocation

/// What `jobs` and `show` print.
enum JobPages {
    static func list(_ jobs: [JobSummary], width: Int?) -> String {
        guard !jobs.isEmpty else { return "no jobs\n" }
        var table = Table([
            .init(title: "JOB", isNumber: true), .init(title: "STATUS"), .init(title: "PRI", isNumber: true),
            .init(title: "CHUNKS", isNumber: true), .init(title: "DONE", isNumber: true),
            .init(title: "FRAMES/S", isNumber: true), .init(title: "ETA", isNumber: true),
            .init(title: "OUTPUT", isFlexible: true),
        ])
        for job in jobs {
            table.rows.append([
                "\(job.id.number)", job.status, "\(job.priority)", "\(job.chunksDone)/\(job.chunksTotal)",
                Words.percent(job.framesDone, of: job.framesTotal),
                job.framesPerSecond > 0 ? Words.decimal(job.framesPerSecond, digits: 1) : "-",
                job.remainingMilliseconds.map(Words.clock) ?? "-", job.output,
            ])
        }
        var text = table.text(width: width)
        for job in jobs {
            if let waiting = job.waitingFor { text += "job \(job.id.number) waits: \(printable(waiting))\n" }
        }
        return text
    }

    /// `clock` writes a moment for people.
    static func detail(_ job: JobDetail, width: Int?, clock: (Timestamp) -> String) -> String {
        var parts = [facts(of: job, clock: clock)]
        if !job.manifest.isEmpty { parts.append(chunkTable(job.manifest, width: width)) }
        let failed = job.manifest.filter { $0.error != nil || !$0.errorLines.isEmpty }
        if !failed.isEmpty { parts.append(failed.map(failureText).joined()) }
        if let failure = job.summary.failure { parts.append(failureText(failure)) }
        if !job.warnings.isEmpty { parts.append(job.warnings.map { "warning: \(printable($0))\n" }.joined()) }
        return parts.joined(separator: "\n")
    }

    private static func facts(of job: JobDetail, clock: (Timestamp) -> String) -> String {
        let summary = job.summary
        var facts = FactList()
        facts.add("job", "\(summary.id.number)")
        facts.add("status", summary.status)
        facts.add("waiting", summary.waitingFor)
        facts.add("input", summary.input)
        facts.add("output", summary.output)
        facts.add("run", summary.runDirectory)
        facts.add("priority", "\(summary.priority)")
        facts.add("submitted", clock(summary.submittedAt))
        facts.add("finished", summary.finishedAt.map(clock))
        if summary.framesTotal > 0 {
            let percent = Words.percent(summary.framesDone, of: summary.framesTotal)
            facts.add("frames", "\(summary.framesDone) of \(summary.framesTotal), \(percent)")
        }
        if summary.chunksTotal > 0 {
            let counts = "\(summary.chunksDone) of \(summary.chunksTotal) done, \(summary.chunksRunning) running"
            facts.add("chunks", summary.chunksFailed > 0 ? counts + ", \(summary.chunksFailed) failed" : counts)
        }
        if summary.framesPerSecond > 0 {
            facts.add("speed", Words.decimal(summary.framesPerSecond, digits: 1) + " frames/s")
        }
        facts.add("ETA", summary.remainingMilliseconds.map(Words.clock))
        for reason in job.reasons { facts.add("why", reason) }
        return facts.text
    }

    static func chunkTable(_ entries: [ManifestEntry], width: Int?) -> String {
        var table = Table([
            .init(title: "CHUNK", isNumber: true), .init(title: "START", isNumber: true),
            .init(title: "LENGTH", isNumber: true), .init(title: "FRAMES", isNumber: true), .init(title: "STATUS"),
            .init(title: "ATTEMPTS", isNumber: true), .init(title: "RUNTIME", isNumber: true),
            .init(title: "WORKER", isFlexible: true),
        ])
        for entry in entries {
            table.rows.append([
                "\(entry.chunkID)", Words.decimal(entry.startSeconds, digits: 3),
                Words.decimal(entry.durationSeconds, digits: 3), "\(entry.frames)", entry.status,
                "\(entry.attempts)", entry.runtimeMilliseconds.map(Words.duration) ?? "-", entry.worker ?? "-",
            ])
        }
        return table.text(width: width)
    }

    static func failureText(_ entry: ManifestEntry) -> String {
        let why = printable(entry.error ?? "no reason was given")
        let head = "chunk \(entry.chunkID) \(entry.status) after \(Words.count(entry.attempts, "attempt")): \(why)\n"
        return head + lastLines(entry.errorLines)
    }

    static func failureText(_ failure: StageFailure) -> String {
        let hint = failure.hint.map { "hint:  \(printable($0))\n" } ?? ""
        // A cause of several lines shows a place in a text: they are kept under each other.
        let cause = failure.cause.split(separator: "\n").map { printable(String($0)) }
        let head = "error: \(printable(failure.summary))\ncause: \(cause.joined(separator: "\n       "))\n"
        return head + hint + lastLines(failure.lastLines)
    }

    private static func lastLines(_ lines: [String]) -> String {
        lines.map { "    \(printable($0))\n" }.joined()
    }
}
