import FarmModel
import LinuxIO
import MediaPlan
import Testing

@testable import MediaStages

/// Plans of real files: parts, scenes, and chains tried both ways.
@Suite struct PlanningTests {
    @Test(arguments: ["hflip", "tmix=frames=3,yadif", "fps=50", "reverse"])
    func aPartEqualsASerialRunOfIt(_ filter: String) throws {
        let clips = try Clips()
        let input = try clips.make(Clips.pictures("4") + Clips.h264 + ["in.mp4"])
        var request = VideoRequest(
            input: input, filter: filter, encoding: EncoderSettings(encoder: "ffv1"), chunking: .count(3))
        request.fromMicroseconds = 1_030_000
        request.toMicroseconds = 3_210_000
        let farm = try SmallFarm(request: request, output: clips.path("out.mkv"), folder: clips.path("farm"))
        let done = try farm.runAll()
        #expect(done.plan.chunks.count == (filter == "reverse" ? 1 : 3))
        // Frames 26 to 80 of 25 a second.
        #expect(done.plan.frameCount == 55)
        try clips.make([
            "-i", input, "-vf", "trim=start=1.03:end=3.21,setpts=PTS-STARTPTS,\(filter)", "-fps_mode", "passthrough",
            "-enc_time_base", "-1", "-an", "-c:v", "ffv1", "serial.mkv",
        ])
        let comparison = try compareVideos(clips.path("serial.mkv"), farm.run.output, programs: farm.programs)
        #expect(comparison.areEqual, "\(comparison)")
    }

    @Test func cutsAreFoundWhereScenesBegin() throws {
        let clips = try Clips()
        let input = try clips.make(
            [
                "-f", "lavfi", "-i",
                "testsrc2=s=160x90:r=25:d=1.4[a];smptebars=s=160x90:r=25:d=1.2[b];mandelbrot=s=160x90:r=25,trim=end=1.4[c];"
                    + "[a][b][c]concat=n=3[out0]",
            ] + Clips.h264 + ["in.mp4"])
        let request = VideoRequest(
            input: input, encoding: EncoderSettings(encoder: "ffv1"), chunking: .count(3), cut: .scene)
        let farm = try SmallFarm(request: request, output: clips.path("out.mkv"), folder: clips.path("farm"))
        let plan = try farm.analyze()
        #expect(plan.chunks.map(\.firstFrame) == [0, 35, 65])
    }

    @Test func aChainIsTriedBothWays() throws {
        let clips = try Clips()
        let input = try clips.make(Clips.pictures("6") + Clips.h264 + ["in.mp4"])
        func trial(_ filter: String) throws -> [SeamTrialResult] {
            let request = VideoRequest(input: input, filter: filter, encoding: EncoderSettings(encoder: "ffv1"))
            let findings = try planVideo(
                request, output: clips.path("out.mkv"), slots: 2, programs: MediaPrograms())
            return try tryChain(findings, programs: MediaPrograms())
        }
        #expect(try trial("hflip").map(\.sufficientWarmUp) == [0, 0, 0])
        #expect(try trial("tmix=frames=4").map(\.sufficientWarmUp) == [4, 4, 4])
        // A picture that remembers all that came before it never comes out the same.
        #expect(try trial("lagfun=decay=0.999").map(\.sufficientWarmUp) == [nil, nil, nil])
        #expect(try Files.factsIfPresent(clips.path("out.mkv")) == nil)
    }

    @Test func aPlanKnowsTheCostAndLeavesNothingBehind() throws {
        let clips = try Clips()
        let input = try clips.make(Clips.pictures("2") + Clips.h264 + ["in.mp4"])
        let request = VideoRequest(input: input, filter: "unsharp", chunking: .count(4))
        let findings = try planVideo(request, output: clips.path("out.mp4"), slots: 2, programs: MediaPrograms())
        #expect(findings.plan.chunks.count == 4)
        #expect(findings.pts.count == 50)
        #expect(try #require(findings.costs).average.nanoseconds > 0)
        #expect(try Files.list(clips.folder) == ["in.mp4"])
    }

    @Test func likenessIsMeasuredFrameByFrame() throws {
        let clips = try Clips()
        let input = try clips.make(Clips.pictures("1") + Clips.h264 + ["in.mp4"])
        let worse = try clips.make(["-i", input, "-c:v", "libx264", "-crf", "40", "-preset", "ultrafast", "worse.mp4"])
        let same = try compareQuality(input, input, programs: MediaPrograms())
        #expect(same.count == 25 && same.allSatisfy { $0.decibels == FrameQuality.mostDecibels })
        let different = try compareQuality(input, worse, programs: MediaPrograms())
        #expect(different.count == 25 && different.allSatisfy { $0.decibels < 45 && $0.similarity < 1 })
    }
}
