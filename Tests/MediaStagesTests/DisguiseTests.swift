import FarmModel
import Glibc
import LinuxIO
import MediaPlan
import Testing

@testable import MediaStages

/// Files that are something else than they seem, and would make ffmpeg open others.
@Suite struct DisguiseTests {
    private let folder: Clips

    init() throws {
        folder = try Clips()
        try folder.make(["-f", "lavfi", "-i", "testsrc2=d=0.4:s=64x64:r=10", "-c:v", "mpeg4"] + ["victim.mp4"])
        try folder.make(["-i", folder.path("victim.mp4"), "-c", "copy"] + ["victim.ts"])
        try folder.make(["-i", folder.path("victim.mp4"), "-frames:v", "2"] + ["pic%02d.png"])
    }

    private func refusal(_ name: String) throws -> String {
        do {
            _ = try MediaTools(programs: MediaPrograms(ffmpeg: "ffmpeg", ffprobe: "ffprobe")).survey(folder.path(name))
            return "accepted"
        } catch {
            return error.failure.cause
        }
    }

    private func write(_ name: String, _ text: String) throws {
        try Files.writeAtomically(folder.path(name), Array(text.utf8), synced: false)
    }

    @Test func whatNamesOtherFilesIsRefusedWhateverItIsCalled() throws {
        try write("concat.mp4", "ffconcat version 1.0\nfile victim.mp4\n")
        try write("concat.mkv", "ffconcat version 1.0\nfile 'file:\(folder.path("victim.mp4"))'\n")
        try write(
            "hls.mp4",
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1,\n\(folder.path("victim.ts"))\n#EXT-X-ENDLIST\n")
        try write(
            "remote.mkv", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n")
        try write(
            "session.mp4",
            "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
        )
        for (name, format) in [
            ("concat.mp4", "concat"), ("concat.mkv", "concat"), ("hls.mp4", "hls"), ("remote.mkv", "hls"),
            ("session.mp4", "sdp"),
        ] {
            let cause = try refusal(name)
            #expect(cause.hasPrefix("ffmpeg takes it for `\(format)`"), "\(name): \(cause)")
        }
    }

    /// A file whose name is a pattern would have ffmpeg read those that fit it.
    @Test func aPatternOfNamesIsNoInput() throws {
        try Files.copy(folder.path("pic01.png"), to: folder.path("pic%02d.png"))
        #expect(try refusal("pic%02d.png") != "accepted")
        try Files.copy(folder.path("pic01.png"), to: folder.path("pic*.png"))
        let found = try? MediaTools(programs: MediaPrograms(ffmpeg: "ffmpeg", ffprobe: "ffprobe")).survey(
            folder.path("pic*.png"))
        #expect(found == nil || found?.packets.pts.count == 1)
    }

    @Test func textIsNoVideo() throws {
        for name in ["passwd.txt", "passwd.ans", "passwd.nfo", "passwd.mp4"] {
            try write(name, String(repeating: "root:x:0:0:root:/root:/bin/bash\n", count: 200))
            #expect(try refusal(name) != "accepted", "\(name)")
        }
    }

    /// A track of a .mov can say that its pictures are in another file.
    @Test func picturesInAnotherFileAreNotLookedFor() throws {
        let movie = try Files.read(folder.path("victim.mp4"), limitBytes: 1 << 20)
        // `url ` with the flag "in this file" becomes one that names another.
        let own: [UInt8] = Array("url ".utf8) + [0, 0, 0, 1]
        let place = try #require(movie.indices.first { movie[$0...].starts(with: own) })
        var changed = movie
        changed[place + 7] = 0
        try Files.writeAtomically(folder.path("reference.mov"), changed, synced: false)
        let trace = try runCommand(
            SpawnRequest(
                program: "ffprobe",
                arguments: ["-v", "debug"] + ProbeReport.arguments(for: folder.path("reference.mov")).dropFirst(2)),
            timeoutMilliseconds: 20_000)
        #expect(!String(decoding: trace.standardErrorTail, as: UTF8.self).contains("victim"))
    }

    /// Sixteen kinds that people do have, and a picture: the list of kinds is not too short.
    @Test func ordinaryFilesAreTaken() throws {
        let kinds = [
            "a.mp4": ["-c:v", "mpeg4"], "a.mov": ["-c:v", "mpeg4"], "a.mkv": ["-c:v", "ffv1"],
            "a.webm": ["-c:v", "libvpx"],
            "a.avi": ["-c:v", "mpeg4"], "a.ts": ["-c:v", "mpeg2video"], "a.mpg": ["-c:v", "mpeg2video"],
            "a.flv": ["-c:v", "flv"], "a.wmv": ["-c:v", "wmv2"], "a.ogv": ["-c:v", "libtheora"],
            "a.nut": ["-c:v", "ffv1"],
            "a.gif": [], "a.m2v": ["-c:v", "mpeg2video"], "a.y4m": ["-pix_fmt", "yuv420p"],
            "a.mxf": ["-c:v", "mpeg2video"],
            "a.png": ["-frames:v", "1"], "a.tga": ["-frames:v", "1"],
        ]
        for (name, options) in kinds.sorted(by: { $0.key < $1.key }) {
            try folder.make(["-f", "lavfi", "-i", "testsrc2=d=0.4:s=64x64:r=25"] + options + [name])
            #expect(try refusal(name) == "accepted", "\(name)")
        }
    }
}
