import Foundation
import Glibc
import Testing

/// Frames that an external program renders, on workers that offer it.
@Suite struct RendererTests {
    private struct Studio {
        let farm: Farm
        let fake: FakeRenderer

        init(workers: [String] = ["alpha", "beta"], arguments: [String] = []) throws {
            farm = try Farm()
            fake = try FakeRenderer(in: farm.folder)
            try farm.startCoordinator()
            for name in workers {
                try farm.startWorker(name, arguments: ["--renderers", fake.folder] + arguments)
            }
            try waitFor("the workers to join") { try farm.connectedWorkers() == workers.count }
        }

        func scene(_ text: String, _ name: String = "scene.txt") throws -> String {
            let path = farm.folder + "/" + name
            try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path))
            return path
        }

        func submit(_ scene: String, _ output: String, _ arguments: [String]) throws -> Int {
            let answer = try farm.control(
                [
                    "render", scene, "-o", "\(farm.folder)/\(output)", "--fps", "10", "--size", "96x54", "--encoder",
                    "ffv1",
                ]
                    + arguments)
            return try #require(answer.json["job_id"] as? Int, "\(answer.stdout) \(answer.stderr)")
        }

        func equal(_ one: String, _ other: String) throws -> CommandOutput {
            try farm.control("verify", "\(farm.folder)/\(one)", "\(farm.folder)/\(other)")
        }
    }

    @Test func theVideoIsTheSameHoweverItIsCut() throws {
        let studio = try Studio()
        let scene = try studio.scene("plain")
        let frames = ["--renderer", "fake", "--frames", "3-8"]
        // The filter looks at the frames before and behind: these are rendered for it, and are not in the chunk.
        let ways = ["--chunks 3", "--method disabled", "--chunks 2 --filter yadif", "--method disabled --filter yadif"]
        let jobs = try ways.enumerated().map { number, flags in
            try studio.submit(scene, "way\(number).mkv", frames + flags.split(separator: " ").map(String.init))
        }
        for job in jobs { try studio.farm.waitUntil(job, is: "done") }
        for pair in [("way0.mkv", "way1.mkv"), ("way2.mkv", "way3.mkv")] {
            let verdict = try studio.equal(pair.0, pair.1)
            #expect(verdict.status == 0, "\(verdict.stdout)")
        }
        let report = try studio.farm.control("report", "\(jobs[0])").json
        #expect(report["frames"] as? Int == 6)
        #expect((report["seams"] as? [String: Any])?["total"] as? Int == 0)
        let run = try #require(report["run_directory"] as? String)
        #expect(!FileManager.default.fileExists(atPath: run + "/scene/assets.tar"))
        for name in ["alpha", "beta"] {
            let left = try FileManager.default.contentsOfDirectory(atPath: "\(studio.farm.folder)/scratch-\(name)")
            #expect(left == ["worker.lock"])
        }
        #expect(try studio.farm.finish() == [])
    }

    @Test func whatGoesWrongIsToldWithTheLastWords() throws {
        let studio = try Studio()
        let wrongs = [
            ("nothing", "fake", "left no f1.png for frame 1"),
            ("half", "fake", "one of the pictures cannot be decoded"),
            ("small", "fake", "has 32x32 pixels instead of 96x54"),
            ("hang", "hasty", "did not finish frame 1 within 1 s"),
            ("flood", "fake", "failed with exit status 3: error: the colour plaid is not known"),
        ]
        let jobs = try wrongs.map { mode, renderer, _ in
            try studio.submit(
                try studio.scene(mode, mode + ".txt"), mode + ".mkv",
                ["--renderer", renderer, "--frames", "1", "--max-attempts", "2"])
        }
        for (job, wrong) in zip(jobs, wrongs) {
            try studio.farm.waitUntil(job, is: "failed")
            let report = try studio.farm.control("report", "\(job)").json
            let missing = try #require((report["missing"] as? [[String: Any]])?.first, "\(report)")
            #expect((missing["error"] as? String)?.contains(wrong.2) == true, "\(missing)")
            let lines = missing["error_lines"] as? [String] ?? []
            #expect(lines.count <= 16 && lines.allSatisfy { $0.utf8.count <= 500 })
            let tries = report["attempts"] as? [[String: Any]] ?? []
            #expect(Set(tries.compactMap { $0["worker"] as? String }) == ["alpha", "beta"], "\(wrong.0): \(tries)")
        }
        #expect(studio.fake.processes().isEmpty)
        #expect(try studio.farm.finish() == [])
    }

    @Test func aWorkerThatIsKilledInTheMiddleLeavesItsFramesToOthers() throws {
        let studio = try Studio()
        let gate = studio.farm.folder + "/gate"
        try Data().write(to: URL(fileURLWithPath: gate))
        let scene = try studio.scene("gate " + gate)
        let job = try studio.submit(scene, "killed.mkv", ["--renderer", "fake", "--frames", "1-4", "--chunks", "2"])
        try waitFor("both workers to render") { studio.fake.processes().count >= 2 }
        try studio.farm.workers["alpha"]?.killHard()
        try FileManager.default.removeItem(atPath: gate)
        try studio.farm.waitUntil(job, is: "done")
        let whole = try studio.submit(
            try studio.scene("plain", "plain.txt"), "whole.mkv",
            ["--renderer", "fake", "--frames", "1-4", "--method", "disabled"])
        try studio.farm.waitUntil(whole, is: "done")
        #expect(try studio.equal("killed.mkv", "whole.mkv").status == 0)
        #expect(try studio.farm.finish() == [])
    }

    @Test func aRendererThatNobodyWantsAnyMoreIsKilled() throws {
        let studio = try Studio(workers: ["alpha"])
        let scene = try studio.scene("hang")
        let job = try studio.submit(scene, "never.mkv", ["--renderer", "fake", "--frames", "1"])
        try waitFor("the renderer") { !studio.fake.processes().isEmpty }
        try studio.farm.control("cancel", "\(job)")
        try waitFor("the renderer to end") { studio.fake.processes().isEmpty }
        let left = { try FileManager.default.contentsOfDirectory(atPath: "\(studio.farm.folder)/scratch-alpha") }
        try waitFor("its frames to go") { try left() == ["worker.lock"] }
        let seen = studio.farm.folder + "/environment"
        let other = try studio.submit(
            try studio.scene("environment " + seen), "e.mkv", ["--renderer", "fake", "--frames", "1"])
        try studio.farm.waitUntil(other, is: "done")
        let names = try String(contentsOfFile: seen, encoding: .utf8).split(separator: "\n")
            .compactMap { $0.split(separator: "=").first.map(String.init) }
        #expect(Set(names).subtracting(["HOME", "TMPDIR", "LANG", "PATH", "PWD", "OLDPWD", "SHLVL", "_"]) == [])
        #expect(try studio.farm.finish() == [])
    }

    @Test func aJobWaitsForAWorkerThatOffersItsRenderer() throws {
        let farm = try Farm()
        let fake = try FakeRenderer(in: farm.folder)
        try FileManager.default.createDirectory(atPath: farm.folder + "/none", withIntermediateDirectories: true)
        try farm.startCoordinator()
        try farm.startWorker("plain", arguments: ["--renderers", farm.folder + "/none"])
        try waitFor("the worker to join") { try farm.connectedWorkers() == 1 }
        let scene = farm.folder + "/scene.txt"
        try Data("plain\n".utf8).write(to: URL(fileURLWithPath: scene))
        let words = ["render", scene, "--frames", "1", "-o", farm.folder + "/o.mkv", "--size", "96x54", "--renderer"]
        let unknown = try farm.control(words + ["fake"])
        #expect(unknown.status == 64)
        #expect("\(unknown.json)".contains("the workers offer none"), "\(unknown.stdout)")
        // A name that comes with the programs is not a mistake.
        let waiting = try #require(try farm.control(words + ["povray"]).json["job_id"] as? Int)
        try waitFor("the job to say what it waits for") {
            (try farm.show(waiting)["waiting_for"] as? String)?.contains("offers the renderer povray") == true
        }
        try farm.control("cancel", "\(waiting)")
        try farm.startWorker("artist", arguments: ["--renderers", fake.folder])
        try waitFor("the other worker to join") { try farm.connectedWorkers() == 2 }
        let job = try #require(try farm.control(words + ["fake"]).json["job_id"] as? Int)
        try farm.waitUntil(job, is: "done")
        let manifest = try farm.manifest(of: job)
        #expect(manifest.compactMap { $0["worker"] as? String } == ["artist"])
        #expect(try farm.finish() == [])
    }

    @Test func scenesTravelWithTheirFilesToWorkersThatSeeNone() throws {
        let studio = try Studio(arguments: ["--files", "elsewhere"])
        let room = studio.farm.folder + "/room"
        try FileManager.default.createDirectory(atPath: room + "/parts", withIntermediateDirectories: true)
        let scene = try studio.scene("parts colour.txt", "room/scene.txt")
        try Data("red\n".utf8).write(to: URL(fileURLWithPath: room + "/parts/colour.txt"))
        let frames = ["--renderer", "fake", "--frames", "1-2"]
        let job = try studio.submit(scene, "far.mkv", frames + ["--assets", room, "--chunks", "2"])
        try studio.farm.waitUntil(job, is: "done")
        #expect(try studio.farm.control("logs", "\(job)").stdout.contains("the scene came over the network: "))
        let archive = studio.farm.folder + "/room.tar"
        let packed = try run(
            "/usr/bin/env", ["tar", "-cf", archive, "-C", studio.farm.folder, "room"], folder: studio.farm.folder)
        try #require(packed.status == 0, "\(packed.stderr)")
        let other = try studio.submit(archive, "tar.mkv", frames + ["--scene", "room/scene.txt"])
        try studio.farm.waitUntil(other, is: "done")
        #expect(try studio.equal("far.mkv", "tar.mkv").status == 0)
        let alone = try studio.submit(scene, "alone.mkv", frames + ["--max-attempts", "1"])
        try studio.farm.waitUntil(alone, is: "failed")
        #expect(try studio.farm.finish() == [])
    }

    private static let hasPovray = ["/usr/bin", "/usr/local/bin"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + "/povray")
    }

    @Test(.enabled(if: hasPovray, "POV-Ray is not installed"))
    func povrayForReal() throws {
        let farm = try Farm()
        try farm.start()
        let scene = farm.folder + "/scene.pov"
        let text = """
            #version 3.7;
            #include "colour.inc"
            camera { location <0, 1, -4> look_at 0 right x*image_width/image_height }
            light_source { <5, 5, -5> rgb 1 }
            plane { y, -1 pigment { checker rgb 1 rgb 0.2 } }
            sphere { <2*clock - 1, 0, 0>, 0.8 pigment { Colour } finish { phong 0.6 } }
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: scene))
        let part = URL(fileURLWithPath: farm.folder + "/assets/colour.inc")
        try FileManager.default.createDirectory(
            at: part.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("#declare Colour = color rgb <1, 0.3, 0>;".utf8).write(to: part)
        try FileManager.default.moveItem(atPath: scene, toPath: farm.folder + "/assets/scene.pov")
        let outputs = ["--chunks 3", "--method disabled"].enumerated().map { ("pov\($0).mkv", $1) }
        for (output, flags) in outputs {
            let answer = try farm.control(
                [
                    "render", farm.folder + "/assets/scene.pov", "--assets", farm.folder + "/assets", "--renderer",
                    "povray", "--frames", "1-6", "--size", "160x90", "--encoder", "ffv1", "-o",
                    "\(farm.folder)/\(output)",
                ] + flags.split(separator: " ").map(String.init))
            let job = try #require(answer.json["job_id"] as? Int, "\(answer.stdout)")
            try farm.waitUntil(job, is: "done")
        }
        let verdict = try farm.control("verify", "\(farm.folder)/pov0.mkv", "\(farm.folder)/pov1.mkv")
        #expect(verdict.status == 0, "\(verdict.stdout)")
        let hashes = try Clips.fingerprint("\(farm.folder)/pov0.mkv").prefix(6).compactMap {
            $0.split(separator: ",").last
        }
        #expect(Set(hashes).count == 6, "each frame shows another moment")
        #expect(try farm.finish() == [])
    }
}
