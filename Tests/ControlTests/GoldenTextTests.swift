import FarmModel
import Invocation
import MediaPlan
import Testing

@testable import Control

@Suite struct GoldenTextTests {
    @Test(arguments: Renderctl.commands.map { $0.shape.name })
    func helpOfEveryCommand(name: String) throws {
        let text = Renderctl.shape.helpText(command: name)
        try Golden.check(text, "help_\(name)")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func helpOfTheProgram() throws {
        try Golden.check(Renderctl.shape.helpText(), "help")
    }

    @Test func jobTables() throws {
        var failed = Fixtures.summary(123)
        failed.status = "failed"
        failed.priority = -10
        failed.remainingMilliseconds = nil
        failed.framesPerSecond = 0
        let jobs = [Fixtures.summary(), Fixtures.waiting(), failed]
        let narrow = JobPages.list(jobs, width: 80)
        #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 80 })
        try Golden.check(narrow, "jobs_80_columns")
        try Golden.check(JobPages.list(jobs, width: nil), "jobs")
        #expect(JobPages.list([], width: 80) == "no jobs\n")
    }

    @Test func oneJob() throws {
        var summary = Fixtures.summary()
        summary.chunksFailed = 1
        let job = JobDetail(
            summary: summary,
            manifest: [Fixtures.chunk(0), Fixtures.chunk(1, status: "running"), Fixtures.failedChunk(2)],
            warnings: ["the input has two video streams"], reasons: ["12 chunks for 3 slots"])
        let text = JobPages.detail(job, width: 80) { "at \($0.milliseconds)" }
        try Golden.check(text, "show")
        #expect(!text.contains("\u{1B}"))
    }

    @Test func aJobThatFailedBeforeItHadChunks() throws {
        var summary = Fixtures.waiting()
        summary.status = "failed"
        summary.waitingFor = nil
        summary.failure = StageFailure(
            summary: "the input cannot be read", cause: "no such file or directory", hint: "check the path",
            lastLines: ["/videos/in.mp4: No such file or directory"])
        let job = JobDetail(summary: summary, manifest: [], warnings: [], reasons: [])
        try Golden.check(JobPages.detail(job, width: 80) { "at \($0.milliseconds)" }, "show_failed")
    }

    @Test func reports() throws {
        try Golden.check(ReportPage.text(Fixtures.report()), "report")
        try Golden.check(ReportPage.text(Fixtures.failedReport()), "report_failed")
        var encodedAgain = Fixtures.report()
        encodedAgain.mergeMethod = "reencode"
        encodedAgain.mergeFallbackReason = "the chunks have different headers"
        encodedAgain.runDirectory = ""
        try Golden.check(ReportPage.text(encodedAgain), "report_reencoded")
    }

    @Test func workerTables() throws {
        let text = WorkerPage.list(Fixtures.workers(), width: 80)
        #expect(text.split(separator: "\n")[0..<3].allSatisfy { $0.count <= 80 })
        try Golden.check(text, "workers")
        #expect(WorkerPage.list([], width: nil) == "no workers\n")
    }

    @Test func progressBars() throws {
        let ascii = ProgressText.Style(hasColors: false, hasUnicode: false)
        let rich = ProgressText.Style(hasColors: true, hasUnicode: true)
        var failing = Fixtures.summary()
        failing.chunksFailed = 2
        var lines: [String] = []
        for job in [Fixtures.summary(), Fixtures.waiting(), failing] {
            for width in [120, 79, 60, 40, 20] {
                let bar = ProgressText(job: job).bar(width: width, style: ascii)
                #expect(bar.count <= width)
                lines.append(bar)
            }
            lines.append(ProgressText(job: job).bar(width: 79, style: rich))
            lines.append(ProgressText(job: job).plain)
        }
        try Golden.check(lines.joined(separator: "\n") + "\n", "progress")
    }

    @Test func comparisons() throws {
        var comparison = VideoComparison(FrameHashes(), FrameHashes())
        comparison.leftFrames = 90
        comparison.rightFrames = 90
        #expect(
            ComparisonPage(comparison: comparison, quality: nil).text
                == "equal: 90 frames, each with the same pixels at the same time\n")
        comparison.rightFrames = 89
        comparison.differentPixels = 3
        comparison.firstDifferentPixels = 12
        comparison.differentTimestamps = 1
        comparison.firstDifferentTimestamp = 30
        comparison.largestTimestampDifferenceSeconds = 0.0333
        try Golden.check(ComparisonPage(comparison: comparison, quality: nil).text, "verify_different")
    }

    @Test func likenesses() throws {
        var comparison = VideoComparison(FrameHashes(), FrameHashes())
        comparison.leftFrames = 4
        comparison.rightFrames = 4
        comparison.differentPixels = 4
        let figures = [(0, 45.1, 0.99), (1, 43.25, 0.985), (2, 31.0, 0.9), (3, FrameQuality.mostDecibels, 1)]
        let frames = figures.map { FrameQuality(frame: $0.0, decibels: $0.1, similarity: $0.2) }
        let bad = ComparisonPage(
            comparison: comparison, quality: QualityReport(frames: frames, leastDecibels: 40, cuts: [4]))
        #expect(!bad.isGood)
        try Golden.check(bad.text, "verify_tolerance")
        #expect(
            ComparisonPage(comparison: comparison, quality: QualityReport(frames: frames, leastDecibels: 30)).isGood)
    }
}

@Suite struct WordsTests {
    @Test func writesDurations() {
        #expect(Words.duration(milliseconds: 310) == "0.31 s")
        #expect(Words.duration(milliseconds: 12_400) == "12.4 s")
        #expect(Words.duration(milliseconds: 185_000) == "3:05")
        #expect(Words.clock(milliseconds: 3_723_000) == "1:02:03")
        #expect(Words.age(milliseconds: 200) == "now")
        #expect(Words.age(milliseconds: 7_300_000) == "2 h")
    }

    @Test func writesSizesAndShares() {
        #expect(Words.bytes(812) == "812 B")
        #expect(Words.bytes(1_500_000_000) == "1.5 GB")
        #expect(Words.bytes(999_960) == "1.0 MB")
        #expect(Words.bytes(.max) == "9223 PB")
        #expect(Words.percent(899, of: 900) == "99 %")
        #expect(Words.percent(5, of: 0) == "0 %")
        #expect(Words.decimal(-0.001, digits: 2) == "0.00")
        #expect(Words.decimal(.infinity, digits: 2) == "-")
    }

    @Test func obeysNoControlCharacters() {
        #expect(printable("a\u{1B}[2Jb\n\u{202E}c\td") == "a\u{FFFD}[2Jb\u{FFFD}\u{FFFD}c d")
        #expect(shortened("/home/somebody/file.mp4", to: 12) == "/ho…file.mp4")
        #expect(shortened("abc", to: 1) == "c")
        #expect(shortened("abc", to: 3) == "abc")
    }
}
