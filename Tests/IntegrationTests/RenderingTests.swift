import Foundation
import TestPrograms
import Testing

/// A farm of real binaries renders real videos, and what comes out equals one serial run.
@Suite struct RenderingTests {
    private static let filter = "hflip,eq=contrast=1.2"

    @Test(arguments: ["25", "30000/1001", "60"])
    func chunksEqualOneSerialRun(rate: String) throws {
        let farm = try Farm()
        let input = farm.folder + "/in.mp4"
        let output = farm.folder + "/out.mkv"
        try Clips.make(input, seconds: 4, rate: rate)
        try farm.start()
        let result = try farm.control(
            "submit", input, "-o", output, "--filter", Self.filter, "--encoder", "ffv1", "--chunks", "7", "--wait")
        #expect(result.status == 0, "\(result.stdout) \(result.stderr)")
        #expect(result.json["status"] as? String == "done")
        #expect((result.json["chunks"] as? [String: Any])?["total"] as? Int == 7)
        try Clips.renderSerially(input, filter: Self.filter, to: farm.folder + "/serial.mkv")
        #expect(try Clips.fingerprint(output) == Clips.fingerprint(farm.folder + "/serial.mkv"))
        #expect(try farm.finish() == [])
    }

    @Test func aJobLeavesItsReadableTraces() throws {
        let farm = try Farm()
        let input = farm.folder + "/in put'é.mp4"
        try Clips.make(input, seconds: 2)
        try farm.start()
        let result = try farm.control("submit", input, "--chunks", "3", "--keep-temp", "--wait")
        #expect(result.status == 0, "\(result.stdout) \(result.stderr)")
        let run = try #require(result.json["run_directory"] as? String)
        for file in ["meta.json", "manifest.json", "report.json", "concat_list.txt"] {
            #expect(FileManager.default.fileExists(atPath: "\(run)/\(file)"), "\(file) is missing")
        }
        let manifest = try JSONSerialization.jsonObject(
            with: Data(contentsOf: URL(fileURLWithPath: run + "/manifest.json")))
        let entries = try #require(manifest as? [[String: Any]])
        #expect(entries.count == 3)
        let keys = [
            "chunk_id", "start_sec", "duration_sec", "start_pts", "frames", "input", "output", "status", "attempts",
            "runtime_ms", "worker", "worker_pid", "cmd_hash",
        ]
        for entry in entries { #expect(Set(keys).isSubset(of: Set(entry.keys))) }
        #expect(entries.allSatisfy { FileManager.default.fileExists(atPath: "\(run)/\($0["output"] ?? "")") })
        #expect(try !FileManager.default.contentsOfDirectory(atPath: run + "/logs").isEmpty)
        #expect(try farm.finish() == [])
    }

    @Test func aCoordinatorWhoseProgramWasReplacedGoesOn() throws {
        let farm = try Farm()
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 1)
        farm.coordinatorProgram = farm.folder + "/coordinatord"
        try TestProgram.copy(Farm.binary("coordinatord"), to: farm.coordinatorProgram)
        try farm.start(workers: ["alpha"])
        // As an upgrade does it: another file takes the name.
        try TestProgram.copy("/bin/false", to: farm.coordinatorProgram)
        let result = try farm.control("submit", input, "-o", farm.folder + "/out.mp4", "--wait")
        #expect(result.status == 0, "\(result.stdout)")
        #expect(try farm.finish() == [])
    }

    @Test func aLateWorkerIsUsedAtOnce() throws {
        let farm = try Farm()
        let gates = try GatedFFmpeg(in: farm.folder)
        farm.environment = gates.environment
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 4)
        try farm.start(workers: ["early"])
        try gates.hold(.render)
        let job = try farm.submit([input, "-o", farm.folder + "/out.mp4", "--chunks", "4"])
        try waitFor("the first chunk to run") { try farm.chunks(of: job, in: "running").count == 1 }
        try farm.startWorker("late", slots: 3)
        try waitFor("all chunks to run") { try farm.chunks(of: job, in: "running").count == 4 }
        gates.release(.render)
        try farm.waitUntil(job, is: "done")
        #expect(try farm.finish() == [])
    }

    @Test func oneCommandForOneFile() throws {
        let farm = try Farm()
        let input = farm.folder + "/in.mp4"
        let output = farm.folder + "/out.mkv"
        try Clips.make(input, seconds: 3)
        let result = try run(
            Farm.binary("renderctl"),
            [
                "--coordinator", "127.0.0.1:1", "--json", "run", input, "-o", output, "-w", "2", "--filter",
                Self.filter,
                "--encoder", "ffv1", "--chunks", "4",
            ],
            environment: ["TMPDIR": farm.folder], folder: farm.folder)
        #expect(result.status == 0, "\(result.stdout) \(result.stderr)")
        try Clips.renderSerially(input, filter: Self.filter, to: farm.folder + "/serial.mkv")
        #expect(try Clips.fingerprint(output) == Clips.fingerprint(farm.folder + "/serial.mkv"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: farm.folder).sorted()
                == ["in.mp4", "out.mkv", "serial.mkv"])
    }
}
