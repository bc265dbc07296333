import Foundation
import Glibc
import Testing

/// Jobs that do not end well end honestly, and leave nothing behind.
@Suite struct EndingTests {
    private static func scene() throws -> (farm: Farm, gates: GatedFFmpeg, input: String) {
        let farm = try Farm()
        let gates = try GatedFFmpeg(in: farm.folder)
        farm.environment = gates.environment
        try Clips.make(farm.folder + "/in.mp4", seconds: 3)
        try farm.start()
        return (farm, gates, farm.folder + "/in.mp4")
    }

    @Test(arguments: [GatedFFmpeg.Call.probe, .render, .merge])
    func cancelInEveryStage(call: GatedFFmpeg.Call) throws {
        let (farm, gates, input) = try Self.scene()
        let output = farm.folder + "/out.mp4"
        try gates.hold(call)
        let job = try farm.submit([input, "-o", output, "--chunks", "4"])
        try gates.waitUntilHeld(call)
        #expect(try farm.control("cancel", "\(job)").status == 0)
        try farm.waitUntil(job, is: "cancelled")
        gates.release(call)
        try waitFor("the slots to be free") {
            let workers = try farm.control("workers").json["workers"] as? [[String: Any]] ?? []
            return workers.allSatisfy { ($0["running"] as? [Any])?.isEmpty ?? true }
        }
        #expect(!FileManager.default.fileExists(atPath: output))
        // The farm is as good as new.
        let next = try farm.control("submit", input, "-o", output, "--chunks", "2", "--wait")
        #expect(next.status == 0, "\(next.stdout) \(next.stderr)")
        #expect(try farm.finish() == [])
    }

    @Test func cancelWhileVerifying() throws {
        let (farm, gates, input) = try Self.scene()
        let output = farm.folder + "/out.mp4"
        try gates.hold(.merge)
        let job = try farm.submit([input, "-o", output, "--chunks", "4"])
        try gates.waitUntilHeld(.merge)
        // From here on the only other call is the one that decodes what was joined.
        try gates.hold(.other)
        gates.release(.merge)
        try gates.waitUntilHeld(.other)
        #expect(try farm.status(of: job) == "verifying")
        #expect(try farm.control("cancel", "\(job)").status == 0)
        try farm.waitUntil(job, is: "cancelled")
        gates.release(.other)
        #expect(!FileManager.default.fileExists(atPath: output))
        #expect(try farm.finish() == [])
    }

    @Test func onePoisonedChunkDoesNotHideTheRest() throws {
        let (farm, gates, input) = try Self.scene()
        let output = farm.folder + "/out.mp4"
        try gates.hold(.render)
        let job = try farm.submit([input, "-o", output, "--chunks", "4"])
        try gates.waitUntilHeld(.render)
        let start = try #require(try farm.manifest(of: job)[2]["start_pts"] as? Int)
        try gates.poison("trim=start_pts=\(start):")
        gates.release(.render)
        try farm.waitUntil(job, is: "failed")
        let report = try farm.control("report", "\(job)").json
        let missing = try #require(report["missing"] as? [[String: Any]])
        #expect(missing.compactMap { $0["chunk_id"] as? Int } == [2])
        #expect(missing.first?["attempts"] as? Int == 3)
        #expect((missing.first?["error_lines"] as? [String])?.contains { $0.contains("poisoned") } == true)
        #expect((report["chunks"] as? [String: Any])?["done"] as? Int == 3)
        // A retry renders only what is missing.
        gates.cure()
        let rendersBefore = gates.renders
        #expect(try farm.control("retry", "\(job)").status == 0)
        try farm.waitUntil(job, is: "done")
        #expect(gates.renders == rendersBefore + 1)
        #expect(try farm.finish() == [])
    }

    @Test func pauseHoldsAndResumeGoesOn() throws {
        let (farm, gates, input) = try Self.scene()
        try gates.hold(.render)
        let job = try farm.submit([input, "-o", farm.folder + "/out.mp4", "--chunks", "6"])
        try gates.waitUntilHeld(.render)
        #expect(try farm.control("pause", "\(job)").status == 0)
        gates.release(.render)
        try waitFor("what ran to end") { try farm.chunks(of: job, in: "running").isEmpty }
        #expect(try farm.chunks(of: job, in: "done").count == 2)
        #expect(try farm.status(of: job) == "paused")
        #expect(try farm.control("resume", "\(job)").status == 0)
        try farm.waitUntil(job, is: "done")
        #expect(try farm.finish() == [])
    }

    @Test func aDrainedWorkerFinishesAndLeaves() throws {
        let (farm, gates, input) = try Self.scene()
        try gates.hold(.render)
        let job = try farm.submit([input, "-o", farm.folder + "/out.mp4", "--chunks", "6"])
        try waitFor("both workers to be busy") { try farm.chunks(of: job, in: "running").count == 2 }
        #expect(try farm.control("drain", "alpha").status == 0)
        gates.release(.render)
        try waitFor("the worker to leave") { farm.workers["alpha"]?.isRunning == false }
        #expect(farm.workers["alpha"]?.exitStatus == 0)
        try farm.waitUntil(job, is: "done")
        #expect(try farm.manifest(of: job).allSatisfy { $0["attempts"] as? Int == 1 })
        #expect(try farm.finish() == [])
    }

    @Test func aStoppedCoordinatorLeavesTheRestForTheNextStart() throws {
        let (farm, gates, input) = try Self.scene()
        try gates.hold(.render)
        let job = try farm.submit([input, "-o", farm.folder + "/out.mp4", "--chunks", "6"])
        try gates.waitUntilHeld(.render)
        farm.coordinator?.signal(SIGTERM)
        try waitFor("the coordinator to end") { farm.coordinator?.isRunning == false }
        #expect(farm.coordinator?.exitStatus == 0)
        gates.release(.render)
        try farm.startCoordinator()
        try farm.waitUntil(job, is: "done")
        #expect(gates.renders == 6)
        #expect(try farm.finish() == [])
    }
}
