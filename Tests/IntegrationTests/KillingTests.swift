import Foundation
import Glibc
import Testing

/// Whatever is killed on the way, the video comes out right, and nothing is rendered twice that need not be.
@Suite struct KillingTests {
    private static let filter = "hflip,eq=contrast=1.2"

    /// A farm with a job whose renders can be held, and the hash of what must come out.
    private struct Scene {
        let farm: Farm
        let gates: GatedFFmpeg
        let input: String
        let output: String

        init(seconds: Int = 4, workers: [String] = ["alpha", "beta"]) throws {
            farm = try Farm()
            gates = try GatedFFmpeg(in: farm.folder)
            farm.environment = gates.environment
            input = farm.folder + "/in.mp4"
            output = farm.folder + "/out.mkv"
            try Clips.make(input, seconds: seconds)
            try farm.start(workers: workers)
        }

        func submit(chunks: Int = 6) throws -> Int {
            try farm.submit([
                input, "-o", output, "--filter", KillingTests.filter, "--encoder", "ffv1", "--chunks", "\(chunks)",
                "--keep-temp",
            ])
        }

        /// The output equals a serial run, and nothing is left behind.
        func expectTheRightVideo(sourceLocation: SourceLocation = #_sourceLocation) throws {
            let serial = farm.folder + "/serial.mkv"
            try Clips.renderSerially(input, filter: KillingTests.filter, to: serial)
            #expect(try Clips.fingerprint(output) == Clips.fingerprint(serial), sourceLocation: sourceLocation)
            #expect(try farm.finish() == [], sourceLocation: sourceLocation)
        }
    }

    @Test func theCoordinatorWhileChunksRun() throws {
        let scene = try Scene()
        let job = try scene.submit()
        try waitFor("two finished chunks") { try scene.farm.chunks(of: job, in: "done").count >= 2 }
        try scene.gates.hold(.render)
        try scene.gates.waitUntilHeld(.render)
        let before = try scene.farm.manifest(of: job)
        try scene.farm.coordinator?.killHard()
        try scene.farm.startCoordinator()
        scene.gates.release(.render)
        try scene.farm.waitUntil(job, is: "done")
        let after = try scene.farm.manifest(of: job)
        #expect(before.contains { $0["status"] as? String == "running" })
        // Finished chunks were kept, and running attempts went on: one attempt each, one ffmpeg each.
        #expect(after.allSatisfy { $0["attempts"] as? Int == 1 })
        #expect(scene.gates.renders == after.count)
        try scene.expectTheRightVideo()
    }

    @Test func theCoordinatorAsOftenAsPossible() throws {
        let scene = try Scene()
        let job = try scene.submit(chunks: 12)
        for _ in 1...5 {
            try scene.farm.coordinator?.killHard()
            try scene.farm.startCoordinator()
            _ = try scene.farm.status(of: job)
        }
        try scene.farm.waitUntil(job, is: "done")
        #expect(try scene.farm.manifest(of: job).allSatisfy { $0["attempts"] as? Int == 1 })
        try scene.expectTheRightVideo()
    }

    @Test func theCoordinatorInTheMiddleOfMerging() throws {
        let scene = try Scene()
        try scene.gates.hold(.merge)
        let job = try scene.submit()
        try scene.gates.waitUntilHeld(.merge)
        #expect(try scene.farm.status(of: job) == "merging")
        try scene.farm.coordinator?.killHard()
        scene.gates.release(.merge)
        try scene.farm.startCoordinator()
        try scene.farm.waitUntil(job, is: "done")
        #expect(scene.gates.renders == 6)
        try scene.expectTheRightVideo()
    }

    @Test func aWorker() throws {
        let scene = try Scene()
        try scene.gates.hold(.render)
        let job = try scene.submit()
        try waitFor("both workers to be busy") { try scene.farm.chunks(of: job, in: "running").count == 2 }
        try scene.gates.waitUntilHeld(.render)
        try scene.farm.workers["alpha"]?.killHard()
        scene.gates.release(.render)
        try scene.farm.waitUntil(job, is: "done")
        let manifest = try scene.farm.manifest(of: job)
        #expect(manifest.contains { $0["attempts"] as? Int == 2 })
        try scene.expectTheRightVideo()
    }

    @Test func everyWorkerAndANewOneComes() throws {
        let scene = try Scene()
        try scene.gates.hold(.render)
        let job = try scene.submit()
        try waitFor("both workers to be busy") { try scene.farm.chunks(of: job, in: "running").count == 2 }
        for worker in scene.farm.workers.values { try worker.killHard() }
        scene.gates.release(.render)
        try scene.farm.startWorker("alpha")
        try scene.farm.waitUntil(job, is: "done")
        try scene.expectTheRightVideo()
    }

    @Test func anFFmpeg() throws {
        let scene = try Scene()
        try scene.gates.hold(.render)
        let job = try scene.submit()
        try waitFor("both workers to be busy") { try scene.farm.chunks(of: job, in: "running").count == 2 }
        try scene.gates.waitUntilHeld(.render)
        let victim = try #require(scene.farm.ffmpegs().first)
        kill(victim, SIGKILL)
        scene.gates.release(.render)
        try scene.farm.waitUntil(job, is: "done")
        #expect(try scene.farm.manifest(of: job).contains { $0["attempts"] as? Int ?? 0 >= 2 })
        try scene.expectTheRightVideo()
    }

    @Test func aWorkerStoppedForLongerThanItsLeaseThenGoingOn() throws {
        let scene = try Scene()
        try scene.gates.hold(.render)
        let job = try scene.submit(chunks: 2)
        try waitFor("both workers to be busy") { try scene.farm.chunks(of: job, in: "running").count == 2 }
        scene.farm.workers["alpha"]?.signal(SIGSTOP)
        try waitFor("the lease to end") { try scene.farm.chunks(of: job, in: "queued").count == 1 }
        scene.gates.release(.render)
        try scene.farm.waitUntil(job, is: "done")
        scene.farm.workers["alpha"]?.signal(SIGCONT)
        try waitFor("the worker to come back") { try scene.farm.connectedWorkers() == 2 }
        try scene.expectTheRightVideo()
    }

    @Test func aFinishedChunkDamagedBeforeTheMerge() throws {
        let scene = try Scene(workers: ["alpha"])
        let job = try scene.submit(chunks: 4)
        try waitFor("two finished chunks") { try scene.farm.chunks(of: job, in: "done").count >= 2 }
        try scene.gates.hold(.render)
        let path = try scene.farm.chunkPath(0, of: job)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count / 2] ^= 0x55
        try bytes.write(to: URL(fileURLWithPath: path))
        scene.gates.release(.render)
        try scene.farm.waitUntil(job, is: "done")
        #expect(try scene.farm.manifest(of: job)[0]["attempts"] as? Int == 2)
        try scene.expectTheRightVideo()
    }
}
