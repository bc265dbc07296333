import FarmModel
import Glibc
import LinuxIO
import MediaPlan
import TestPrograms
import Testing

@testable import MediaStages

/// Inputs whose containers do not tell all.
@Suite(.serialized) struct OddInputTests {
    private func plan(
        _ clips: Clips, _ input: String, programs: MediaPrograms = MediaPrograms()
    ) throws -> VideoPlan {
        let request = VideoRequest(
            input: input, filter: "hflip", encoding: EncoderSettings(encoder: "ffv1"), chunking: .count(4))
        var farm = try SmallFarm(request: request, output: clips.path("out.mkv"), folder: clips.path("farm"))
        farm.programs = programs
        return try farm.analyze()
    }

    @Test func soundVideosAreCutWithTheContainersTimes() throws {
        let clips = try Clips()
        let plan = try plan(clips, clips.make(Clips.pictures("2") + Clips.h264 + ["in.mp4"]))
        #expect(plan.chunks.count == 4)
        #expect(!plan.reasons.contains { $0.contains("decoded frames") })
    }

    /// The container's list of packets looks as it should, and a decoder makes of the damage what it likes.
    @Test func damageInsidePacketsIsFoundInShortVideos() throws {
        let clips = try Clips()
        let path = try clips.make(Clips.pictures("2") + Clips.h264 + ["in.mp4"])
        var bytes = try Files.read(path, limitBytes: 1 << 26)
        let start = bytes.count / 3
        for index in start..<start + 400 { bytes[index] = 0x58 }
        try Files.writeAtomically(path, bytes, synced: false)
        let plan = try plan(clips, path)
        #expect(plan.chunks.count == 1)
        #expect(plan.warnings.contains { $0.contains("does not decode without errors") })
    }

    @Test func palettesThatComeOnceAreNotSkipped() throws {
        let clips = try Clips()
        let path = try clips.make(
            Clips.pictures("1") + [
                "-vf", "split[a][b];[a]palettegen[p];[b][p]paletteuse", "-c:v", "rawvideo", "-pix_fmt", "pal8",
                "in.avi",
            ])
        let plan = try plan(clips, path)
        #expect(plan.chunks.count == 4)
        #expect(plan.chunks.allSatisfy { $0.starts.allSatisfy { $0.seekPts == nil } })
    }

    /// Without the sound, which begins first, ffmpeg counts the times of a transport stream from another beginning, and the
    /// first picture would come before zero.
    @Test(arguments: ["ffv1", "libx264"])
    func aTransportStreamInOnePieceKeepsItsFirstPicture(_ encoder: String) throws {
        let clips = try Clips()
        let input = try clips.make(Clips.pictures("2") + Clips.sound("2") + Clips.h264 + ["in.ts"])
        let request = VideoRequest(
            input: input, filter: "reverse",
            encoding: EncoderSettings(encoder: encoder, crf: encoder == "ffv1" ? nil : 0))
        let farm = try SmallFarm(request: request, output: clips.path("out.mkv"), folder: clips.path("farm"))
        let done = try farm.runAll()
        #expect(done.plan.chunks.count == 1 && done.plan.frameCount == 50)
        try clips.make([
            "-i", input, "-map", "0:V:0", "-map", "0:a", "-vf", "reverse", "-fps_mode", "passthrough",
            "-enc_time_base:v", "1/90000", "-c:a", "copy", "-c:v", "ffv1", "serial.mkv",
        ])
        let comparison = try compareVideos(clips.path("serial.mkv"), farm.run.output, programs: farm.programs)
        #expect(comparison.areEqual, "\(comparison)")
    }

    @Test func anOldFfmpegIsRefused() throws {
        let clips = try Clips()
        let old = clips.path("ffmpeg")
        let script = "#!/bin/sh\necho 'ffmpeg version 4.2.7-0ubuntu0.1 Copyright (c) 2000-2022 the FFmpeg developers'\n"
        try TestProgram.write(script, to: old)
        let input = try clips.make(Clips.pictures("1") + Clips.h264 + ["in.mp4"])
        let error = #expect(throws: SmallFarm.Trouble.self) {
            try plan(clips, input, programs: MediaPrograms(ffmpeg: old))
        }
        #expect(error?.failure.summary == "ffmpeg is too old")
        #expect(error?.failure.cause.contains("4.2.7") == true)
        #expect(error?.failure.hint?.contains("4.4") == true)
    }
}
