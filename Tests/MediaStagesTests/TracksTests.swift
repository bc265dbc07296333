import FarmModel
import LinuxIO
import MediaPlan
import Testing

@testable import MediaStages

/// What is in a file beside the pictures comes through a render in chunks, or the report says that it did not.
@Suite(.serialized) struct TracksTests {
    private let tools = MediaTools(programs: MediaPrograms())

    private func render(_ clips: Clips, _ request: VideoRequest, into name: String) throws -> SmallFarm.Done {
        let done = try SmallFarm(request: request, output: clips.path(name), folder: clips.path("farm_" + name))
            .runAll()
        #expect(done.plan.chunks.count == 3)
        #expect(done.merge.method == .copy, "\(done.merge.fallbackReason ?? "")")
        return done
    }

    private func request(_ input: String, filter: String? = nil, audio: AudioMode = .reattach) -> VideoRequest {
        VideoRequest(
            input: input, filter: filter, encoding: EncoderSettings(encoderPreset: "ultrafast"), chunking: .count(3),
            audio: audio)
    }

    private func report(_ path: String) throws -> ProbeReport { try tools.probe(path) }

    private func write(_ text: String, _ path: String) throws {
        try Files.writeAtomically(path, Array(text.utf8), synced: false)
    }

    // MARK: Everything at once

    /// Two languages, a comment track, subtitles, chapters, tags, a cover picture and an attached file.
    private func richClip(_ clips: Clips) throws -> String {
        try write("1\n00:00:00,500 --> 00:00:01,000\nHello\n\n", clips.path("a.srt"))
        try write(
            """
            ;FFMETADATA1
            title=Whole
            artist=Somebody
            [CHAPTER]
            TIMEBASE=1/1000
            START=0
            END=1000
            title=One
            [CHAPTER]
            TIMEBASE=1/1000
            START=1000
            END=2000
            title=Two

            """, clips.path("tags.txt"))
        try write("a font", clips.path("font.ttf"))
        try clips.make(["-f", "lavfi", "-i", "color=red:s=64x64:d=0.04", "-frames:v", "1", "cover.png"])
        return try clips.make(
            Clips.pictures("2") + Clips.sound("2") + Clips.sound("2")
                + ["-i", "a.srt", "-i", "tags.txt", "-map", "0:v", "-map", "1:a", "-map", "2:a", "-map", "3:s"]
                + Clips.h264
                + ["-c:a", "aac", "-c:s", "srt", "-map_metadata", "4", "-map_chapters", "4"]
                + ["-metadata:s:v:0", "title=Picture", "-metadata:s:a:0", "language=eng"]
                + [
                    "-metadata:s:a:1", "language=deu", "-metadata:s:a:1", "title=Comment", "-disposition:a:1",
                    "comment",
                ]
                + ["-metadata:s:s:0", "language=fra", "-disposition:s:0", "forced"]
                + ["-attach", "font.ttf", "-metadata:s:t:0", "mimetype=application/x-truetype-font"]
                + ["-attach", "cover.png", "-metadata:s:t:1", "mimetype=image/png", "rich.mkv"])
    }

    @Test func everythingComesThroughIntoMatroska() throws {
        let clips = try Clips()
        let input = try richClip(clips)
        let done = try render(clips, request(input, filter: "hflip"), into: "out.mkv")
        #expect(done.merge.warnings == [])
        #expect(done.plan.warnings == [])
        let (before, after) = (try report(input), try report(clips.path("out.mkv")))
        for kind in [ProbedStream.Kind.audio, .subtitle] {
            #expect(after.streams(of: kind).map(\.language) == before.streams(of: kind).map(\.language))
            #expect(after.streams(of: kind).map { $0.tag("title") } == before.streams(of: kind).map { $0.tag("title") })
            #expect(after.streams(of: kind).map(\.dispositions) == before.streams(of: kind).map(\.dispositions))
        }
        #expect(after.video?.tag("title") == "Picture")
        #expect(after.streams(of: .attachment).count == 1)
        #expect(after.streams.count { $0.isAttachedPicture } == 1)
        #expect(after.chapters == before.chapters)
        #expect(after.tags.first { $0.key.lowercased() == "artist" }?.value == "Somebody")
    }

    @Test func mp4HoldsWhatItCanAndTheRestIsNamed() throws {
        let clips = try Clips()
        let input = try richClip(clips)
        let done = try render(clips, request(input), into: "out.mp4")
        let after = try report(clips.path("out.mp4"))
        #expect(after.streams(of: .audio).map(\.language) == ["eng", "deu"])
        #expect(after.streams(of: .audio)[1].dispositions == ["comment"])
        #expect(after.streams(of: .subtitle).map(\.codec) == ["mov_text"])
        #expect(after.streams(of: .subtitle).map(\.language) == ["fra"])
        #expect(after.chapters.map(\.title) == ["One", "Two"])
        #expect(after.streams.count { $0.isAttachedPicture } == 1)
        #expect(done.plan.warnings == ["the attached file is left out: .mp4 files hold none"])
        #expect(done.merge.warnings.contains("the title of audio stream 2 (Comment) is lost"))
    }

    @Test func textOfSubtitlesGoesFromOneFormIntoTheOther() throws {
        let clips = try Clips()
        let input = try richClip(clips)
        _ = try render(clips, request(input), into: "first.mp4")
        _ = try render(clips, request(clips.path("first.mp4")), into: "second.mkv")
        #expect(try report(clips.path("second.mkv")).streams(of: .subtitle).map(\.codec) == ["subrip"])
        let text = try clips.make(["-i", "second.mkv", "-map", "0:s", "-f", "srt", "second.srt"])
        let words = String(decoding: try Files.read(text, limitBytes: 1 << 20), as: UTF8.self)
        // ffmpeg moves everything so that nothing begins before zero.
        let start = try #require(try report(clips.path("second.mkv")).video?.startMicroseconds) / 1_000
        #expect(words.contains("00:00:00,\(500 + start) --> 00:00:01,\(start < 10 ? "00" : "0")\(start)\nHello"))
    }

    @Test func whatAContainerCannotHoldIsSaidInThePlan() throws {
        let clips = try Clips()
        let done = try render(clips, request(try richClip(clips)), into: "out.ts")
        for words in ["attached file", "cover picture", "chapters", "subtitle stream"] {
            #expect(done.plan.warnings.contains { $0.contains(words) }, "\(words): \(done.plan.warnings)")
        }
    }

    /// Its first frame is due late, which .avi cannot say.
    @Test func aLateVideoFitsIntoAVI() throws {
        let clips = try Clips()
        var asked = request(try richClip(clips))
        (asked.encoding.encoder, asked.encoding.encoderPreset, asked.encoding.crf) = ("mpeg4", nil, 3)
        #expect(try render(clips, asked, into: "out.avi").verification.frames == 50)
    }

    // MARK: Pictures

    @Test(arguments: ["out.mkv", "out.mp4"])
    func lightOfHDR10ComesThrough(_ name: String) throws {
        let clips = try Clips()
        let light =
            "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50):max-cll=1000,400"
        let colours = ["-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"]
        let input = try clips.make(
            Clips.pictures("2") + ["-c:v", "libx265", "-pix_fmt", "yuv420p10le", "-preset", "ultrafast"] + colours
                + ["-x265-params", "log-level=error:pools=none:\(light)", "hdr.mkv"])
        var asked = request(input)
        asked.encoding.encoder = "libx265"
        let done = try render(clips, asked, into: name)
        #expect(done.plan.warnings == [])
        #expect(done.merge.warnings == [])
        let (before, after) = (try report(input), try report(clips.path(name)))
        #expect(
            before.video?.highDynamicRange?.light == HighDynamicRange.ContentLight(greatest: 1000, greatestAverage: 400)
        )
        #expect(after.video?.highDynamicRange == before.video?.highDynamicRange)
        #expect(after.video?.colorTransfer == "smpte2084")
        #expect(after.video?.colorPrimaries == "bt2020")
        asked.encoding.encoder = "libx264"
        let lost = try render(clips, asked, into: "lost_" + name)
        #expect(lost.plan.warnings.contains { $0.contains("HDR10") })
    }

    @Test func shapeAndColoursComeThrough() throws {
        let clips = try Clips()
        let input = try clips.make(
            Clips.pictures("2") + ["-vf", "setsar=4/3"] + Clips.h264 + [
                "-color_range", "pc", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
                "in.mp4",
            ])
        for name in ["out.mp4", "out.mkv"] {
            let done = try render(clips, request(input), into: name)
            #expect(done.merge.warnings == [])
            let video = try #require(try report(clips.path(name)).video)
            #expect(video.sampleAspectRatio == "4:3")
            #expect(video.colorRange == "pc")
            #expect(video.colorTransfer == "bt709")
        }
    }

    // MARK: Audio

    /// Flashes and clicks at the same moments, late against each other by a number of samples that nobody would choose.
    @Test(arguments: ["out.mp4", "out.mkv", "out.mov"])
    func audioSyncToTheSample(_ name: String) throws {
        let clips = try Clips()
        let clicks = "aevalsrc='if(lt(mod(n\\,12000)\\,48)\\,0.8\\,0)':s=48000:d=3"
        let input = try clips.make(
            ["-f", "lavfi", "-i", "color=black:s=64x48:r=25:d=3,geq=lum='if(lt(mod(N,25),1),235,16)':cb=128:cr=128"]
                + ["-itsoffset", "0.317", "-f", "lavfi", "-i", clicks, "-map", "0:v", "-map", "1:a"] + Clips.h264
                + ["-c:a", "pcm_s16le", "in.mov"])
        let mode: AudioMode = name == "out.mp4" ? .encode : .reattach
        var asked = request(input, audio: mode)
        if mode == .encode { asked.audioCodec = "alac" }
        _ = try render(clips, asked, into: name)
        let (before, after) = (try offsets(clips, "in.mov"), try offsets(clips, name))
        #expect(before.count >= 10)
        // Matroska counts in milliseconds.
        let slack = name == "out.mkv" ? 48 : 0
        #expect(before.count == after.count)
        for (old, new) in zip(before, after) { #expect(abs(old - new) <= slack, "\(before) \(after)") }
    }

    /// The samples at which clicks begin, counted from the first picture.
    private func offsets(_ clips: Clips, _ name: String) throws -> [Int] {
        let probe = try report(clips.path(name))
        let video = try #require(probe.video?.startMicroseconds)
        let audio = try #require(probe.streams(of: .audio).first?.startMicroseconds)
        let samples = try samples(clips, name)
        let start = Int((Double(audio - video) * 0.048).rounded())
        return samples.indices.filter { samples[$0] > 1_000 && ($0 == 0 || samples[$0 - 1] <= 1_000) }.map {
            $0 + start
        }
    }

    /// From the sample that is heard with the first picture to the last one before the first picture that is left out.
    @Test func encodedAudioOfAPartIsCutToTheSample() throws {
        let clips = try Clips()
        let input = try clips.make(
            Clips.pictures("2") + Clips.sound("2") + Clips.h264 + ["-c:a", "pcm_s16le", "in.mov"])
        var asked = request(input, audio: .encode)
        asked.audioCodec = "alac"
        (asked.fromMicroseconds, asked.toMicroseconds) = (410_000, 1_500_000)
        #expect(try render(clips, asked, into: "out.mov").verification.frames == 27)
        let before = try samples(clips, "in.mov")
        let after = try samples(clips, "out.mov")
        // The first frame behind 0.41 s is due at 0.44 s, the first one behind 1.5 s at 1.52 s.
        #expect(after == Array(before[(44 * 480)..<(152 * 480)]))
    }

    @Test func audioThatWasEncodedAnewIsDecodedAsWell() throws {
        let clips = try Clips()
        let whole = try clips.make(Clips.pictures("1") + Clips.sound("1") + Clips.h264 + ["-c:a", "aac", "whole.mp4"])
        let broken = try clips.make(["-i", "whole.mp4", "-c", "copy", "-bsf:a", "noise=amount=20", "broken.mp4"])
        let ffmpeg = try tools.ffmpegSpelling()
        func words(_ path: String, _ encoded: [Int]) throws -> [String] {
            try tools.scanOutput(path, .pictures, encodedAudio: encoded, ffmpeg: ffmpeg).lastLines
        }
        #expect(try words(whole, [0]) == [])
        #expect(try words(broken, [0]) != [])
        #expect(try words(broken, []) == [], "what was copied is as good as it was, and says so when it is opened")
    }

    private func samples(_ clips: Clips, _ name: String) throws -> [Int16] {
        let raw = try clips.make(["-i", name, "-map", "0:a", "-f", "s16le", name + ".raw"])
        let bytes = try Files.read(raw, limitBytes: 1 << 20)
        return stride(from: 0, to: bytes.count - 1, by: 2).map {
            Int16(truncatingIfNeeded: Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8)
        }
    }

    @Test func audioInChunksIsTheSameSampleBySample() throws {
        let clips = try Clips()
        let input = try clips.make(
            Clips.pictures("2") + Clips.sound("2") + Clips.h264 + ["-c:a", "pcm_s16le", "in.mov"])
        let done = try render(clips, request(input, audio: .chunked), into: "out.mkv")
        #expect(done.verification.checks.contains { $0.contains("1 audio stream") })
        #expect(try report(clips.path("out.mkv")).streams(of: .audio).map(\.codec) == ["flac"])
        #expect(try samples(clips, "in.mov") == samples(clips, "out.mkv"))
    }

    // MARK: Parts

    @Test(arguments: ["out.mp4", "out.mkv"])
    func aPartIsWhatASerialRunMakesOfIt(_ name: String) throws {
        let clips = try Clips()
        let input = try richClip(clips)
        var asked = request(input, filter: "hflip")
        asked.encoding.crf = 0
        asked.fromMicroseconds = 410_000
        asked.toMicroseconds = 1_500_000
        let done = try render(clips, asked, into: name)
        #expect(done.verification.frames == 27)
        try renderSerially(asked, to: clips.path("serial_" + name), programs: MediaPrograms())
        let comparison = try compareVideos(clips.path("serial_" + name), clips.path(name), programs: MediaPrograms())
        #expect(comparison.areEqual, "\(comparison)")
        #expect(try clips.audioPackets(clips.path("serial_" + name)) == clips.audioPackets(clips.path(name)))
        let chapters = try report(clips.path(name)).chapters
        #expect(chapters.map(\.title) == ["One", "Two"])
        let start = try #require(try report(input).video?.startMicroseconds) + 440_000
        let second = try #require(chapters.last?.startMicroseconds)
        #expect(abs(second - (1_000_000 - start)) <= 1_000, "\(chapters)")
        #expect(done.plan.warnings.contains { $0.contains("between its packets") })
    }
}
