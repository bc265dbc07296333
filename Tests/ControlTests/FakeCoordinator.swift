import FarmModel
import FarmWire
import Foundation
import LinuxIO
import Synchronization

/// A coordinator of a few prepared words, on a real port and a thread of its own.
final class FakeCoordinator: Sendable {
    /// What is done with a line that a client sent.
    enum Reaction: Sendable {
        case reply(ClientReply)
        case raw(String)
        case hangUp
    }

    typealias Script = @Sendable (_ request: ClientRequest, _ connection: Int) -> [Reaction]

    let port: UInt16
    private let poster: LoopPoster
    private let stopper: Mailbox<Bool>
    private let log: RequestLog

    /// Keeps the requests that came, across threads.
    final class RequestLog: Sendable {
        private let requests = Mutex<[ClientRequest]>([])
        func add(_ request: ClientRequest) { requests.withLock { $0.append(request) } }
        var all: [ClientRequest] { requests.withLock { $0 } }
    }

    /// Everything that came behind the greetings.
    var requests: [ClientRequest] {
        log.all.filter { request in
            if case .hello = request { return false }
            return true
        }
    }

    /// `port` 0: any free one. The greeting is answered unless the script does it.
    init(port: UInt16 = 0, greets: Bool = true, script: @escaping Script) throws {
        let log = RequestLog()
        let parts = Mutex<(LoopPoster, Mailbox<Bool>, UInt16)?>(nil)
        let isReady = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            do {
                let loop = try EventLoop()
                let server = try FakeServer(loop: loop, port: port, greets: greets, log: log, script: script)
                let stopper = loop.mailbox { (_: Bool) in
                    server.close()
                    loop.stop()
                }
                parts.withLock { $0 = (loop.poster, stopper, server.port) }
                isReady.signal()
                try loop.run()
            } catch {
                isReady.signal()
            }
        }
        isReady.wait()
        guard let (poster, stopper, port) = parts.withLock({ $0 }) else {
            throw SystemError(operation: "start the fake coordinator")
        }
        self.poster = poster
        self.stopper = stopper
        self.port = port
        self.log = log
    }

    func stop() { stopper.send(true) }
}

/// The part that is confined to the thread of the loop.
private final class FakeServer {
    private(set) var port: UInt16 = 0
    private var listener: TCPListener?
    private var connections: [TCPConnection] = []
    private let greets: Bool
    private let log: FakeCoordinator.RequestLog
    private let script: FakeCoordinator.Script

    init(
        loop: EventLoop, port: UInt16, greets: Bool, log: FakeCoordinator.RequestLog,
        script: @escaping FakeCoordinator.Script
    ) throws {
        self.greets = greets
        self.log = log
        self.script = script
        let listener = try TCPListener(loop: loop, host: "127.0.0.1", port: port) { [weak self] connection in
            self?.accept(connection)
        }
        self.listener = listener
        self.port = listener.port
    }

    func close() {
        listener?.close()
        for connection in connections { connection.close() }
    }

    private func accept(_ connection: TCPConnection) {
        let number = connections.count
        connections.append(connection)
        var framer = LineFramer(limitBytes: ClientRequest.lineLimitBytes)
        connection.onBytes = { [weak self, unowned connection] bytes in
            var consumed = 0
            while connection.isOpen, let line = try? framer.nextLine(in: bytes, consumed: &consumed) {
                guard let request = try? ClientRequest(line: line) else { continue }
                self?.react(to: request, connection, number)
            }
            return consumed
        }
    }

    private func react(to request: ClientRequest, _ connection: TCPConnection, _ number: Int) {
        log.add(request)
        if case .hello = request, greets { return connection.send(ClientReply.welcome(version: "0").line) }
        for reaction in script(request, number) {
            switch reaction {
            case .reply(let reply): connection.send(reply.line)
            case .raw(let text): connection.send(Array(text.utf8))
            case .hangUp: connection.closeAfterFlush()
            }
        }
    }
}
