import FarmModel
import FarmSecrets
import FarmWire
import Foundation
import Invocation
import LinuxIO
import Testing

@testable import Control

@Suite("A folder that is rendered into another")
struct InboxTests {
    private func file(_ name: String, _ size: Int64) -> SettledFiles.File {
        .init(name: name, sizeBytes: size, modifiedNanoseconds: size)
    }

    @Test("a file is taken when it has been the same for three looks")
    func settling() {
        var settled = SettledFiles()
        #expect(settled.look(at: [file("a", 1), file("b", 5)]) == [])
        #expect(settled.look(at: [file("a", 2), file("b", 5)]) == [])
        #expect(settled.look(at: [file("a", 2), file("b", 5), file(".c", 9), file("empty", 0)]) == ["b"])
        #expect(settled.look(at: [file("a", 2), file(".c", 9), file("empty", 0)]) == ["a"])
        #expect(settled.look(at: []) == [])
        #expect(settled.look(at: [file("a", 2)]) == [], "another file of that name")
    }

    @Test("what is done goes to `done`, what failed goes to `failed` with the reason beside it")
    func lifeOfAFile() throws {
        let folder = NSTemporaryDirectory() + "inbox-\(UUID().uuidString)"
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? manager.removeItem(atPath: folder) }
        for name in ["good.mov", "bad.mp4"] {
            try Data("video".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        let jobs = Jobs()
        let coordinator = try FakeCoordinator { request, _ in jobs.answer(request) }
        defer { coordinator.stop() }
        let inbox = try Inbox(
            folder: folder, outbox: folder + "/out",
            client: { () throws(ConnectionProblem) in
                try CoordinatorClient(FarmEndpoint(HostPort(host: "127.0.0.1", port: coordinator.port)))
            },
            request: { input, output in
                var video = VideoRequest(input: input)
                video.output = output + ".mkv"
                return JobRequest(work: .video(video))
            }, note: { _ in })
        for _ in 0..<4 { try inbox.look() }
        #expect(jobs.submitted.count == 2)
        #expect(jobs.submitted.map { $0.output ?? "" }.sorted() == ["\(folder)/out/bad.mkv", "\(folder)/out/good.mkv"])
        jobs.end()
        try inbox.look()
        #expect(try manager.contentsOfDirectory(atPath: folder + "/working") == [])
        let done = try manager.contentsOfDirectory(atPath: folder + "/done")
        #expect(done.map(Inbox.plainName) == ["good.mov"])
        let failed = try manager.contentsOfDirectory(atPath: folder + "/failed").sorted()
        #expect(failed.map(Inbox.plainName) == ["bad.mp4", "bad.mp4.txt"])
        let why = try String(contentsOfFile: "\(folder)/failed/\(failed[1])", encoding: .utf8)
        #expect(why.contains("the input has no video") && why.contains("job 1: error:"))
    }

    /// Jobs of a coordinator of a few words.
    private final class Jobs: Sendable {
        private let state = NSLock()
        nonisolated(unsafe) private var requests: [VideoRequest] = []
        nonisolated(unsafe) private var haveEnded = false

        var submitted: [VideoRequest] { state.withLock { requests } }

        func end() { state.withLock { haveEnded = true } }

        func answer(_ request: ClientRequest) -> [FakeCoordinator.Reaction] {
            state.withLock {
                switch request {
                case .submit(let job):
                    guard case .video(let video) = job.work else { return [.hangUp] }
                    requests.append(video)
                    let run = RunIdentity(name: "run", directory: "/run", output: video.output ?? "")
                    return [.reply(.submitted(JobID(requests.count), run))]
                case .jobs:
                    return [.reply(.jobs(requests.enumerated().map { summary($0.offset + 1, $0.element) }))]
                default: return [.hangUp]
                }
            }
        }

        private func summary(_ id: Int, _ video: VideoRequest) -> JobSummary {
            var job = Fixtures.summary(id)
            job.input = video.input
            guard haveEnded else { return job }
            let isBad = video.input.hasSuffix("bad.mp4")
            job.status = isBad ? "failed" : "done"
            if isBad { job.failure = StageFailure(summary: "the input has no video", cause: "it holds only audio") }
            return job
        }
    }
}
