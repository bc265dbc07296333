import FarmModel
import Testing

@testable import MediaPlan

@Suite struct FailureJudgeTests {
    @Test(arguments: [
        ("av_interleaved_write_frame(): No space left on device", AttemptFailure.Kind.noRoom),
        ("Error writing trailer: Disk quota exceeded", .noRoom),
        ("Unknown encoder 'libx264'", .workerFault),
        ("/x.mp4: Permission denied", .workerFault),
        ("[AVFilterGraph @ 0x5] No such filter: 'nope'", .permanent),
        ("[Parsed_scale_0 @ 0x5] Error applying option 'w' to filter 'scale': Invalid argument", .permanent),
        ("Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0", .permanent),
        ("Unrecognized option 'nope'.", .permanent),
        ("/in.mp4: Invalid data found when processing input", .permanent),
        ("/in.mp4: No such file or directory", .permanent),
        ("Stream map '0:V:0' matches no streams.", .permanent),
        ("Error while decoding stream #0:0: Invalid data found when processing input", .retryable),
        ("something new", .retryable),
    ])
    func sortsFfmpegsWords(_ line: String, _ kind: AttemptFailure.Kind) {
        let failure = FailureJudge.judge(.exited(1), lastLines: ["first", line])
        #expect(failure.kind == kind)
        #expect(failure.lastLines == ["first", line])
        let words = line.hasPrefix("[") ? line.drop { $0 != "]" }.dropFirst(2) : line[...]
        #expect(failure.summary.hasSuffix(words))
    }

    @Test func aComplaintAboutTheOutputIsTheWorkers() {
        let failure = FailureJudge.judge(
            .exited(1), lastLines: ["/scratch/c.nut: No such file or directory"], outputPath: "/scratch/c.nut")
        #expect(failure.kind == .workerFault)
    }

    @Test func theMachineComesFirst() {
        let lines = ["/in.mp4: Invalid data found when processing input", "No space left on device"]
        #expect(FailureJudge.judge(.exited(1), lastLines: lines).kind == .noRoom)
    }

    @Test func aFullDiskIsNobodysFault() {
        let lines = ["Error writing trailer of /scratch/c.nut: No space left on device"]
        let failure = FailureJudge.judge(.exited(1), lastLines: lines, outputPath: "/scratch/c.nut")
        #expect(failure.kind == .noRoom)
        #expect(failure.summary == "the disk is full: Error writing trailer of /scratch/c.nut: No space left on device")
    }

    @Test func anInputWithoutPicturesIsNotALackOfMemory() {
        let lines = ["Cannot determine format of input stream 0:0 after EOF", "/in.mp4: Cannot allocate memory"]
        let failure = FailureJudge.judge(.exited(1), lastLines: lines)
        #expect(failure.kind == .permanent)
        #expect(failure.summary.hasPrefix("not one picture can be decoded"))
    }

    @Test func signals() {
        #expect(FailureJudge.judge(.signalled(9), lastLines: []).kind == .workerFault)
        #expect(FailureJudge.judge(.signalled(11), lastLines: ["No such filter"]).kind == .retryable)
        #expect(FailureJudge.judge(.signalled(15), lastLines: []).kind == .retryable)
        #expect(FailureJudge.judge(.signalled(11), lastLines: []).summary.contains("SIGSEGV"))
    }

    @Test func whatIsKeptIsBounded() {
        let lines = Array(repeating: String(repeating: "ü", count: 2_000), count: 50)
        let failure = FailureJudge.judge(.exited(1), lastLines: lines)
        #expect(failure.lastLines.count == FarmLimits.failureLines)
        #expect(failure.lastLines.allSatisfy { $0.utf8.count <= FarmLimits.failureLineBytes + 3 })
        #expect(
            FailureJudge.judge(.exited(3), lastLines: []).summary == "ffmpeg failed with exit status 3 and said nothing"
        )
    }

    @Test func brokenJoins() {
        #expect(
            FailureJudge.meansBrokenJoin(
                "[mp4 @ 0x1] Non-monotonous DTS in output stream 0:0; previous: 5, current: 3; changing to 6."))
        #expect(
            FailureJudge.meansBrokenJoin(
                "Application provided invalid, non monotonically increasing dts to muxer in stream 0: 5 >= 3"))
        #expect(!FailureJudge.meansBrokenJoin("Non-monotonous DTS in output stream 0:1; previous: 5, current: 3"))
    }

    @Test func theTailIsBounded() {
        var tail = ErrorTail()
        let text = (0..<100).map { "line \($0)\n" }.joined() + "status\rlast"
        for byte in text.utf8 { withUnsafeBytes(of: byte) { tail.read($0) } }
        #expect(tail.lines.count == FarmLimits.failureLines)
        #expect(tail.lines.last == "last")
        let endless = Array(repeating: UInt8(ascii: "x"), count: 100_000)
        #expect(ErrorTail(of: endless).lines.first?.utf8.count == FarmLimits.failureLineBytes)
        #expect(ErrorTail(of: [0xFF, 0xFE, 0x0A]).lines.count == 1)
    }
}

@Suite struct ProgressParserTests {
    private let block = "frame=48\nfps=24.50\nout_time_ms=1920000\nprogress=continue\n"

    @Test func readsBlocksHoweverTheyArrive() {
        var parser = ProgressParser()
        var seen: [FFmpegProgress] = []
        for byte in (block + "frame=  96\nfps=0.00\nprogress=end\n").utf8 {
            if let progress = withUnsafeBytes(of: byte, { parser.read($0) }) { seen.append(progress) }
        }
        #expect(
            seen == [
                FFmpegProgress(frame: 48, framesPerSecond: 24.5, hasEnded: false),
                FFmpegProgress(frame: 96, framesPerSecond: 0, hasEnded: true),
            ])
        #expect(parser.last?.hasEnded == true)
    }

    @Test func givesTheNewestOfSeveral() {
        var parser = ProgressParser()
        let bytes = Array((block + block.replacing("48", with: "72")).utf8)
        #expect(bytes.withUnsafeBytes { parser.read($0) }?.frame == 72)
    }

    @Test func gettingFurtherIsMoreThanReporting() {
        func report(_ text: String) -> FFmpegProgress? {
            var parser = ProgressParser()
            return Array(text.utf8).withUnsafeBytes { parser.read($0) }
        }
        let early = report("frame=1\ntotal_size=48\nprogress=continue\n")
        #expect(early?.bytes == 48 && early?.isBeyond(nil) == true && early?.isBeyond(early) == false)
        #expect(report("frame=1\ntotal_size=49\nprogress=continue\n")?.isBeyond(early) == true)
        #expect(report("frame=2\ntotal_size=N/A\nprogress=continue\n")?.isBeyond(early) == true)
    }

    @Test func survivesNonsense() {
        var parser = ProgressParser()
        let nonsense =
            "frame=-5\nframe=x\nfps=nan\nfps=N/A\n=\nprogress\n\u{0}\n" + String(repeating: "y", count: 100_000)
        let bytes = Array((nonsense + "\nprogress=continue\n").utf8)
        #expect(
            bytes.withUnsafeBytes { parser.read($0) } == FFmpegProgress(frame: 0, framesPerSecond: 0, hasEnded: false))
    }
}

@Suite struct FFmpegFactsTests {
    private let version = Array("ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026\nbuilt with gcc\n".utf8)
    private let encoders = Array(
        """
        Encoders:
         V..... = Video
         ------
         V....D libx264              libx264 H.264 (codec h264)
         A....D aac                  AAC
         VF...D ffv1                 FFmpeg video codec #1

        """.utf8)

    @Test func readsTheAnswers() throws {
        let options = Array("-fps_mode           set framerate mode\n".utf8)
        let facts = try #require(FFmpegFacts(versionOutput: version, encodersOutput: encoders, optionsOutput: options))
        #expect(facts == FFmpegFacts(version: "5.1.9-0+deb12u1", hasFpsMode: true, encoders: ["ffv1", "libx264"]))
        let older = FFmpegFacts(versionOutput: version, encodersOutput: encoders, optionsOutput: Array("-vsync\n".utf8))
        #expect(older?.hasFpsMode == false)
        let newer = Array("-fps_mode[:<stream_spec>]  set framerate mode\n".utf8)
        #expect(
            FFmpegFacts(versionOutput: version, encodersOutput: encoders, optionsOutput: newer)?.hasFpsMode == true)
    }

    @Test(arguments: [
        ("5.1.9-0+deb12u1", 5, 1), ("n6.0", 6, 0), ("4.4", 4, 4), ("7.0-static", 7, 0),
    ])
    func readsReleaseNumbers(version: String, major: Int, minor: Int) {
        #expect(FFmpegFacts.releaseNumber(version).map { [$0.major, $0.minor] } == [major, minor])
    }

    @Test(arguments: ["N-113007-g8d24a28d06", "2024-01-01-git", "", "git"])
    func doesNotGuessAtOtherVersions(version: String) {
        #expect(FFmpegFacts.releaseNumber(version) == nil)
    }

    @Test(arguments: [
        ("4.3.6", true), ("n3.4", true), ("4.4.2-0ubuntu0.22.04.1", false), ("n9.0.2-17-g2a", false), ("git", false),
    ])
    func knowsWhatIsTooOld(version: String, isTooOld: Bool) {
        #expect(FFmpegFacts(version: version, hasFpsMode: false, encoders: []).isTooOld == isTooOld)
    }

    @Test func refusesOtherPrograms() {
        #expect(FFmpegFacts(versionOutput: Array("bash 5".utf8), encodersOutput: [], optionsOutput: []) == nil)
        #expect(FFmpegFacts(versionOutput: [], encodersOutput: encoders, optionsOutput: []) == nil)
    }

    @Test func levelsThatOnlySortLinesAreNotTold() {
        let tail = ErrorTail(
            of: Array("[mov @ 0x5] [error] moov atom not found\n[warning] odd\nplain [x]\n[error] end".utf8))
        #expect(tail.lines == ["[mov @ 0x5] moov atom not found", "odd", "plain [x]", "end"])
    }
}
