import FarmModel
import LinuxIO
import MediaPlan
import Testing

@testable import MediaStages

/// Videos rendered in pieces equal those rendered in one run: pixels, times and audio packets.
@Suite(.serialized) struct ExactnessTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        var name: String
        var arguments: [String]
        var testDescription: String { name }
    }

    static let kinds = [
        Kind(name: "b_frames.mp4", arguments: Clips.pictures("2") + Clips.sound("2") + Clips.h264),
        Kind(name: "ntsc.mp4", arguments: Clips.pictures("2", rate: "30000/1001") + Clips.sound("2") + Clips.h264),
        Kind(name: "film.mkv", arguments: Clips.pictures("2", rate: "24000/1001") + Clips.sound("2") + Clips.h264),
        Kind(name: "sixty.mkv", arguments: Clips.pictures("2", rate: "60") + Clips.h264),
        Kind(
            name: "variable_rate.mp4",
            arguments: Clips.pictures("3", rate: "30") + Clips.sound("3") + [
                "-vf", "select='not(eq(mod(n,7),3))*not(eq(mod(n,5),1))',settb=1/90000,setpts='PTS+mod(N,3)*37'",
                "-fps_mode",
                "passthrough",
                "-enc_time_base", "1/90000",
            ] + Clips.h264),
        Kind(
            name: "late_video.mp4",
            arguments: ["-itsoffset", "0.5"] + Clips.pictures("2") + Clips.sound("2") + ["-map", "0:v", "-map", "1:a"]
                + Clips.h264),
        Kind(
            name: "late_audio.mkv",
            arguments: Clips.pictures("2") + Clips.sound("2", offset: "0.7") + ["-map", "0:v", "-map", "1:a"]
                + Clips.h264),
        Kind(
            name: "open_gop.mp4",
            arguments: Clips.pictures("2") + Clips.h264 + ["-x264-params", "open-gop=1:bframes=3:keyint=20:scenecut=0"]),
        Kind(
            name: "transport.ts", arguments: Clips.pictures("2") + Clips.sound("2") + Clips.h264),
    ]

    @Test(arguments: kinds)
    func losslessIntoMatroska(_ kind: Kind) throws {
        try compare(kind, output: "out.mkv", encoder: "ffv1", crf: nil, preset: nil, seed: 1)
    }

    @Test(arguments: kinds.filter { !$0.name.hasPrefix("late_audio") && !$0.name.hasPrefix("sixty") })
    func losslessH264IntoMp4(_ kind: Kind) throws {
        try compare(kind, output: "out.mp4", encoder: "libx264", crf: 0, preset: "ultrafast", seed: 3)
    }

    /// Cuts at random places, far from key frames.
    private func compare(
        _ kind: Kind, output: String, encoder: String, crf: Int?, preset: String?, seed: UInt64,
        filter: String = "hflip,eq=contrast=1.1,gblur=sigma=1"
    ) throws {
        let clips = try Clips()
        let input = try clips.make(kind.arguments + [kind.name])
        let request = VideoRequest(
            input: input, filter: filter, encoding: EncoderSettings(encoder: encoder, crf: crf, encoderPreset: preset),
            chunking: .count(2))
        let serial = clips.path("serial_" + output)
        try renderSerially(request, to: serial, programs: MediaPrograms())
        var farm = try SmallFarm(request: request, output: clips.path(output), folder: clips.path("farm"))
        farm.adjust = { plan in Self.cutAtRandom(&plan, input, seed) }
        let done = try farm.runAll()
        #expect(done.plan.chunks.count == 5)
        #expect(done.merge.method == .copy)
        for (left, right) in zip(done.files, done.files.dropFirst()) {
            #expect(left.seams.tail == right.seams.head && left.seams.tail.count == 2)
        }
        let comparison = try compareVideos(serial, farm.run.output, programs: farm.programs)
        #expect(comparison.areEqual, "\(kind.name): \(comparison)")
        #expect(try clips.audioPackets(serial) == clips.audioPackets(farm.run.output))
    }

    /// Replaces the chunks of a plan by five with random borders.
    private static func cutAtRandom(_ plan: inout VideoPlan, _ input: String, _ seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let tools = MediaTools(programs: MediaPrograms())
        guard let scan = try? tools.survey(input).packets,
            let timeline = FrameTimeline(pts: scan.pts, keys: scan.keys, timeBase: plan.timeBase)
        else { return }
        var cuts: Set<Int> = []
        while cuts.count < 4 { cuts.insert(Int.random(in: 1..<timeline.frameCount, using: &numbers)) }
        let planner = ChunkPlanner(
            timeline: timeline, chunking: .automatic, cut: .robust, warmUpFrames: 0, slots: 1, cores: 1, threads: nil,
            costs: nil)
        plan.chunks = planner.chunks(cutAt: cuts.sorted())
    }

    /// Each filter with the number of frames that 50 frames at 25 a second become.
    @Test(arguments: [
        ("tmix=frames=5", 50), ("yadif", 50), ("fade=t=in:st=0:d=2", 50), ("rotate=angle=t/5", 50), (nil, 50),
        ("fps=50", 100), ("fps=10", 20), ("yadif=mode=1", 100), ("bwdif", 100), ("tblend=all_mode=average", 49),
        ("minterpolate=fps=50:mi_mode=blend", 97), ("geq=lum='lum(X,Y)+mod(N,7)*9':cb=128:cr=128", 50),
        ("drawtext=text='%{n}':fontsize=40", 50), ("fps=30000/1001,drawtext=text='%{pts}':fontsize=40", 60),
        ("fade=in:5:20,fade=t=out:s=35:n=10:c=white", 50), ("setpts=(PTS-STARTPTS)*1.5,fade=t=in:st=0.2:d=2", 50),
        ("setpts=0.5*PTS", 50), ("setpts=PTS/2,fps=30", 30), ("tmix,setpts=PTS-STARTPTS", 50),
        ("split[a][b];[b]vflip,tmix=frames=3[c];[a][c]hstack", 50), ("[in]hflip[out]", 50),
    ])
    func filtersOfEveryClassAreCutUp(_ filter: String?, _ frames: Int) throws {
        let clips = try Clips()
        let input = try clips.make(Clips.pictures("2") + Clips.sound("2") + Clips.h264 + ["in.mp4"])
        let request = VideoRequest(
            input: input, filter: filter, encoding: EncoderSettings(encoder: "ffv1"), chunking: .count(5))
        let farm = try SmallFarm(request: request, output: clips.path("out.mkv"), folder: clips.path("farm"))
        let done = try farm.runAll()
        #expect(done.plan.chunks.count == 5, "\(done.plan.reasons)")
        #expect(done.verification.frames == frames)
        for (left, right) in zip(done.files, done.files.dropFirst()) {
            #expect(left.seams.tail == right.seams.head && !left.seams.tail.isEmpty)
        }
        try renderSerially(request, to: clips.path("serial.mkv"), programs: farm.programs)
        let comparison = try compareVideos(clips.path("serial.mkv"), farm.run.output, programs: farm.programs)
        #expect(comparison.areEqual, "\(comparison)")
        #expect(try clips.audioPackets(clips.path("serial.mkv")) == clips.audioPackets(farm.run.output))
    }

    @Test func filtersThatNeverForgetComeCloseUnlessStrict() throws {
        let clips = try Clips()
        let input = try clips.make(Clips.pictures("12") + Clips.h264 + ["in.mp4"])
        var request = VideoRequest(
            input: input, filter: "hqdn3d", encoding: EncoderSettings(encoder: "ffv1"), chunking: .count(3))
        let farm = try SmallFarm(request: request, output: clips.path("out.mkv"), folder: clips.path("farm"))
        let done = try farm.runAll()
        #expect(done.plan.chunks.count == 3 && done.plan.seamRule == .close)
        #expect(done.plan.warnings.contains { $0.contains("not to the bit") })
        #expect(done.files[1].seams.head.allSatisfy { $0.samples.count == 32 * 18 })
        request.isStrict = true
        let strict = try SmallFarm(request: request, output: clips.path("strict.mkv"), folder: clips.path("strict"))
        #expect(try strict.analyze().chunks.count == 1)
    }
}
