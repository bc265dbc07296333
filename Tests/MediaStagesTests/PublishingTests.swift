import FarmModel
import Glibc
import JSONText
import LinuxIO
import MediaPlan
import Testing

@testable import MediaStages

/// What merge and verification do when something is not as it should be.
@Suite(.serialized) struct PublishingTests {
    private struct Rendered {
        var clips: Clips
        var farm: SmallFarm
        var plan: VideoPlan
        var files: [ChunkFile]
    }

    private func rendered(_ request: (String) -> VideoRequest = { VideoRequest(input: $0, chunking: .count(3)) }) throws
        -> Rendered
    {
        let clips = try Clips()
        let input = try clips.make(Clips.pictures("2") + Clips.sound("2") + Clips.h264 + ["in.mp4"])
        let farm = try SmallFarm(request: request(input), output: clips.path("out.mp4"), folder: clips.path("farm"))
        let plan = try farm.analyze()
        return Rendered(clips: clips, farm: farm, plan: plan, files: try farm.renderAll(plan))
    }

    private func failure(_ outcome: StageOutcome) -> StageFailure? {
        if case .failed(let failure) = outcome { failure } else { nil }
    }

    @Test func damagedChunksAreNamed() throws {
        let job = try rendered()
        let first = RunLayout.chunkPath(of: job.farm.run, chunk: 0, plan: job.plan)
        let last = RunLayout.chunkPath(of: job.farm.run, chunk: 2, plan: job.plan)
        var bytes = try Files.read(first, limitBytes: 1 << 26)
        bytes[bytes.count / 2] ^= 1
        try Files.writeAtomically(first, bytes, synced: false)
        try Files.remove(last)
        let outcome = job.farm.stage(.merge, plan: job.plan, files: job.files)
        guard case .chunksDamaged(let chunks, let reason) = outcome else {
            Issue.record("the merge ended with \(outcome)")
            return
        }
        #expect(chunks == [0, 2])
        #expect(reason.contains("content has changed") && reason.contains("missing"))
    }

    @Test func differentStreamsAreEncodedAgain() throws {
        var job = try rendered()
        let foreign = RunLayout.chunkPath(of: job.farm.run, chunk: 1, plan: job.plan)
        var task = RenderTask(plan: job.plan, chunk: 1, outputPath: foreign)
        task.settings.encoding.pixelFormat = "yuv444p"
        let made = try runCommand(
            SpawnRequest(
                program: "ffmpeg",
                arguments: RenderCommand.arguments(
                    for: task, ffmpeg: try detectFFmpeg(MediaPrograms()), writingTo: foreign,
                    seamsIn: job.farm.run.directory)),
            timeoutMilliseconds: 60_000)
        #expect(made.isSuccess)
        job.files[1].streamFingerprint = try #require(try job.farm.scan(foreign, of: task).fingerprint())
        #expect(job.files[1].streamFingerprint != job.files[0].streamFingerprint)
        job.files[1].sizeBytes = try Files.facts(foreign).sizeBytes
        job.files[1].sha256 = try sha256OfFile(foreign)
        let merge = try job.farm.mergeReport(job.plan, job.files)
        #expect(merge.method == .reencode)
        #expect(merge.fallbackReason?.contains("chunk 1 was encoded differently") == true)
        #expect(try job.farm.verifyReport(job.plan, job.files, merge).frames == 50)
    }

    @Test func nothingIsPublishedThatLacksFrames() throws {
        var job = try rendered()
        // The second chunk in the place of the first: every byte as it was made, and still not the video.
        let first = RunLayout.chunkPath(of: job.farm.run, chunk: 0, plan: job.plan)
        try Files.writeAtomically(
            first, try Files.read(RunLayout.chunkPath(of: job.farm.run, chunk: 1, plan: job.plan), limitBytes: 1 << 26),
            synced: false)
        job.files[0] = job.files[1]
        let merge = try job.farm.mergeReport(job.plan, job.files)
        let refused = try #require(failure(job.farm.stage(.verify, plan: job.plan, files: job.files, merge: merge)))
        #expect(refused.cause.contains("frames instead of"))
        #expect(!Files.exists(job.farm.run.output))
    }

    @Test func lostAudioIsAFailure() throws {
        let job = try rendered()
        let merge = try job.farm.mergeReport(job.plan, job.files)
        let silent = try job.clips.make(["-i", merge.temporaryPath, "-an", "-c", "copy", "-f", "mp4", "silent"])
        try Files.rename(silent, to: merge.temporaryPath)
        var report = merge
        report.sizeBytes = try Files.facts(merge.temporaryPath).sizeBytes
        report.sha256 = try sha256OfFile(merge.temporaryPath)
        let refused = try #require(failure(job.farm.stage(.verify, plan: job.plan, files: job.files, merge: report)))
        #expect(refused.cause.contains("0 audio streams instead of 1"))
    }

    @Test func anExistingOutputIsLeftAloneAndTheMergeIsKept() throws {
        let job = try rendered()
        let merge = try job.farm.mergeReport(job.plan, job.files)
        try Files.writeAtomically(job.farm.run.output, [7], synced: false)
        let refused = try #require(failure(job.farm.stage(.verify, plan: job.plan, files: job.files, merge: merge)))
        #expect(refused.summary == "the output exists already")
        #expect(try Files.read(job.farm.run.output, limitBytes: 10) == [7])
        #expect(Files.exists(merge.temporaryPath))
        try Files.remove(job.farm.run.output)
        #expect(try job.farm.verifyReport(job.plan, job.files, merge).frames == 50)
        #expect(!Files.exists(merge.temporaryPath))
    }

    @Test func overwritingIsAllowedWhereItWasAskedFor() throws {
        var job = try rendered()
        job.farm.request.overwrite = true
        let merge = try job.farm.mergeReport(job.plan, job.files)
        try Files.writeAtomically(job.farm.run.output, [7], synced: false)
        let report = try job.farm.verifyReport(job.plan, job.files, merge)
        #expect(try Files.facts(job.farm.run.output).sizeBytes == report.sizeBytes)
    }

    @Test func verifyingAgainAfterACrashSucceeds() throws {
        let job = try rendered()
        let merge = try job.farm.mergeReport(job.plan, job.files)
        let once = try job.farm.verifyReport(job.plan, job.files, merge)
        #expect(try job.farm.verifyReport(job.plan, job.files, merge) == once)
    }

    @Test func aMergeThatVanishedIsMadeAgain() throws {
        let job = try rendered()
        let merge = try job.farm.mergeReport(job.plan, job.files)
        try Files.remove(merge.temporaryPath)
        #expect(try job.farm.verifyReport(job.plan, job.files, merge).frames == 50)
        #expect(Files.exists(job.farm.run.output))
    }

    @Test func namesWithEverythingInThem() throws {
        let clips = try Clips()
        let folder = clips.path("it's: 100% 'ü' [a], b")
        try Files.makeDirectories(folder)
        let made = try clips.make(Clips.pictures("1") + Clips.sound("1") + Clips.h264 + ["in.mp4"])
        let input = folder + "/-in: %03d.mp4"
        try Files.rename(made, to: input)
        let request = VideoRequest(input: input, filter: "hflip", chunking: .count(2))
        let farm = try SmallFarm(request: request, output: folder + "/o'ut: %d.mp4", folder: folder + "/r?#")
        let done = try farm.runAll()
        #expect(done.verification.frames == 25)
        #expect(Files.exists(farm.run.output))
    }

    @Test func requestsTravelAsJSON() throws {
        let job = try rendered()
        let request = StageRequest(
            stage: .verify, request: job.farm.request, run: job.farm.run, plan: job.plan, chunkFiles: job.files,
            merge: try job.farm.mergeReport(job.plan, job.files), slots: 3,
            programs: MediaPrograms(ffmpeg: "/a/ffmpeg", ffprobe: "/a/ffprobe"))
        #expect(try readJSON(StageRequest.self, from: request.jsonBytes) == request)
        #expect(runStage(requestPath: job.clips.path("no-request.json")) == 64)
    }

    @Test func clipsAreGenerated() throws {
        let clips = try Clips()
        var clip = ClipRequest(
            output: clips.path("made.mp4"), kind: .testsrc, seconds: 1, width: 160, height: 90,
            frameRate: try #require(Rational(30, 1)), audio: true, overwrite: false)
        try generateClip(clip, programs: MediaPrograms())
        let same = try compareVideos(clip.output, clip.output, programs: MediaPrograms())
        #expect(same.areEqual && same.leftFrames == 30)
        #expect(throws: MediaError.self) { try generateClip(clip, programs: MediaPrograms()) }
        clip.overwrite = true
        clip.kind = .mandelbrot
        clip.audio = false
        try generateClip(clip, programs: MediaPrograms())
        let other = try compareVideos(clip.output, clip.output, programs: MediaPrograms())
        #expect(other.leftFrames == 30)
        clip.width = 161
        #expect(throws: MediaError.self) { try generateClip(clip, programs: MediaPrograms()) }
    }
}
