import FarmModel
import LinuxIO
import Testing

@testable import Coordinator

@Suite("Run directories")
struct RunDirectoriesTests {
    private func request(output: String? = nil, encoder: String = "libx264") -> VideoRequest {
        VideoRequest(input: "/in.mp4", output: output, encoding: EncoderSettings(encoder: encoder))
    }

    @Test("a run has the time in its name, and folders for chunks and logs")
    func naming() throws {
        let folder = try TemporaryFolder()
        let runs = try RunDirectories(outputs: folder.path, loop: EventLoop(), key: keyOfATest())
        #expect(try Files.list(folder.path) == ["final", "runs"])
        let run = try runs.make(for: request())
        let digits = run.name.dropFirst("run_".count)
        #expect(run.name.hasPrefix("run_") && digits.utf8.count == "YYYYMMDD_HHMMSS".utf8.count)
        #expect(digits.split(separator: "_").map(\.utf8.count) == [8, 6])
        #expect(digits.allSatisfy { $0.isNumber || $0 == "_" })
        #expect(run.directory == "\(folder.path)/runs/\(run.name)")
        #expect(run.output == "\(folder.path)/final/output_\(run.name).mp4")
        #expect(try Files.list(run.directory) == ["chunks", "logs"])
    }

    @Test("runs that come within a second are numbered, and none gets another's folder")
    func numbering() throws {
        let folder = try TemporaryFolder()
        let runs = try RunDirectories(outputs: folder.path, loop: EventLoop(), key: keyOfATest())
        let made = try (1...12).map { _ in try runs.make(for: request()) }
        #expect(Set(made.map(\.directory)).count == 12)
        #expect(Set(made.map(\.output)).count == 12)
        let names = Set(made.map(\.name))
        for run in made where run.name.split(separator: "_").count == 4 {
            // Numbers begin at 2, behind the one without.
            let stem = run.name.split(separator: "_").dropLast().joined(separator: "_")
            #expect(names.contains(stem) && Int(run.name.split(separator: "_")[3]).map { $0 >= 2 } == true)
        }
    }

    @Test("the output is where it was asked for, or of a kind that can hold the video")
    func outputs() throws {
        let runs = try RunDirectories(outputs: try TemporaryFolder().path + "/o", loop: EventLoop(), key: keyOfATest())
        #expect(try runs.make(for: request(output: "/videos/mine.mov")).output == "/videos/mine.mov")
        #expect(try runs.make(for: request(encoder: "ffv1")).output.hasSuffix(".mkv"))
        #expect(try runs.make(for: request(encoder: "libx265")).output.hasSuffix(".mp4"))
    }

    @Test("folders that no job knows are found, and nothing else")
    func orphans() throws {
        let folder = try TemporaryFolder()
        let runs = try RunDirectories(outputs: folder.path, loop: EventLoop(), key: keyOfATest())
        let known = try runs.make(for: request())
        try Files.makeDirectories(folder.path + "/runs/run_20200101_000000")
        try Files.makeDirectories(folder.path + "/runs/holiday")
        #expect(runs.orphans(besides: [known.directory]) == [folder.path + "/runs/run_20200101_000000"])
    }

    @Test("removing tells what was freed, and discarding takes the folder back")
    func removing() throws {
        let folder = try TemporaryFolder()
        let loop = try EventLoop()
        let runs = try RunDirectories(outputs: folder.path, loop: loop, key: keyOfATest())
        let kept = try runs.make(for: request())
        let gone = try runs.make(for: request())
        let refused = try runs.make(for: request())
        let chunk = gone.directory + "/chunks/chunk_000.nut"
        try Files.writeAtomically(chunk, [UInt8](repeating: 1, count: 5_000), synced: false)
        var freed: Int64?
        runs.remove([gone.directory]) { freed = $0 }
        runs.discard(refused)
        #expect(!runs.isIdle)
        #expect(try loop.run(until: { runs.isIdle }, deadlineMilliseconds: 60_000))
        let markBytes: Int64 = 64
        #expect(freed == 5_000 + markBytes)
        #expect(try Files.list(folder.path + "/runs") == [kept.name])
    }
}
