import FarmModel
import Testing

@testable import MediaPlan

@Suite struct RenderCommandTests {
    private func line(_ task: RenderTask, _ ffmpeg: FFmpegFacts = Fixtures.ffmpeg51) -> String {
        RenderCommand.arguments(for: task, ffmpeg: ffmpeg, writingTo: "/scratch/out.nut", seamsIn: "/scratch")
            .joined(separator: " ")
    }

    @Test func aChunkInTheMiddle() {
        #expect(
            line(Fixtures.task(offset: -256)) == """
                -nostdin -v error -y -threads 1 -filter_complex_threads 1 -noaccurate_seek -seek_timestamp 1 -ss 5.000000 \
                -copyts -protocol_whitelist file -format_whitelist mov -i /videos/in.mp4 \
                -filter_complex [0:V:0]trim=start_pts=128000:end_pts=257024,setpts=PTS-(-256),\
                hflip,settb=1/12800,trim=start_pts=128256:end_pts=257280,split[own][beside];[own]trim=end_pts=256256,\
                setpts=PTS-(128256)[video];[beside]select='lt(pts,129280)+gte(pts,256256)'[seams] -map [video] \
                -an -sn -dn -map_metadata -1 -map_chapters -1 -fps_mode passthrough -enc_time_base:v 1/12800 \
                -c:v libx264 -crf 20 -preset ultrafast -threads:v 1 -progress pipe:1 -nostats -f nut /scratch/out.nut \
                -map [seams] -c:v rawvideo -fps_mode passthrough -enc_time_base:v 1/12800 -f framemd5 \
                /scratch/seams.md5
                """)
    }

    @Test func theFirstAndTheLastChunkHaveOpenEnds() {
        let first = line(Fixtures.task(chunk: Fixtures.chunk(first: 0, start: 0, end: 128_000, seek: nil, warmUp: 0)))
        #expect(first.contains(" -copyts -protocol_whitelist file -format_whitelist mov -i "))
        #expect(!first.contains("-ss"))
        #expect(
            first.contains(
                "[0:V:0]trim=end_pts=129024,setpts=PTS-(0),hflip,settb=1/12800,trim=end_pts=129024,split[own][beside];"
                    + "[own]trim=end_pts=128000,setpts=PTS-(0)[video];[beside]select='gte(pts,128000)'[seams] "))
        let last = line(Fixtures.task(chunk: Fixtures.chunk(end: nil)))
        #expect(last.contains("[0:V:0]trim=start_pts=128000,setpts=PTS-(0),hflip,"))
        #expect(last.contains("[own]setpts=PTS-(128000)[video];[beside]select='lt(pts,129024)'[seams] "))
    }

    @Test func closeSeamsAreShownInSamplesAsWell() {
        var task = Fixtures.task()
        task.seamRule = .close
        #expect(
            line(task).contains(
                ",split[seams][plain];[plain]scale=32:18:flags=neighbor,format=gray[samples] "))
        #expect(line(task).hasSuffix("-enc_time_base:v 1/12800 -f rawvideo /scratch/seams.gray"))
    }

    @Test func warmUpIsRenderedAndCutAway() {
        let task = Fixtures.task(filter: "tmix=frames=5", chunk: Fixtures.chunk(warmUp: 125_440))
        #expect(
            line(task).contains(
                "trim=start_pts=125440:end_pts=257024,setpts=PTS-(0),tmix=frames=5,settb=1/12800,"
                    + "trim=start_pts=128000:end_pts=257024,"))
    }

    @Test func filtersThatLookAheadTakeWhatTheyNeed() {
        let task = Fixtures.task(filter: "yadif", chunk: Fixtures.chunk(warmUp: 126_976))
        #expect(
            line(task).contains(
                "[0:V:0]trim=start_pts=126976,setpts=PTS-(0),yadif,settb=1/12800,"
                    + "trim=start_pts=128000:end_pts=257024,"))
    }

    @Test func theWholeVideoIsRenderedAsASerialRunDoes() {
        let whole = Fixtures.chunk(first: 0, count: 10, start: 512, end: nil, seek: nil, warmUp: 512)
        let plain = line(Fixtures.task(offset: 256, chunk: whole))
        #expect(plain.contains(" -i /videos/in.mp4 ") && !plain.contains("-copyts") && !plain.contains("trim"))
        #expect(plain.contains("-vf hflip,settb=1/12800,setpts=PTS-(256) "))
        let faster = line(Fixtures.task(filter: "fps=30000/1001", chunk: whole))
        #expect(
            faster.contains(
                "-vf fps=30000/1001,settb=1001/30000,setpts=PTS-(1) -an -sn -dn -map_metadata -1 -map_chapters -1 "
                    + "-fps_mode passthrough -enc_time_base:v 1001/30000 ")
        )
        let graph = line(Fixtures.task(filter: "split[a][b];[a][b]hstack", chunk: whole))
        #expect(
            graph.contains(
                "-vf split[a][b];[a][b]hstack[farm_exit];[farm_exit]settb=1/12800,setpts=PTS-(512) -an -sn"))
        #expect(graph.contains("-enc_time_base:v 1/12800 "))
        #expect(line(Fixtures.task(filter: nil, chunk: whole)).contains("-vf settb=1/12800,setpts=PTS-(512) "))
    }

    @Test func olderVersionsAreSpokenToInTheirWords() {
        #expect(line(Fixtures.task(), Fixtures.ffmpeg44).contains(" -vsync passthrough "))
    }

    @Test func filtersThatDisagreeWithThemselvesGetOneThread() {
        for (filter, threads) in [("yadif", "1"), ("[in]bm3d[out]", "1"), ("bwdif=mode=0", "3"), ("hflip", "3")] {
            let arguments = RenderCommand.arguments(
                for: Fixtures.task(filter: filter, threads: 3), ffmpeg: Fixtures.ffmpeg51, writingTo: "o",
                seamsIn: "/scratch")
            #expect(arguments.contains("-threads") && arguments.contains("-filter_complex_threads"))
            let place = arguments.firstIndex(of: "-filter_complex_threads").map { arguments[$0 + 1] }
            #expect(place == threads, "\(filter)")
        }
    }

    @Test func encodersAreToldWhatTheyUnderstand() {
        let x265 = line(Fixtures.task(encoder: "libx265", preset: "fast", threads: 4))
        #expect(x265.contains("-c:v libx265 -crf 20 -preset fast -x265-params log-level=error:pools=4 -threads:v 4"))
        #expect(x265.contains("-video_track_timescale 12800 -progress pipe:1 -nostats -f mp4 "))
        let vp9 = line(Fixtures.task(encoder: "libvpx-vp9", preset: "5", pixelFormat: "yuv420p"))
        #expect(vp9.contains("-c:v libvpx-vp9 -crf 20 -b:v 0 -cpu-used 5 -pix_fmt yuv420p -threads:v 1"))
        let ffv1 = line(Fixtures.task(encoder: "ffv1", crf: nil, preset: nil))
        #expect(ffv1.contains("-c:v ffv1 -g 1 -threads:v 1"))
        let mpeg4 = line(Fixtures.task(encoder: "mpeg4", crf: 3, preset: nil))
        #expect(mpeg4.contains("-c:v mpeg4 -q:v 3 -threads:v 1"))
    }

    @Test(arguments: [
        ("-in.mp4", "file:-in.mp4"), ("/a:b.mp4", "file:/a:b.mp4"), ("/a%03d.png", "file:/a%03d.png"),
        ("/a b'ü.mp4", "/a b'ü.mp4"),
    ])
    func strangeNamesStayFiles(_ path: String, _ spelled: String) {
        let arguments = RenderCommand.arguments(
            for: Fixtures.task(input: path), ffmpeg: Fixtures.ffmpeg51, writingTo: path, seamsIn: "/scratch")
        #expect(arguments.firstIndex(of: "nut").map { arguments[$0 + 1] } == spelled)
        #expect(arguments.firstIndex(of: "-i").map { arguments[$0 + 1] } == spelled)
    }

    @Test func theIdentityIsTheSameEverywhereAndDifferentForDifferentWork() {
        var moved = Fixtures.task()
        moved.input.path = "/elsewhere/in.mp4"
        moved.input.modifiedNanoseconds = 99
        moved.outputPath = "/other"
        moved.commandHash = "x"
        #expect(RenderCommand.identity(of: moved) == RenderCommand.identity(of: Fixtures.task()))
        for other in [
            Fixtures.task(filter: "vflip"), Fixtures.task(crf: 21), Fixtures.task(threads: 2), Fixtures.task(offset: 1),
            Fixtures.task(input: "/videos/other.mp4"), Fixtures.task(chunk: Fixtures.chunk(seek: nil)),
            Fixtures.task(chunk: Fixtures.chunk(count: 249)),
        ] {
            #expect(RenderCommand.identity(of: other) != RenderCommand.identity(of: Fixtures.task()))
        }
    }

    @Test func shellQuotingPastes() {
        #expect(shellQuoted(["-vf", "drawtext=text='a b'", "", "ü"]) == #"-vf 'drawtext=text='\''a b'\''' '' 'ü'"#)
    }
}
