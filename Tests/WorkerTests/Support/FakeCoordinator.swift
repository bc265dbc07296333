import FarmModel
import FarmWire
import LinuxIO
import Testing

/// A coordinator that does only what a test tells it: a real listener on a free port of this machine.
final class FakeCoordinator {
    let loop: EventLoop
    let port: UInt16
    /// What workers sent and no test has looked at, in order.
    private(set) var unread: [WorkerMessage] = []
    private(set) var connectionsAccepted = 0
    private var listener: TCPListener?
    private var connection: TCPConnection?
    private var framer = LineFramer(limitBytes: WorkerMessage.lineLimitBytes)
    private let greeting: [UInt8]

    /// `greeting` is sent to whoever connects: coordinators have none.
    init(loop: EventLoop, port: UInt16 = 0, greeting: String = "") throws {
        self.loop = loop
        self.greeting = Array(greeting.utf8)
        var accept: ((TCPConnection) -> Void)?
        let listener = try TCPListener(loop: loop, host: "127.0.0.1", port: port) { accept?($0) }
        self.listener = listener
        self.port = listener.port
        accept = { [unowned self] in adopt($0) }
    }

    private func adopt(_ connection: TCPConnection) {
        connectionsAccepted += 1
        self.connection = connection
        framer = LineFramer(limitBytes: WorkerMessage.lineLimitBytes)
        connection.onBytes = { [unowned self] bytes in read(bytes) }
        connection.onClose = { [weak self] _ in
            if self?.connection === connection { self?.connection = nil }
        }
        if !greeting.isEmpty { connection.send(greeting) }
    }

    private func read(_ bytes: UnsafeRawBufferPointer) -> Int {
        var consumed = 0
        do {
            while let line = try framer.nextLine(in: bytes, consumed: &consumed) {
                let message = try WorkerMessage(line: line)
                unread.append(message)
                if case .heartbeat = message { send(.heard) }
            }
        } catch {
            Issue.record("the worker sent nonsense: \(error)")
        }
        return consumed
    }

    var isConnected: Bool { connection != nil }

    func send(_ message: CoordinatorMessage) {
        connection?.send(message.line)
    }

    /// As a killed coordinator would: the connection breaks, and nobody listens any more.
    func die() {
        listener?.close()
        listener = nil
        connection?.close()
        connection = nil
    }

    /// The next message that `pick` knows, which is then read; the others stay.
    func next<Found>(
        _ what: String, withinMilliseconds limit: Int = 20_000, _ pick: (WorkerMessage) -> Found?
    ) throws -> Found {
        var found: Found?
        let came = try loop.run(
            until: {
                for (index, message) in unread.enumerated() {
                    guard let match = pick(message) else { continue }
                    found = match
                    unread.remove(at: index)
                    return true
                }
                return false
            }, deadlineMilliseconds: limit)
        return try #require(came ? found : nil, "no \(what) came; unread: \(unread)")
    }

    /// Reads the hello and answers it.
    @discardableResult
    func welcome(heartbeatMilliseconds: Int = 200) throws -> WorkerHello {
        let hello = try next("hello") { message -> WorkerHello? in
            if case .hello(let hello) = message { hello } else { nil }
        }
        send(
            .welcome(
                worker: WorkerID(1), heartbeatMilliseconds: heartbeatMilliseconds, version: FarmVersion.current))
        return hello
    }

    func success(of attempt: Int) throws -> AttemptProduct {
        try next("success of attempt \(attempt)") { message in
            if case .attemptSucceeded(AttemptID(attempt), let product) = message { product } else { nil }
        }
    }

    func failure(of attempt: Int) throws -> AttemptFailure {
        try next("failure of attempt \(attempt)") { message in
            if case .attemptFailed(AttemptID(attempt), let failure) = message { failure } else { nil }
        }
    }

    /// Waits until a heartbeat says that the attempt has come as far as `frame`.
    func progress(of attempt: Int, atLeast frame: Int) throws {
        try next("progress of attempt \(attempt)") { message -> Void? in
            guard case .heartbeat(let heartbeat) = message else { return nil }
            return heartbeat.running.contains { $0.attempt.number == attempt && $0.frame >= frame } ? () : nil
        }
    }
}
