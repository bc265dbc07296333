import FarmWire
import LinuxIO

/// Answers HTTP/1.1 requests on connections of an event loop.
///
///     server.get("/jobs/:job", for: .clients) { exchange in
///         exchange.answer(.json(summary(of: exchange.request.parameter("job"))))
///     }
///
/// A handler answers at once or later, but once. It lives on the loop's thread.
public final class HTTPServer {
    /// Who may ask: nil to let a request through, or the refusal. Asked for each request that a route was found for.
    public var mayAsk: (HTTPRequest) -> HTTPProblem? = { _ in nil }
    /// What a person who looks after the farm may want to know: refusals, and peers that do not keep to HTTP.
    public var report: (String) -> Void = { _ in }
    public let limits: HTTPLimits

    private var routes = HTTPRouteTable<HTTPRoute>()
    private var conversations: [ObjectIdentifier: HTTPConversation] = [:]
    private var clock: LoopTimer?

    public init(loop: EventLoop, limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
        clock = loop.every(milliseconds: 1_000) { [unowned self] in
            let now = FarmClock.monotonicMilliseconds()
            for conversation in conversations.values { conversation.checkTime(now) }
        }
    }

    deinit { clock?.cancel() }

    public var connectionCount: Int { conversations.count }
    /// Those that were granted something that is not for everybody.
    public private(set) var trustedConnections = 0

    // MARK: Routes

    public func get(_ path: String, for audience: HTTPAudience, _ handler: @escaping (HTTPExchange) -> Void) {
        add("GET", path, audience) { exchange in
            HTTPCollectedBody { _ in handler(exchange) }
        }
    }

    /// A request with a body that is kept in memory.
    public func add(
        _ method: String, _ path: String, for audience: HTTPAudience, bodyLimitBytes: Int? = nil,
        _ handler: @escaping (HTTPExchange, [UInt8]) -> Void
    ) {
        add(method, path, audience, limitBytes: Int64(bodyLimitBytes ?? limits.bodyBytes)) { exchange in
            HTTPCollectedBody { body in handler(exchange, body) }
        }
    }

    /// A request whose body goes into a sink, which also answers. A sink that was answered for early gets no more.
    public func addUpload(
        _ method: String, _ path: String, for audience: HTTPAudience,
        _ makeSink: @escaping (HTTPExchange) throws(HTTPProblem) -> any HTTPBodySink
    ) {
        add(method, path, audience, limitBytes: .max, makeSink)
    }

    private func add(
        _ method: String, _ path: String, _ audience: HTTPAudience, limitBytes: Int64 = 0,
        _ makeSink: @escaping (HTTPExchange) throws(HTTPProblem) -> any HTTPBodySink
    ) {
        routes.add(method, path, HTTPRoute(audience: audience, bodyLimitBytes: limitBytes, makeSink: makeSink))
    }

    func route(_ head: HTTPRequestHead) -> HTTPRouteTable<HTTPRoute>.Match { routes.match(head.method, head.path) }

    // MARK: Connections

    /// Takes a connection over, with what has been received of it and was not consumed. `onKnown` is called once: when a
    /// request was granted that is not for everybody, or when the connection has ended.
    public func adopt(_ connection: TCPConnection, onKnown: @escaping () -> Void = {}) {
        let conversation = HTTPConversation(connection, server: self, onKnown: onKnown)
        conversations[ObjectIdentifier(conversation)] = conversation
        conversation.begin()
    }

    func trust(_ conversation: HTTPConversation) { trustedConnections += 1 }

    func forget(_ conversation: HTTPConversation, wasTrusted: Bool) {
        conversations[ObjectIdentifier(conversation)] = nil
        if wasTrusted { trustedConnections -= 1 }
    }
}

struct HTTPRoute {
    let audience: HTTPAudience
    let bodyLimitBytes: Int64
    let makeSink: (HTTPExchange) throws(HTTPProblem) -> any HTTPBodySink
}
