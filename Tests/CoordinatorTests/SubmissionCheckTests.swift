import FarmModel
import FarmWire
import Glibc
import LinuxIO
import Testing

@testable import Coordinator

@Suite("What is said of a submission at once")
struct SubmissionCheckTests {
    private let folder: TemporaryFolder
    private let input: String

    init() throws {
        folder = try TemporaryFolder()
        input = try folder.file("in.mp4", "not looked into here")
    }

    private func complaint(
        _ input: String? = nil, output: String? = nil, overwrite: Bool = false, activeOutputs: [String] = [],
        change: (inout VideoRequest) -> Void = { _ in }
    ) -> ClientError? {
        var request = VideoRequest(
            input: input ?? self.input, output: output, encoding: EncoderSettings(encoder: "libx264"),
            overwrite: overwrite)
        change(&request)
        return SubmissionCheck.complaint(about: request, activeOutputs: activeOutputs)
    }

    @Test("an input that can be read, and an output that can be made, are fine")
    func fine() {
        #expect(complaint() == nil)
        #expect(complaint(output: folder.path + "/out.mp4") == nil)
    }

    @Test("each way in which an input is unusable has its cause")
    func inputs() throws {
        #expect(complaint("in.mp4")?.code == .badRequest)
        let missing = complaint(folder.path + "/missing.mp4")
        #expect(missing?.code == .inputUnreadable && missing?.cause == "no such file or directory")
        #expect(complaint(folder.path + "/\u{FFFD}.mp4")?.cause.contains("not UTF-8") == true)
        #expect(missing?.summary == "the input \(folder.path)/missing.mp4 cannot be read")
        #expect(complaint(folder.path)?.cause == "it is a directory")
        #expect(complaint("/dev/null")?.cause == "it is not a regular file")
        #expect(complaint(try folder.file("empty.mp4", ""))?.cause == "the file is empty")
        #expect(complaint("/" + String(repeating: "a", count: 5_000))?.code == .badRequest)
        let locked = try folder.file("locked.mp4", "x")
        chmod(locked, 0)
        // Root may read everything.
        if getuid() != 0 { #expect(complaint(locked)?.cause == "permission denied") }
    }

    @Test("each way in which an output is unusable has its cause, and says what helps")
    func outputs() throws {
        func cause(_ output: String, overwrite: Bool = false, _ active: [String] = []) -> String? {
            let complaint = complaint(output: output, overwrite: overwrite, activeOutputs: active)
            #expect(complaint?.code == .outputUnusable)
            return complaint?.cause
        }
        #expect(cause("out.mp4") == "its path is not absolute, or too long")
        #expect(cause(folder.path + "/no/out.mp4") == "the folder \(folder.path)/no does not exist")
        #expect(cause(input + "/out.mp4") == "the folder \(input) is not writable")
        #expect(cause(folder.path) == "it is a directory")
        #expect(cause(folder.path + "/out.mp4", [folder.path + "/out.mp4"]) == "another job is already making it")
        let existing = try folder.file("old.mp4", "x")
        #expect(cause(existing) == "it exists")
        #expect(complaint(output: existing)?.hint?.contains("--overwrite") == true)
        #expect(complaint(output: existing, overwrite: true) == nil)
        // The input itself, also under another name, is never overwritten.
        #expect(cause(input, overwrite: true) == "it is the input itself")
        let alias = folder.path + "/alias.mp4"
        guard link(input, alias) == 0 else { throw SystemError(operation: "link", subject: alias) }
        #expect(cause(alias, overwrite: true) == "it is the input itself")
    }

    @Test("settings have their bounds")
    func settings() {
        let changes: [(inout VideoRequest) -> Void] = [
            { $0.filter = String(repeating: "f", count: FarmLimits.filterBytes + 1) },
            { $0.threads = 0 }, { $0.threads = 257 }, { $0.warmUpFrames = -1 }, { $0.warmUpFrames = 100_001 },
            { $0.chunking = .count(0) }, { $0.chunking = .count(FarmLimits.chunksPerVideo + 1) },
            { $0.chunking = .duration(milliseconds: 0) },
        ]
        for change in changes { #expect(complaint(change: change)?.code == .badRequest) }
        #expect(complaint { $0.chunking = .count(FarmLimits.chunksPerVideo) } == nil)
        #expect(complaint { $0.filter = String(repeating: "f", count: FarmLimits.filterBytes) } == nil)
    }
}
