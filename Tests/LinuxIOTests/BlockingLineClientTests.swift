import Glibc
import Synchronization
import Testing

@testable import LinuxIO

/// A server on a thread of its own that answers every line by `answer`.
private final class LineServer {
    let port: UInt16
    private let thread: BackgroundThread
    private let stop: @Sendable () -> Void

    init(_ answer: @escaping @Sendable (TCPConnection, [UInt8]) -> Void) throws {
        thread = try BackgroundThread(name: "line server")
        let started = Started()
        thread.enqueue {
            do {
                let loop = try EventLoop()
                let listener = try TCPListener(loop: loop, host: "127.0.0.1", port: 0) { connection in
                    connection.onBytes = { bytes in
                        guard let end = bytes.firstIndex(of: 10) else { return 0 }
                        answer(connection, Array(bytes[..<end]))
                        return end + 1
                    }
                }
                let stopBox = loop.mailbox { (_: Bool) in loop.stop() }
                started.set(port: listener.port) { stopBox.send(true) }
                try loop.run()
                listener.close()
            } catch {
                Issue.record("the server failed: \(error)")
            }
        }
        try #require(waitUntil { started.value != nil })
        let value = try #require(started.value)
        port = value.port
        stop = value.stop
    }

    deinit {
        stop()
        thread.finish()
    }
}

private final class Started: Sendable {
    typealias Server = (port: UInt16, stop: @Sendable () -> Void)
    private let stored = Mutex<Server?>(nil)

    func set(port: UInt16, stop: @escaping @Sendable () -> Void) {
        stored.withLock { $0 = (port, stop) }
    }

    var value: Server? { stored.withLock { $0 } }
}

@Suite struct BlockingLineClientTests {
    private func lineError(_ body: () throws(LineClientError) -> Void) -> LineClientError? {
        do throws(LineClientError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func linesGoThereAndBack() throws {
        let server = try LineServer { connection, line in
            if line == Array("bye".utf8) { return connection.closeAfterFlush() }
            connection.send(line + [10] + line.reversed() + [10])
        }
        let client = try BlockingLineClient(host: "localhost", port: server.port, timeoutMilliseconds: 5000)
        try client.sendLine(Array("abc".utf8))
        #expect(try client.receiveLine(timeoutMilliseconds: 5000) == Array("abc".utf8))
        #expect(try client.receiveLine(timeoutMilliseconds: 5000) == Array("cba".utf8))
        #expect(!client.hasBufferedLine)
        let long = [UInt8](repeating: UInt8(ascii: "y"), count: 500_000)
        try client.sendLine(long)
        #expect(try client.receiveLine(timeoutMilliseconds: 5000) == long)
        #expect(try client.receiveLine(timeoutMilliseconds: 5000) == long)
        try client.sendLine(Array("bye".utf8))
        #expect(try client.receiveLine(timeoutMilliseconds: 5000) == nil)
    }

    @Test func silenceIsATimeOut() throws {
        let server = try LineServer { _, _ in }
        let client = try BlockingLineClient(host: "127.0.0.1", port: server.port, timeoutMilliseconds: 5000)
        let error = lineError { () throws(LineClientError) in _ = try client.receiveLine(timeoutMilliseconds: 20) }
        #expect(error == .timedOut(endpoint: "127.0.0.1:\(server.port)"))
    }

    @Test func anEndInTheMiddleOfALineIsAnError() throws {
        let server = try LineServer { connection, _ in
            connection.send(Array("half a li".utf8))
            connection.closeAfterFlush()
        }
        let client = try BlockingLineClient(host: "127.0.0.1", port: server.port, timeoutMilliseconds: 5000)
        try client.sendLine([1])
        let error = lineError { () throws(LineClientError) in _ = try client.receiveLine(timeoutMilliseconds: 5000) }
        #expect(error == .closed(endpoint: "127.0.0.1:\(server.port)"))
    }

    @Test func aLineBeyondTheLimitIsAnError() throws {
        let server = try LineServer { connection, _ in
            connection.send([UInt8](repeating: 65, count: 300_000) + [10])
        }
        let client = try BlockingLineClient(
            host: "127.0.0.1", port: server.port, timeoutMilliseconds: 5000, lineLimitBytes: 1000)
        try client.sendLine([1])
        let error = lineError { () throws(LineClientError) in _ = try client.receiveLine(timeoutMilliseconds: 5000) }
        #expect(error == .lineTooLong(limitBytes: 1000))
    }

    @Test func aLineWithoutEndOutlastsNeitherLimitNorDeadline() throws {
        let server = try LineServer { connection, _ in
            let piece = [UInt8](repeating: 65, count: 100_000)
            connection.onDrained = { [unowned connection] in connection.send(piece) }
            connection.send(piece)
        }
        func error(deadlineMilliseconds: Int, limitBytes: Int) throws -> LineClientError? {
            let client = try BlockingLineClient(
                host: "127.0.0.1", port: server.port, timeoutMilliseconds: 5000, lineLimitBytes: .max)
            try client.sendLine([1])
            return lineError { () throws(LineClientError) in
                _ = try client.receiveLine(timeoutMilliseconds: deadlineMilliseconds, limitBytes: limitBytes)
            }
        }
        #expect(try error(deadlineMilliseconds: 60_000, limitBytes: 5_000) == .lineTooLong(limitBytes: 5_000))
        let endpoint = "127.0.0.1:\(server.port)"
        #expect(try error(deadlineMilliseconds: 20, limitBytes: .max) == .timedOut(endpoint: endpoint))
    }

    @Test func nobodyThereIsARefusal() throws {
        let port = try LineServer { _, _ in }.port
        let error = lineError { () throws(LineClientError) in
            _ = try BlockingLineClient(host: "127.0.0.1", port: port, timeoutMilliseconds: 5000)
        }
        #expect(error == .refused(endpoint: "127.0.0.1:\(port)"))
        #expect(error?.description == "connection refused")
    }

    @Test func anUnknownNameIsUnreachable() {
        let error = lineError { () throws(LineClientError) in
            _ = try BlockingLineClient(host: "no such host", port: 1, timeoutMilliseconds: 5000)
        }
        guard case .unreachable("no such host:1", _) = error else {
            Issue.record("got \(String(describing: error))")
            return
        }
    }
}
