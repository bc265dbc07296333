import FarmModel
import Invocation

/// What `report` prints, and what is left to read when a job that was waited for has ended.
enum ReportPage {
    static func text(_ report: JobReport) -> String {
        var parts = [facts(of: report)]
        if !report.missing.isEmpty {
            let count = Words.count(report.missing.count, "chunk is", "chunks are")
            parts.append("\(count) missing:\n" + report.missing.map(JobPages.failureText).joined())
        }
        if let failure = report.failure { parts.append(JobPages.failureText(failure)) }
        let notes =
            report.checks.map { "checked: \(printable($0))\n" } + report.reasons.map { "why:     \(printable($0))\n" }
            + report.warnings.map { "warning: \(printable($0))\n" }
        if !notes.isEmpty { parts.append(notes.joined()) }
        return parts.joined(separator: "\n")
    }

    private static func facts(of report: JobReport) -> String {
        var facts = FactList()
        facts.add("job", "\(report.id.number)")
        facts.add("status", report.status)
        facts.add("input", report.input)
        facts.add("output", report.output)
        facts.add("run", report.runDirectory.isEmpty ? nil : report.runDirectory)
        facts.add("frames", "\(report.frames)")
        facts.add("chunks", chunkText(report.chunks))
        facts.add("seams", seamText(report.seams))
        facts.add("encoder", encoderText(report.encoderBuilds))
        let stages = report.stages
        facts.add("analyze", stages.analyzeMilliseconds.map(Words.duration))
        facts.add("process", stages.processMilliseconds.map { processText($0, stages.attemptMilliseconds) })
        facts.add("merge", mergeText(report))
        facts.add("verify", stages.verifyMilliseconds.map(Words.duration))
        facts.add("total", stages.totalMilliseconds.map(Words.duration))
        return facts.text
    }

    private static func chunkText(_ chunks: ChunkCounts) -> String {
        let failed = chunks.failed > 0 ? ", \(chunks.failed) failed" : ""
        return "\(chunks.done) of \(chunks.total) done\(failed), \(Words.count(chunks.attempts, "attempt"))"
    }

    private static func encoderText(_ shares: [BuildShare]) -> String? {
        guard let only = shares.first else { return nil }
        guard shares.count > 1 else { return "\(only.build), the same for all chunks" }
        return "\(shares.count) different builds, see below"
    }

    private static func seamText(_ seams: SeamSummary) -> String? {
        guard seams.total > 0 else {
            return seams.unitedBecause.map { "none any more, rendered in one piece: \(printable($0))" }
        }
        var text = "\(seams.proved) of \(seams.total) proved"
        if let levels = seams.largestDifferenceLevels { text += ", pictures differ by \(levels) levels at most" }
        if seams.repairs > 0 {
            text += ", \(Words.count(seams.repairs, "chunk", "chunks")) rendered again with more care"
        }
        return text
    }

    private static func mergeText(_ report: JobReport) -> String? {
        guard let method = report.mergeMethod else { return nil }
        let time = report.stages.mergeMilliseconds.map { Words.duration(milliseconds: $0) + ", " } ?? ""
        let name =
            switch MergeReport.Method(rawValue: method) {
            case .copy: "joined by copying"
            case .encode: "encoded from what the workers made"
            case .reencode, nil: "encoded once more"
            }
        return time + (report.mergeFallbackReason.map { "\(name): \($0)" } ?? name)
    }

    private static func processText(_ milliseconds: Int, _ attempts: Int) -> String {
        let time = Words.duration(milliseconds: milliseconds)
        guard milliseconds > 0, attempts > 0 else { return time }
        let slots = Words.decimal(Double(attempts) / Double(milliseconds), digits: 1)
        return "\(time) for \(Words.duration(milliseconds: attempts)) of rendering: \(slots) slots busy on average"
    }
}
