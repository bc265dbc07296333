import FarmModel
import Testing

@testable import MediaPlan

@Suite struct MergeCommandTests {
    private let chunks = [
        Fixtures.chunk(first: 0, count: 3, start: 256, end: 1792, last: 1280, seek: nil, warmUp: 256),
        Fixtures.chunk(first: 3, count: 3, start: 1792, end: 3328, last: 2816, seek: nil, warmUp: 1792),
        Fixtures.chunk(first: 6, count: 3, start: 3328, end: nil, last: 4352, seek: nil, warmUp: 3328),
    ]

    private func line(
        _ container: String, probe: ProbeReport = Fixtures.probe(), audio: AudioMode = .reattach,
        method: MergeReport.Method = .copy, plan: VideoPlan? = nil
    ) -> String {
        MergeCommand(
            plan: plan ?? Fixtures.plan(chunks: chunks), probe: probe, container: Fixtures.container(container),
            request: VideoRequest(input: "/videos/in.mp4", audio: audio), method: method
        ).arguments(ffmpeg: Fixtures.ffmpeg51, list: "concat_list.txt", threads: 2, writingTo: "/out/.x.partial")
            .joined(separator: " ")
    }

    @Test func theListGivesEachChunkButTheLastItsLength() {
        let names = ["chunks/chunk_000.nut", "chunks/it's.nut", "chunks/chunk_002.nut"]
        #expect(
            ConcatList.text(for: Fixtures.plan(chunks: chunks), names: names) == """
                ffconcat version 1.0
                file 'chunks/chunk_000.nut'
                duration 0.120000
                file 'chunks/it'\\''s.nut'
                duration 0.120000
                file 'chunks/chunk_002.nut'

                """)
    }

    @Test func lengthsNeverDrift() {
        var plan = Fixtures.plan(chunks: [])
        plan.timeBase = Fixtures.base(1001, 30_000)
        plan.chunks = (0..<400).map { index in
            let end: Int64? = index == 399 ? nil : Int64(index + 1)
            return Fixtures.chunk(first: index, count: 1, start: Int64(index), end: end, last: Int64(index))
        }
        let text = ConcatList.text(for: plan, names: plan.chunks.map { "c\($0.firstFrame)" })
        let microseconds = text.split(separator: "\n").filter { $0.hasPrefix("duration ") }.map { line -> Int64 in
            Int64(line.dropFirst("duration ".count).filter { $0 != "." }) ?? 0
        }
        #expect(microseconds.count == 399)
        #expect(microseconds.reduce(0, +) == MediaTime.microseconds(399, in: plan.timeBase))
    }

    @Test func copiesIntoMp4() {
        #expect(
            line("mp4") == """
                -nostdin -v warning -y -itsoffset 0.040000 -protocol_whitelist file -format_whitelist \
                concat,nut -f concat -safe 0 -i concat_list.txt -protocol_whitelist file -format_whitelist mov -i /videos/in.mp4 \
                -map 0:v:0 -map 1:1 -c:a:0 copy -c:v copy -map_metadata 1 -map_chapters 1 -metadata:s:v:0 language=deu \
                -disposition:v:0 default -video_track_timescale 12800 -movie_timescale 90000 -progress pipe:1 \
                -nostats -f mp4 /out/.x.partial
                """)
    }

    @Test func encodesAudioThatDoesNotFit() {
        let probe = Fixtures.probe(audio: ["aac", "vorbis"], subtitles: ["subrip", "hdmv_pgs_subtitle"])
        let mp4 = line("mp4", probe: probe)
        #expect(mp4.contains("-map 1:1 -c:a:0 copy -map 1:2 -c:a:1 aac -map 1:3 -c:s:0 mov_text -c:v copy"))
        let mkv = line("mkv", probe: probe)
        #expect(mkv.contains("-map 1:1 -c:a:0 copy -map 1:2 -c:a:1 copy -map 1:3 -c:s:0 copy -map 1:4 -c:s:1 copy"))
        #expect(!mkv.contains("timescale"))
        let tracks = TrackPlan(
            probe: probe, container: Fixtures.container("mp4"), request: VideoRequest(input: "/in.mp4"), source: 1)
        #expect(tracks.warnings.count == 2)
        #expect(tracks.audio == [.init(number: 0, isCopied: true), .init(number: 1, isCopied: false)])
        #expect(!line("mp4", audio: AudioMode.none).contains("-map 1:1"))
        #expect(line("mp4", audio: .encode).contains("-map 1:1 -c:a:0 aac"))
    }

    @Test func flacInMp4IsAllowed() {
        #expect(line("mp4", probe: Fixtures.probe(audio: ["flac"])).contains("-c:a:0 copy -strict experimental "))
        #expect(!line("mkv", probe: Fixtures.probe(audio: ["flac"])).contains("-strict"))
    }

    @Test func hevcIsTaggedForQuickTime() {
        #expect(line("mp4", plan: Fixtures.plan(chunks: chunks, encoder: "libx265")).contains("-tag:v:0 hvc1"))
        #expect(!line("mkv", plan: Fixtures.plan(chunks: chunks, encoder: "libx265")).contains("-tag:v"))
    }

    @Test func encodesAgainWhereCopyingFails() {
        let again = line("mkv", method: .reencode)
        #expect(
            again.contains(
                "-map 0:v:0 -map 1:1 -c:a:0 copy -fps_mode passthrough -enc_time_base:v 1/12800 -c:v libx264"))
        #expect(!again.contains("-c:v copy"))
    }

    @Test func aviIsToldItsRate() {
        let avi = line("avi", plan: Fixtures.plan(chunks: chunks, encoder: "mpeg4"))
        #expect(avi.contains(" -r 25/1 -tag:v:0 FMP4 -progress pipe:1 -nostats -f avi "))
    }

    @Test func theSerialRunUsesTheSameSettings() throws {
        let request = VideoRequest(
            input: "/videos/in.mp4", filter: "hflip",
            encoding: EncoderSettings(encoder: "libx264", crf: 20, encoderPreset: "ultrafast"))
        let command = try #require(
            SerialCommand(
                request: request, probe: Fixtures.probe(), container: Fixtures.container("mp4"), threads: 1))
        #expect(
            command.arguments(ffmpeg: Fixtures.ffmpeg51, writingTo: "out.mp4").joined(separator: " ") == """
                -nostdin -v error -y -threads 1 -filter_threads 1 -protocol_whitelist file -format_whitelist mov \
                -i /videos/in.mp4 -map 0:V:0 -map 0:1 -c:a:0 copy \
                -filter:v:0 hflip -fps_mode passthrough -enc_time_base:v 1/12800 -map_metadata 0 -map_chapters 0 \
                -c:v libx264 -crf 20 -preset ultrafast -threads:v 1 -video_track_timescale 12800 -movie_timescale 90000 \
                -progress pipe:1 -nostats -f mp4 out.mp4
                """)
        let trial = command.trialArguments(ffmpeg: Fixtures.ffmpeg51, frames: 24).joined(separator: " ")
        #expect(trial.contains("-map 0:V:0 -map 0:1 -c:a:0 copy -filter:v:0 hflip"))
        #expect(trial.contains("-c:v libx264 -crf 20 -preset ultrafast -threads:v 1 -frames:v:0 24 "))
        #expect(trial.hasSuffix(" -flush_packets 1 -progress pipe:1 -stats_period 0.1 -nostats -f framecrc -"))
    }

    @Test func filesOfARunHaveTheirPlaces() {
        let run = RunIdentity(name: "run_1", directory: "/runs/run_1", output: "/out/a b.MP4")
        let plan = Fixtures.plan(chunks: chunks)
        #expect(RunLayout.chunkPath(of: run, chunk: 7, plan: plan) == "/runs/run_1/chunks/chunk_007.nut")
        #expect(RunLayout.chunkPath(of: run, chunk: 1234, plan: plan) == "/runs/run_1/chunks/chunk_1234.nut")
        #expect(
            RunLayout.attemptPath(of: run, chunk: 7, attempt: AttemptID(99), plan: plan)
                == "/runs/run_1/chunks/.chunk_007.attempt_99.nut")
        #expect(RunLayout.temporaryOutput(of: run) == "/out/.a b.MP4.run_1.partial")
        #expect(RunLayout.fileExtension(of: run.output) == "mp4")
        #expect(RunLayout.fileExtension(of: "/a.b/c") == "")
        let long = RunIdentity(
            name: "run_1", directory: "/r", output: "/" + String(repeating: "ü", count: 120) + ".mkv")
        #expect(RunLayout.temporaryOutput(of: long).utf8.count < 255)
    }
}
