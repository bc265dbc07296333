import FarmHTTP
import FarmWire
import LinuxIO
import Testing

/// The client against servers that do what they should not.
@Suite struct ClientTests {
    /// Answers each connection with the same bytes, whatever is asked; then hangs up, or says nothing more.
    private final class ScriptedServer {
        let loop: EventLoop
        let client: HTTPClient
        private(set) var connections: [TCPConnection] = []
        private var listener: TCPListener?

        init(_ answer: String, hangsUp: Bool = false, limits: HTTPLimits = HTTPLimits()) throws {
            loop = try EventLoop()
            var accept: (TCPConnection) -> Void = { _ in }
            let listener = try TCPListener(loop: loop, host: "127.0.0.1", port: 0) { accept($0) }
            self.listener = listener
            client = HTTPClient(loop: loop, host: "127.0.0.1", port: listener.port, limits: limits)
            accept = { [unowned self] connection in
                connections.append(connection)
                connection.onBytes = { [unowned connection] bytes in
                    connection.send(Array(answer.utf8))
                    if hangsUp { connection.closeAfterFlush() }
                    return bytes.count
                }
            }
        }

        func ask(limitBytes: Int = 1_000) throws -> Result<HTTPClient.Answer, HTTPClient.Failure> {
            var result: Result<HTTPClient.Answer, HTTPClient.Failure>?
            let head = HTTPRequestHead("GET", "/", headers: [:])
            client.send(HTTPClient.Request(head, answerLimitBytes: limitBytes)) { result = $0 }
            try loop.runUntil { result != nil }
            return try #require(result)
        }

        func failure(limitBytes: Int = 1_000) throws -> HTTPClient.Failure? {
            if case .failure(let failure) = try ask(limitBytes: limitBytes) { failure } else { nil }
        }

        func dropConnections() {
            for connection in connections { connection.close() }
        }

        func stopListening() {
            listener?.close()
            listener = nil
        }
    }

    private static let good = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    @Test func aConnectionIsUsedAgainAndReplacedWhenTheServerHasEndedIt() throws {
        let server = try ScriptedServer(Self.good)
        #expect(try server.ask().get().body == Array("hello".utf8))
        #expect(try server.ask().get().isGood)
        #expect(server.connections.count == 1)
        server.dropConnections()
        #expect(try server.ask().get().body == Array("hello".utf8))
        #expect(server.connections.count == 2)
    }

    @Test func anAnswerThatBreaksOffIsNone() throws {
        let server = try ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", hangsUp: true)
        guard case .broken = try server.failure() else {
            Issue.record("half an answer was taken")
            return
        }
    }

    @Test func anAnswerThatStandsStillIsGivenUp() throws {
        var limits = HTTPLimits()
        limits.windowMilliseconds = 100
        let server = try ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", limits: limits)
        #expect(try server.failure() == .stalled)
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"])
    func whatIsNoHTTPIsNonsense(answer: String) throws {
        #expect(try ScriptedServer(answer, hangsUp: true).failure() == .nonsense)
    }

    @Test func moreThanWasAskedForIsNotTaken() throws {
        #expect(try ScriptedServer(Self.good).failure(limitBytes: 4) == .nonsense)
    }

    @Test func aServerThatIsAwayIsUnreachable() throws {
        let server = try ScriptedServer(Self.good)
        server.stopListening()
        guard case .unreachable = try server.failure() else {
            Issue.record("nobody listened")
            return
        }
    }
}
