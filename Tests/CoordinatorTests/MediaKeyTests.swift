import FarmModel
import LinuxIO
import Testing

@testable import Coordinator

@Suite("Media key")
struct MediaKeyTests {
    @Test("tokens outlive a restart, belong to one attempt, and the key is for its owner alone")
    func tokens() throws {
        let folder = try TemporaryFolder()
        let key = try MediaKey(stateDirectory: folder.path)
        let token = key.token(of: AttemptID(7))
        #expect(token.utf8.count == 64)
        #expect(try MediaKey(stateDirectory: folder.path).isToken(token, of: AttemptID(7)))
        #expect(!key.isToken(token, of: AttemptID(8)))
        #expect(!key.isToken(String(token.dropLast()), of: AttemptID(7)))
        #expect(!key.isToken("", of: AttemptID(7)))
        #expect(try Files.facts(folder.path + "/media.key").mode == 0o600)
        #expect(!(try keyOfATest().isToken(token, of: AttemptID(7))))
    }

    @Test("a key that was cut short is not used")
    func damage() throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("media.key", "short")
        #expect(throws: SystemError.self) { try MediaKey(stateDirectory: folder.path) }
    }

    @Test("the mark in a run's folder is the one that workers are told")
    func marks() throws {
        let folder = try TemporaryFolder()
        let key = try keyOfATest()
        let run = try RunDirectories(outputs: folder.path, loop: EventLoop(), key: key).make(
            for: VideoRequest(input: "/in.mp4"))
        let mark = try Files.read(run.directory + "/chunks/.mark", limitBytes: 100)
        #expect(String(decoding: mark, as: UTF8.self) == key.access(of: AttemptID(1), run: run).runMark)
    }
}
