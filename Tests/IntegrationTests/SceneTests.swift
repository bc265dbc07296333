import Foundation
import Glibc
import Testing

/// Videos that nobody has filmed: drawn by real workers, in ranges and at once.
@Suite struct SceneTests {
    /// A farm, and a scene in its folder that shows a still, a video, a text and a transition.
    private struct Studio {
        let farm: Farm
        let scene: String

        init() throws {
            farm = try Farm()
            scene = farm.folder + "/scene.json"
            try Clips.make(farm.folder + "/walk.mp4", seconds: 1)
            let still = try run(
                "/usr/bin/env",
                [
                    "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=s=200x150", "-frames:v", "1",
                    farm.folder + "/still.png",
                ], folder: farm.folder)
            guard still.status == 0 else { throw HarnessError("no still: \(still.stderr)") }
            try write(duration: 1)
            try farm.start()
        }

        func write(duration: Double, still: String = "still.png") throws {
            let text = """
                {"size": "96x54", "fps": 10,
                 "sequence": [
                  {"image": "\(still)", "duration": \(duration), "fit": "fill", "effects": [
                    {"kind": "ken_burns", "from": {"zoom": 1}, "to": {"zoom": 2, "center": [0.3, 0.6]}}]},
                  {"video": "walk.mp4", "start": 0.2, "duration": 1, "transition": {"kind": "crossfade", "duration": 0.4}}],
                 "tracks": [[{"text": {"lines": "a: 'b' %{n}", "size": 20, "shadow": {}}, "at": 0.3, "duration": 1}]]}
                """
            try Data(text.utf8).write(to: URL(fileURLWithPath: scene))
        }

        func submit(_ output: String, _ arguments: [String]) throws -> Int {
            let answer = try farm.control(
                ["render", scene, "-o", "\(farm.folder)/\(output)", "--encoder", "ffv1"] + arguments)
            return try #require(answer.json["job_id"] as? Int, "\(answer.stderr)")
        }
    }

    @Test func rangesEqualOnePieceAndSeamsAreProved() throws {
        let studio = try Studio()
        let pieces = try studio.submit("pieces.mkv", ["--chunks", "4"])
        let whole = try studio.submit("whole.mkv", ["--method", "disabled"])
        try studio.farm.waitUntil(pieces, is: "done")
        try studio.farm.waitUntil(whole, is: "done")
        let verdict = try studio.farm.control(
            "verify", "\(studio.farm.folder)/pieces.mkv", "\(studio.farm.folder)/whole.mkv")
        #expect(verdict.status == 0, "\(verdict.stdout)")
        let report = try studio.farm.control("report", "\(pieces)").json
        let seams = try #require(report["seams"] as? [String: Any])
        #expect(seams["proved"] as? Int == 3)
        #expect(report["frames"] as? Int == 16)
        #expect(try studio.farm.manifest(of: whole).count == 1)
        #expect(try studio.farm.finish() == [])
    }

    /// Nothing but the video is left of any method.
    @Test func allMethodsGiveTheSamePixels() throws {
        let studio = try Studio()
        let methods = [
            "--method disabled", "--method chunk --chunks 3", "--method chunk --mezzanine ffv1 --chunks 3",
            "--method disk --chunks 3", "--method pipe",
        ]
        let outputs = methods.indices.map { "\(studio.farm.folder)/method\($0).mkv" }
        let jobs = try zip(methods, outputs).map { method, output in
            try studio.submit(
                (output as NSString).lastPathComponent,
                ["--filter", "hflip"] + method.split(separator: " ").map(String.init))
        }
        for job in jobs { try studio.farm.waitUntil(job, is: "done") }
        for output in outputs.dropFirst() {
            #expect(try Clips.fingerprint(output) == Clips.fingerprint(outputs[0]), "\(output)")
        }
        let ways = try jobs.map { job -> String? in
            let merge = try studio.farm.control("report", "\(job)").json["merge"] as? [String: Any]
            return merge?["method"] as? String
        }
        #expect(ways == ["copy", "copy", "encode", "encode", "encode"])
        #expect(studio.farm.pictures().isEmpty)
        #expect(try studio.farm.finish() == [])
    }

    @Test func picturesAreKeptWhenAskedForAndNotWhenCancelled() throws {
        let studio = try Studio()
        let kept = try studio.submit(
            "kept.mkv", ["--method", "disk", "--chunks", "3", "--quality", "90", "--keep-temp"])
        try studio.farm.waitUntil(kept, is: "done")
        #expect(studio.farm.pictures().count == 16)
        #expect(studio.farm.pictures().contains { $0.hasSuffix("chunks/chunk_000/frame_00000000.jpg") })
        try studio.farm.control("clean", "--all")
        try studio.write(duration: 600)
        let cancelled = try studio.submit("cancelled.mkv", ["--method", "disk", "--chunks", "2"])
        try waitFor("pictures") { !studio.farm.pictures().isEmpty }
        try studio.farm.control("cancel", "\(cancelled)")
        try waitFor("the pictures to go") { studio.farm.pictures().isEmpty }
        #expect(try studio.farm.finish() == [])
    }

    /// Worker and coordinator die while pictures are drawn; finished ranges are not drawn again.
    @Test func picturesSurviveTheDeathOfEverybody() throws {
        let studio = try Studio()
        try studio.write(duration: 20)
        let job = try studio.submit("deaths.mkv", ["--method", "disk", "--chunks", "6"])
        try waitFor("a finished range") { try !studio.farm.chunks(of: job, in: "done").isEmpty }
        let finished = try studio.farm.chunks(of: job, in: "done")
        try studio.farm.workers["alpha"]?.killHard()
        try studio.farm.coordinator?.killHard()
        try studio.farm.startCoordinator()
        try studio.farm.startWorker("alpha")
        try studio.farm.waitUntil(job, is: "done")
        let manifest = try studio.farm.manifest(of: job)
        #expect(finished.allSatisfy { manifest[$0]["attempts"] as? Int == 1 })
        let whole = try studio.submit("undisturbed.mkv", ["--method", "disabled"])
        try studio.farm.waitUntil(whole, is: "done")
        let outputs = ["deaths", "undisturbed"].map { "\(studio.farm.folder)/\($0).mkv" }
        #expect(try Clips.fingerprint(outputs[0]) == Clips.fingerprint(outputs[1]))
        #expect(studio.farm.pictures().isEmpty)
        #expect(try studio.farm.finish() == [])
    }

    /// Worker, encoder and coordinator die while frames flow; all of them are drawn anew, and nothing is left.
    @Test func aPipeSurvivesTheDeathOfEverybody() throws {
        let studio = try Studio()
        try studio.write(duration: 30)
        let job = try studio.submit("pipe.mkv", ["--method", "pipe"])
        try waitFor("frames in the encoder") { try studio.farm.chunks(of: job, in: "done").count > 1 }
        #expect(studio.farm.pictures().isEmpty)
        try studio.farm.workers["alpha"]?.killHard()
        try studio.farm.startWorker("alpha")
        let encoder = try #require(studio.farm.encoders().first)
        kill(encoder, SIGKILL)
        try waitFor("another encoder") { studio.farm.encoders().contains { $0 != encoder } }
        try studio.farm.coordinator?.killHard()
        try studio.farm.startCoordinator()
        try studio.farm.waitUntil(job, is: "done")
        let whole = try studio.submit("undisturbed.mkv", ["--method", "disabled"])
        try studio.farm.waitUntil(whole, is: "done")
        let outputs = ["pipe", "undisturbed"].map { "\(studio.farm.folder)/\($0).mkv" }
        #expect(try Clips.fingerprint(outputs[0]) == Clips.fingerprint(outputs[1]))
        let merge = try studio.farm.control("report", "\(job)").json["merge"] as? [String: Any]
        #expect(merge?["method"] as? String == "encode")
        #expect(try studio.farm.finish() == [])
    }

    @Test func aDrawingProcessThatIsKilledIsTriedAgain() throws {
        let studio = try Studio()
        try studio.write(duration: 30)
        let job = try studio.submit("killed.mkv", ["--chunks", "2"])
        try waitFor("a drawing process") { !studio.farm.drawings().isEmpty }
        let victim = try #require(studio.farm.drawings().first)
        kill(victim, SIGKILL)
        try studio.farm.waitUntil(job, is: "done")
        #expect(try studio.farm.manifest(of: job).contains { $0["attempts"] as? Int == 2 })
        #expect(try studio.farm.finish() == [])
    }

    @Test func brokenScenesFailBeforeAnythingIsRendered() throws {
        let studio = try Studio()
        try studio.write(duration: -1)
        let refused = try studio.farm.control("render", studio.scene, "-o", studio.farm.folder + "/x.mp4")
        #expect(refused.status == 1)
        #expect(refused.stderr.contains("line 3") || refused.stdout.contains("line 3"))
        let good = try String(contentsOfFile: studio.scene, encoding: .utf8)
        for (old, new, words) in [
            ("96x54", "0x54", "line 1"), ("\"fit\"", "\"fitt\"", "did you mean `fit`"),
            ("\"size\": 20", "\"size\": 20,", "line 6"),
            ("{\"text\"", "{\"include\": \"loop.json\"}, {\"text\"", "includes itself"),
        ] {
            let broken = good.replacingOccurrences(of: "-1", with: "1").replacingOccurrences(of: old, with: new)
            try Data(broken.utf8).write(to: URL(fileURLWithPath: studio.scene))
            try Data(#"{"clips": [{"include": "loop.json"}]}"#.utf8)
                .write(to: URL(fileURLWithPath: studio.farm.folder + "/loop.json"))
            let answer = try studio.farm.control("render", studio.scene, "-o", studio.farm.folder + "/x.mp4")
            #expect(answer.status == 1)
            #expect((answer.stderr + answer.stdout).contains(words), "\(answer)")
        }
        // What only a look at the pictures can tell ends the job before anything is drawn.
        let wide = try run(
            "/usr/bin/env",
            [
                "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=s=60000x16", "-frames:v", "1",
                studio.farm.folder + "/wide.png",
            ], folder: studio.farm.folder)
        try #require(wide.status == 0, "\(wide.stderr)")
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: studio.farm.folder + "/broken.png"))
        for (still, words) in [
            ("missing.png", "missing.png: no such file"), ("wide.png", "60000x16 pixels; a picture may have 16384"),
            ("broken.png", "broken.png"),
        ] {
            try studio.write(duration: 1, still: still)
            let job = try studio.submit("x.mkv", [])
            try studio.farm.waitUntil(job, is: "failed")
            let report = try studio.farm.control("report", "\(job)").json
            let cause = (report["failure"] as? [String: Any])?["cause"] as? String
            #expect(cause?.contains(words) == true && cause?.contains("line 3") == true, "\(report)")
        }
        #expect(studio.farm.drawings().isEmpty)
        #expect(try studio.farm.finish() == [])
    }

    @Test func whereJobsAreFencedInScenesAreAsWell() throws {
        let farm = try Farm()
        let (inside, outside) = (farm.folder + "/films", farm.folder + "/private.png")
        try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: outside))
        try FileManager.default.createSymbolicLink(atPath: inside + "/link.png", withDestinationPath: outside)
        farm.configuration["media_roots"] = [inside]
        try farm.start()
        for name in [outside, "../private.png", "link.png"] {
            let scene = #"{"size": "96x54", "fps": 10, "sequence": [{"image": "\#(name)", "duration": 1}]}"#
            try Data(scene.utf8).write(to: URL(fileURLWithPath: inside + "/scene.json"))
            let answer = try farm.control("render", inside + "/scene.json", "-o", inside + "/out.mkv")
            let job = try #require(answer.json["job_id"] as? Int, "\(answer.stderr)")
            try farm.waitUntil(job, is: "failed")
            let failure = try #require(try farm.control("report", "\(job)").json["failure"] as? [String: Any])
            #expect((failure["cause"] as? String)?.contains("does not lie below a folder") == true, "\(failure)")
        }
        #expect(try farm.finish() == [])
    }

    @Test func picturesOfAGeneratorAreTheSameInRanges() throws {
        let studio = try Studio()
        let outputs = ["--chunks 3", "--method disabled"].enumerated().map { ("gen\($0).mkv", $1) }
        for (output, flags) in outputs {
            let answer = try studio.farm.control(
                [
                    "render", "lavfi:testsrc2", "-o", "\(studio.farm.folder)/\(output)", "--encoder", "ffv1", "--size",
                    "96x54", "--fps", "10", "--seconds", "2",
                ] + flags.split(separator: " ").map(String.init))
            try studio.farm.waitUntil(try #require(answer.json["job_id"] as? Int, "\(answer.stderr)"), is: "done")
        }
        let verdict = try studio.farm.control(
            "verify", "\(studio.farm.folder)/gen0.mkv", "\(studio.farm.folder)/gen1.mkv")
        #expect(verdict.status == 0, "\(verdict.stdout)")
        #expect(try studio.farm.finish() == [])
    }
}
