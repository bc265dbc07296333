import FarmModel
import FarmWire
import LinuxIO
import Testing

@testable import Coordinator

@Suite("Uploads of clients")
struct ClientUploadsTests {
    private let folder: TemporaryFolder
    private let loop: EventLoop
    private let store: UploadStore
    private let uploads: ClientUploads
    private let sha256 = String(repeating: "a", count: 64)
    private let hour: Int64 = 3_600

    init() throws {
        folder = try TemporaryFolder()
        loop = try EventLoop()
        store = try UploadStore(loop: loop, minimumFreeBytes: 0)
        uploads = try ClientUploads(outputs: folder.path, limitBytes: 1_000, store: store)
    }

    @Test(
        "a name leads nowhere else",
        arguments: ["../../etc/passwd", "/etc/passwd", "..", ".hidden", "a/b", "a\u{0}b", "ä%2f.mp4"])
    func names(name: String) throws {
        let path = try uploads.path(sha256: sha256, name: name)
        #expect(Files.parent(of: path) == "\(folder.path)/uploads/\(sha256)")
        #expect(!path.hasSuffix("/..") && !path.utf8.contains(0))
    }

    @Test("what is no hash, or no name, has no place", arguments: [("..", "in.mp4"), ("AA", "in.mp4"), ("", "in.mp4")])
    func noPlace(sha256: String, name: String) {
        #expect(throws: HTTPProblem.self) { try uploads.path(sha256: sha256, name: name) }
        #expect(throws: HTTPProblem.self) { try uploads.path(sha256: self.sha256, name: "") }
        #expect(throws: HTTPProblem.self) {
            try uploads.path(sha256: self.sha256, name: String(repeating: "a", count: 201))
        }
    }

    @Test("an upload goes when no job needs it: soon after the last one was done, after days without one")
    func sweeping() throws {
        let path = try uploads.path(sha256: sha256, name: "in.mp4")
        func isThere(after seconds: Int64, _ phases: Job.Phase...) throws -> Bool {
            try Files.makeDirectories(Files.parent(of: path))
            try Files.writeAtomically(path, [1, 2, 3], synced: false)
            let jobs = phases.enumerated().map { index, phase in
                Job(
                    id: JobID(index), request: JobRequest(work: .video(VideoRequest(input: path))),
                    run: RunIdentity(name: "", directory: "", output: ""), phase: phase,
                    submittedAt: Timestamp(milliseconds: 0))
            }
            let log = CoordinatorLog(file: try LogFile(folder.path + "/log"))
            uploads.sweep(jobs, now: FarmClock.wallMilliseconds() / 1_000 + seconds, log: log)
            #expect(try loop.run(until: { store.isIdle }, deadlineMilliseconds: 20_000))
            return Files.exists(path)
        }
        #expect(try isThere(after: 47 * hour))
        #expect(try !isThere(after: 49 * hour))
        #expect(try isThere(after: 60, .done))
        #expect(try !isThere(after: 700, .done, .done))
        for phase in Job.Phase.allCases where phase != .done {
            #expect(try isThere(after: 1_000 * hour, .done, phase), "\(phase) may need it again")
        }
    }
}
