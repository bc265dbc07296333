import FarmModel
import FarmWire
import Foundation
import JSONText
import LinuxIO
import Testing

@testable import Control

@Suite struct ErrorTests {
    /// A port that was free a moment ago.
    private func freePort() throws -> UInt16 {
        let listener = try TCPListener(loop: EventLoop(), host: "127.0.0.1", port: 0) { _ in }
        defer { listener.close() }
        return listener.port
    }

    @Test func nobodyListens() throws {
        let port = try freePort()
        let called = Called.renderctl("jobs", port: port)
        #expect(called.status == 69)
        #expect(called.data == "")
        #expect(
            called.words == """
                error: no coordinator is listening on 127.0.0.1:\(port)
                cause: connection refused
                hint:  start one with `Scripts/farm up`

                """)
        let json = Called.renderctl("jobs", "--json", port: port)
        #expect(json.status == 69)
        let value = try readJSON(JSONValue.self, from: Array(json.data.utf8))
        #expect(value["error"]?["cause"]?.stringValue == "connection refused")
        #expect(value["error"]?["exit_status"]?.intValue == 69)
    }

    @Test func somethingElseListens() throws {
        let server = try FakeCoordinator(greets: false) { _, _ in [.raw("HTTP/1.1 400 Bad Request\r\n\r\n"), .hangUp] }
        defer { server.stop() }
        let called = Called.renderctl("jobs", port: server.port)
        #expect(called.status == 69)
        #expect(called.words.hasPrefix("error: what listens on 127.0.0.1:\(server.port) is not a coordinator\n"))
        #expect(called.words.contains("cause: it answered `HTTP/1.1 400 Bad Request`\n"))
    }

    @Test func somethingSaysNothing() throws {
        let server = try FakeCoordinator(greets: false) { _, _ in [] }
        defer { server.stop() }
        let start = ContinuousClock.now
        let called = Called.renderctl("jobs", port: server.port)
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(called.status == 69)
        #expect(called.words.hasPrefix("error: no coordinator answers at 127.0.0.1:\(server.port)\n"))
    }

    @Test func somethingSaysALineWithoutEnd() throws {
        let server = try FakeCoordinator(greets: false) { _, _ in [.raw(String(repeating: "{", count: 1 << 20))] }
        defer { server.stop() }
        let called = Called.renderctl("jobs", port: server.port)
        #expect(called.status == 69)
        #expect(called.words.hasPrefix("error: what listens on 127.0.0.1:\(server.port) is not a coordinator\n"))
    }

    @Test func somethingHangsUp() throws {
        let server = try FakeCoordinator(greets: false) { _, _ in [.hangUp] }
        defer { server.stop() }
        #expect(Called.renderctl("jobs", port: server.port).status == 69)
    }

    @Test func anotherProtocol() throws {
        let server = try FakeCoordinator(greets: false) { _, _ in
            [.raw("{\"type\":\"welcome\",\"protocol\":99,\"version\":\"9\",\"new\":[]}\n")]
        }
        defer { server.stop() }
        let called = Called.renderctl("jobs", port: server.port)
        #expect(called.status == 1)
        #expect(called.words.hasPrefix("error: the coordinator at 127.0.0.1:\(server.port) is of another version\n"))
        #expect(called.words.contains("the peer speaks protocol 99"))
    }

    @Test func theCoordinatorSaysNo() throws {
        let server = try FakeCoordinator { request, _ in
            let code: ClientError.Code = request == .workers ? .notAllowed : .noSuchJob
            return [.reply(.error(ClientError(code, summary: "there is no job 7", cause: "it was never submitted")))]
        }
        defer { server.stop() }
        let called = Called.renderctl("show", "7", "--json", port: server.port)
        #expect(called.status == 1)
        #expect(called.words == "error: there is no job 7\ncause: it was never submitted\n")
        let value = try readJSON(JSONValue.self, from: Array(called.data.utf8))
        #expect(value["error"]?["code"]?.stringValue == "no_such_job")
        #expect(Called.renderctl("workers", port: server.port).status == 77)
    }

    @Test func wrongUse() throws {
        #expect(Called.renderctl().status == 64)
        #expect(Called.renderctl("sumbit").words.contains("did you mean `renderctl submit`?"))
        #expect(Called.renderctl("submit").status == 64)
        #expect(Called.renderctl("submit", "a", "--colour").words.contains("there are: --output, --from"))
        #expect(
            Called.renderctl("submit", "a", "--cut", "seen").words.contains("it must be one of: robust, fast, scene"))
        #expect(Called.renderctl("submit", "a", "--chunks", "2", "--chunk-seconds", "3").status == 64)
        #expect(Called.renderctl("--coordinator", "a:b", "jobs").status == 64)
        #expect(Called.renderctl("help", "sumbit").status == 64)
        #expect(Called.renderctl("plant", "a").status == 64)
    }

    @Test func helpAndVersionNeedNobody() throws {
        #expect(Called.renderctl("help").data == Renderctl.shape.helpText())
        #expect(Called.renderctl("--help").data == Renderctl.shape.helpText())
        #expect(Called.renderctl("submit", "--help").data == Renderctl.shape.helpText(command: "submit"))
        #expect(Called.renderctl("help", "submit").data == Renderctl.shape.helpText(command: "submit"))
        #expect(
            Called.renderctl("version", "--json").data == "{\"version\":\"\(FarmVersion.current)\",\"protocol\":1}\n")
        #expect(Called.renderctl("--version").data == Called.renderctl("version").data)
    }
}
