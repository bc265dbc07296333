import FarmHTTP
import FarmWire
import Glibc
import LinuxIO
import Testing

/// How long a test waits for something that ought to happen at once.
let patienceMilliseconds = 20_000

extension EventLoop {
    /// Runs until the condition holds and fails the test if it never does.
    func runUntil(_ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let held = try run(until: condition, deadlineMilliseconds: patienceMilliseconds)
        #expect(held, "waited in vain", sourceLocation: sourceLocation)
    }
}

/// A server on a loop, and peers that send it what they like.
final class ServerUnderTest {
    let loop: EventLoop
    let server: HTTPServer
    private(set) var listener: TCPListener?

    init(limits: HTTPLimits = HTTPLimits()) throws {
        loop = try EventLoop()
        server = HTTPServer(loop: loop, limits: limits)
        listener = try TCPListener(loop: loop, host: "127.0.0.1", port: 0) { [unowned self] in server.adopt($0) }
    }

    var port: UInt16 { listener?.port ?? 0 }

    func peer() throws -> Peer {
        let peer = Peer()
        TCPConnection.connect(loop: loop, host: "127.0.0.1", port: port, timeoutMilliseconds: patienceMilliseconds) {
            do { peer.adopt(try $0.get()) } catch { Issue.record("cannot connect: \(error)") }
        }
        try loop.runUntil { peer.connection != nil }
        return peer
    }

    /// Sends bytes, and waits for the end of the connection.
    func lastWords(after bytes: String) throws -> String {
        let peer = try peer()
        peer.send(bytes)
        try loop.runUntil { peer.isClosed }
        return peer.text
    }
}

/// A raw connection to the server.
final class Peer {
    private(set) var connection: TCPConnection?
    private(set) var received: [UInt8] = []
    private(set) var isClosed = false

    var text: String { String(decoding: received, as: UTF8.self) }

    func adopt(_ connection: TCPConnection) {
        self.connection = connection
        connection.onBytes = { [unowned self] bytes in
            received += bytes
            return bytes.count
        }
        connection.onClose = { [unowned self] _ in isClosed = true }
    }

    func send(_ text: String) { connection?.send(Array(text.utf8)) }
}

/// A folder that goes away with the test that made it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = try Files.createTemporaryDirectory(prefix: "farmhttp-", in: environmentValue("TMPDIR") ?? "/tmp")
    }

    deinit {
        do { try Files.removeTree(path) } catch { Issue.record("cannot remove \(path): \(error)") }
    }
}
