import Foundation
import Testing

/// Renders that go wrong without a word: the seams tell, and the job is repaired. What comes out equals a serial run.
@Suite struct SabotageTests {
    /// A farm whose renders are sabotaged, on all workers or on the one called `beta`.
    private struct Scene {
        let farm: Farm
        let sabotage: SabotagedFFmpeg
        let filter: String
        let input: String
        let output: String

        init(
            _ awk: String, filter: String, onlyBeta: Bool = false, version: String? = nil
        ) throws {
            farm = try Farm()
            self.filter = filter
            sabotage = try SabotagedFFmpeg(in: farm.folder, awk, version: version)
            input = farm.folder + "/in.mp4"
            output = farm.folder + "/out.mkv"
            try Clips.make(input, seconds: 8)
            try farm.startCoordinator()
            try farm.startWorker("alpha", environment: onlyBeta ? [:] : sabotage.environment)
            try farm.startWorker("beta", environment: sabotage.environment)
            try waitFor("the workers to join") { try farm.connectedWorkers() == 2 }
        }

        /// Renders and returns what the report says about the seams.
        func render(
            chunks: Int, encoding: [String] = ["--encoder", "ffv1"],
            sourceLocation: SourceLocation = #_sourceLocation,
            look: ([String: Any]) throws -> Void = { _ in }
        ) throws -> [String: Any] {
            let result = try farm.control(
                [
                    "submit", input, "-o", output, "--filter", filter, "--parity", "warn", "--chunks", "\(chunks)",
                    "--wait",
                ]
                    + encoding)
            #expect(result.status == 0, "\(result.stdout) \(result.stderr)", sourceLocation: sourceLocation)
            #expect(sabotage.sabotagedRenders > 0, "nothing was sabotaged", sourceLocation: sourceLocation)
            let serial = farm.folder + "/serial.mkv"
            try Clips.renderSerially(input, filter: filter, to: serial)
            #expect(try Clips.fingerprint(output) == Clips.fingerprint(serial), sourceLocation: sourceLocation)
            #expect(try farm.finish() == [], sourceLocation: sourceLocation)
            try look(result.json)
            return try #require(result.json["seams"] as? [String: Any], sourceLocation: sourceLocation)
        }
    }

    @Test func honestRendersProveTheirSeams() throws {
        let farm = try Farm()
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 4)
        try farm.start()
        let result = try farm.control("submit", input, "--filter", "tmix=frames=3,yadif", "--chunks", "6", "--wait")
        let seams = try #require(result.json["seams"] as? [String: Any])
        #expect(seams["total"] as? Int == 5 && seams["proved"] as? Int == 5 && seams["repairs"] as? Int == 0)
        #expect(try farm.finish() == [])
    }

    @Test func seekingOneKeyFrameTooLate() throws {
        // Groups of pictures last 2.4 seconds.
        let scene = try Scene(
            #"{ if (before == "-ss") printf "%.6f", $0 + 2.4; else printf "%s", $0 }"#, filter: "hflip")
        let seams = try scene.render(chunks: 5)
        #expect(seams["proved"] as? Int == seams["total"] as? Int)
    }

    @Test func warmingUpTooShort() throws {
        let shorten = #"""
            match($0, /^\[0:V:0\]trim=start_pts=[0-9]+/) {
                pts = substr($0, 1, RLENGTH); sub(/.*=/, "", pts)
                printf "[0:V:0]trim=start_pts=%d%s", pts + 2 * 512, substr($0, RLENGTH + 1); next
            }
            { printf "%s", $0 }
            """#
        let scene = try Scene(shorten, filter: "tmix=frames=5")
        let seams = try scene.render(chunks: 4)
        #expect(seams["total"] as? Int == 3 && seams["proved"] as? Int == 3)
        #expect(try #require(seams["repairs"] as? Int) > 0)
    }

    @Test func oneFrameOff() throws {
        let shift = #"{ sub(/setpts=PTS-\(0\),tmix/, "setpts=PTS-(-512),tmix"); printf "%s", $0 }"#
        let scene = try Scene(shift, filter: "tmix=frames=2")
        let seams = try scene.render(chunks: 4)
        // No care helps against this: in the end there is one piece, which has no seams.
        #expect(seams["total"] as? Int == 0)
        #expect(seams["united_because"] as? String != nil)
    }

    @Test func anotherFFmpegOnOneWorker() throws {
        let darken = #"{ sub(/contrast=1.2/, "contrast=1.3"); printf "%s", $0 }"#
        let scene = try Scene(darken, filter: "eq=contrast=1.2", onlyBeta: true, version: "7.0.1")
        let seams = try scene.render(chunks: 6)
        #expect(seams["proved"] as? Int == 5)
        #expect(try #require(seams["repairs"] as? Int) > 0)
    }

    /// ffmpeg ends well, and what it wrote is broken inside: whoever rendered it finds out, and not the merge.
    @Test func aChunkThatDoesNotDecode() throws {
        let damage = #"""
            before == "-qp" { printf "noise=amount=400"; next }
            $0 == "-qp" { $0 = "-bsf:v" }
            { printf "%s", $0 }
            """#
        let scene = try Scene(damage, filter: "hflip", onlyBeta: true)
        _ = try scene.render(chunks: 6, encoding: ["--encoder", "libx264", "--qp", "0"]) { report in
            let attempts = try #require(report["attempts"] as? [[String: Any]])
            let failed = attempts.filter { $0["status"] as? String != "done" }
            #expect(!failed.isEmpty && failed.allSatisfy { $0["worker"] as? String == "beta" }, "\(attempts)")
        }
    }

    /// Behind the check of the chunks as well, when ffmpeg is about to read them.
    @Test(arguments: [GatedFFmpeg.Call.render, .merge])
    func chunksSwappedOnDisk(during call: GatedFFmpeg.Call) throws {
        let farm = try Farm()
        let gates = try GatedFFmpeg(in: farm.folder)
        farm.environment = gates.environment
        let input = farm.folder + "/in.mp4"
        let output = farm.folder + "/out.mkv"
        try Clips.make(input, seconds: 4)
        try farm.start()
        try gates.hold(call)
        let job = try farm.submit([
            input, "-o", output, "--filter", "hflip", "--encoder", "ffv1", "--chunks", "3", "--max-parallel", "1",
        ])
        if call == .merge {
            try gates.waitUntilHeld(.merge)
        } else {
            try waitFor("a second chunk to be finished") {
                gates.release(.render)
                return try farm.chunks(of: job, in: "done").count >= 2
            }
        }
        try swapFiles(try farm.chunkPath(0, of: job), try farm.chunkPath(1, of: job))
        gates.release(call)
        try farm.waitUntil(job, is: "done")
        try Clips.renderSerially(input, filter: "hflip", to: farm.folder + "/serial.mkv")
        #expect(try Clips.fingerprint(output) == Clips.fingerprint(farm.folder + "/serial.mkv"))
        #expect(try farm.finish() == [])
    }

    private func swapFiles(_ one: String, _ other: String) throws {
        let files = FileManager.default
        try files.moveItem(atPath: one, toPath: one + ".aside")
        try files.moveItem(atPath: other, toPath: one)
        try files.moveItem(atPath: one + ".aside", toPath: other)
    }
}
