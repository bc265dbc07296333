import FarmModel
import Glibc
import LinuxIO
import MediaPlan
import Testing

@testable import MediaStages

@Suite(.serialized) struct AnalysisTests {
    /// The failure of an analysis, and how long it took to come.
    private func failure(
        _ clips: Clips, _ request: VideoRequest, output: String = "out.mp4", programs: MediaPrograms = MediaPrograms()
    ) throws -> StageFailure {
        var farm = try SmallFarm(request: request, output: clips.path(output), folder: clips.path("farm"))
        farm.programs = programs
        switch farm.stage(.analyze) {
        case .failed(let failure): return failure
        case let other:
            Issue.record("the analysis ended with \(other)")
            return StageFailure(summary: "", cause: "")
        }
    }

    private func clip(_ clips: Clips) throws -> String {
        try clips.make(Clips.pictures("1") + Clips.sound("1") + Clips.h264 + ["in.mp4"])
    }

    @Test func inputsThatCannotBeRead() throws {
        let clips = try Clips()
        try Files.writeAtomically(clips.path("empty.mp4"), [], synced: false)
        let text = String(repeating: "no video at all\n", count: 500)
        try Files.writeAtomically(clips.path("text.dat"), Array(text.utf8), synced: false)
        for (name, cause) in [
            ("missing.mp4", "no such file"), (".", "directory"), ("empty.mp4", "empty"),
            ("text.dat", "none of the kinds that are accepted"),
        ] {
            let failure = try failure(clips, VideoRequest(input: clips.path(name)))
            #expect(failure.cause.contains(cause), "\(name): \(failure)")
            #expect(!failure.mayRetry)
        }
    }

    @Test func inputsWithoutVideo() throws {
        let clips = try Clips()
        let sound = try clips.make(Clips.sound("1") + ["sound.m4a"])
        #expect(try failure(clips, VideoRequest(input: sound)).cause.contains("only audio"))
        try clips.make(Clips.pictures("0.04") + ["-frames:v", "1", "cover.png"])
        let cover = try clips.make(
            [
                "-i", sound, "-i", "cover.png", "-map", "0", "-map", "1", "-c", "copy", "-disposition:v",
                "attached_pic", "c.m4a",
            ])
        #expect(try failure(clips, VideoRequest(input: cover)).cause.contains("cover art"))
    }

    @Test func mistakesInTheRequestComeInFfmpegsOwnWords() throws {
        let clips = try Clips()
        let input = try clip(clips)
        let badFilter = try failure(clips, VideoRequest(input: input, filter: "nosuchfilter=5"))
        #expect(badFilter.lastLines.contains { $0.contains("nosuchfilter") })
        #expect(badFilter.cause.contains("the filter does not exist"))
        let badValue = try failure(clips, VideoRequest(input: input, filter: "scale=w=nonsense"))
        #expect(!badValue.lastLines.isEmpty)
        #expect(
            try failure(clips, VideoRequest(input: input, encoding: EncoderSettings(encoder: "libnope"))).cause
                .contains("libnope"))
        let format = try failure(clips, VideoRequest(input: input, encoding: EncoderSettings(pixelFormat: "yuv999p")))
        #expect(format.lastLines.contains { $0.contains("yuv999p") })
    }

    @Test func outputsThatCannotBeWritten() throws {
        let clips = try Clips()
        let input = try clip(clips)
        let request = VideoRequest(input: input)
        #expect(try failure(clips, request, output: "nowhere/out.mp4").summary.contains("folder does not exist"))
        #expect(try failure(clips, request, output: "out.xyz").summary.contains("kind"))
        #expect(try failure(clips, request, output: "in.mp4").summary == "the output is the input")
        try Files.writeAtomically(clips.path("there.mp4"), [1], synced: false)
        #expect(try failure(clips, request, output: "there.mp4").summary == "the output exists already")
    }

    @Test func aMissingProgramIsNamed() throws {
        let clips = try Clips()
        let input = try clip(clips)
        let failure = try failure(
            clips, VideoRequest(input: input),
            programs: MediaPrograms(ffmpeg: clips.path("no-ffmpeg"), ffprobe: "ffprobe"))
        #expect(failure.summary.contains("no-ffmpeg"))
        #expect(failure.hint != nil)
    }

    @Test func thePlanAndWhatItIsMadeFromAreWrittenDown() throws {
        let clips = try Clips()
        let request = VideoRequest(input: try clip(clips), chunking: .count(3))
        let farm = try SmallFarm(request: request, output: clips.path("out.mp4"), folder: clips.path("farm"))
        let plan = try farm.analyze()
        #expect(plan.chunks.count == 3)
        #expect(plan.frameCount == 25)
        #expect(plan.timeBase == Rational(1, 12_800))
        let meta = String(
            decoding: try Files.read(RunLayout.metaPath(of: farm.run), limitBytes: 1 << 20), as: UTF8.self)
        #expect(meta.contains("\"frames\": 25"))
        #expect(meta.contains("\"codec\": \"h264\""))
    }

    @Test func shortVideosStayWhole() throws {
        let clips = try Clips()
        var farm = try SmallFarm(
            request: VideoRequest(input: try clip(clips), encoding: EncoderSettings(encoderPreset: "ultrafast")),
            output: clips.path("out.mp4"),
            folder: clips.path("farm"))
        farm.slots = 16
        #expect(try farm.analyze().chunks.count == 1)
    }

    @Test func rawStreamsAreDecodedFromTheStart() throws {
        let clips = try Clips()
        let raw = try clips.make(Clips.pictures("2") + Clips.h264 + ["raw.h264"])
        let request = VideoRequest(
            input: raw, filter: "hflip", encoding: EncoderSettings(encoder: "ffv1"), chunking: .count(3))
        let farm = try SmallFarm(request: request, output: clips.path("out.mkv"), folder: clips.path("farm"))
        let done = try farm.runAll()
        #expect(done.plan.chunks.allSatisfy { $0.starts[0].seekPts == nil })
        #expect(done.plan.reasons.contains { $0.contains("not trusted") })
        try renderSerially(request, to: clips.path("serial.mkv"), programs: farm.programs)
        #expect(try compareVideos(clips.path("serial.mkv"), farm.run.output, programs: farm.programs).areEqual)
    }
}
