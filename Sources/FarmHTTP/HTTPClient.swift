import FarmWire
import LinuxIO

/// Sends requests to one server from an event loop; several at a time, each on a connection of its own, and kept
/// connections are used again.
public final class HTTPClient {
    /// What this client asks.
    public struct Request {
        public enum Body {
            case bytes([UInt8])
            case file(FilePart)
        }

        public var head: HTTPRequestHead
        public var body: Body
        /// Of an answer that is kept in memory.
        public var answerLimitBytes: Int
        /// Takes the body of a good answer instead, after its head.
        public var onHead: ((HTTPResponseHead) -> Void)?
        public var onPiece: ((UnsafeRawBufferPointer) -> Void)?

        public init(_ head: HTTPRequestHead, body: Body = .bytes([]), answerLimitBytes: Int = 64 << 10) {
            self.head = head
            self.body = body
            self.answerLimitBytes = answerLimitBytes
        }
    }

    public struct Answer {
        public let head: HTTPResponseHead
        /// Empty where `onPiece` took it.
        public let body: [UInt8]

        public var isGood: Bool { (200..<300).contains(head.status) }
    }

    /// Why there is no answer. Each may be different the next time.
    public enum Failure: Error, Equatable, CustomStringConvertible {
        case unreachable(String)
        case broken(String)
        case stalled
        case nonsense

        public var description: String {
            switch self {
            case .unreachable(let cause): cause
            case .broken(let cause): "the connection broke: \(cause)"
            case .stalled: "nothing moved for too long"
            case .nonsense: "the answer is not HTTP/1.1"
            }
        }
    }

    let loop: EventLoop
    private(set) var host: String
    private(set) var port: UInt16
    let limits: HTTPLimits
    /// Sent with every request.
    public var headers: HTTPHeaders
    private var idle: [TCPConnection] = []

    /// Some slots that fetch, and one that sends.
    private static let idleConnections = 4

    public init(
        loop: EventLoop, host: String, port: UInt16, headers: HTTPHeaders = [:], limits: HTTPLimits = HTTPLimits()
    ) {
        self.loop = loop
        self.host = host
        self.port = port
        self.headers = headers
        self.limits = limits
    }

    deinit { closeIdle() }

    /// The server is somewhere else now: what is sent from here on goes there.
    public func follow(toHost host: String, port: UInt16) {
        guard host != self.host || port != self.port else { return }
        (self.host, self.port) = (host, port)
        closeIdle()
    }

    /// `completion` is called once, never from inside this call, unless the call is cancelled.
    @discardableResult
    public func send(_ request: Request, completion: @escaping (Result<Answer, Failure>) -> Void) -> HTTPCall {
        let call = HTTPCall(request, client: self, completion: completion)
        call.start(on: takeIdle())
        return call
    }

    /// Between a failure and the next try.
    public func later(milliseconds: Int, _ body: @escaping () -> Void) {
        loop.after(milliseconds: milliseconds, body)
    }

    private func closeIdle() {
        let resting = idle
        idle = []
        for connection in resting { connection.close() }
    }

    private func takeIdle() -> TCPConnection? {
        while let connection = idle.popLast() {
            if connection.isOpen { return connection }
        }
        return nil
    }

    /// Keeps a connection that is at rest for the next request.
    func keep(_ connection: TCPConnection) {
        guard connection.isOpen, idle.count < Self.idleConnections else { return connection.close() }
        connection.onBytes = { bytes in bytes.count }
        connection.onDrained = nil
        connection.onClose = { [weak self, weak connection] _ in self?.idle.removeAll { $0 === connection } }
        idle.append(connection)
    }
}
