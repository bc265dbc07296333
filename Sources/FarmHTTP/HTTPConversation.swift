import FarmWire
import LinuxIO

/// One connection of an HTTP client: a request, its answer, the next request. While an answer is being made or sent,
/// further requests stay with the sender.
final class HTTPConversation {
    private enum State {
        /// The next head is welcome. → receiving
        case listening
        /// The body of a request is coming in. → answering, sending
        case receiving(HTTPExchange, any HTTPBodySink, remaining: Int64)
        /// The handler has all of the request. → sending, streaming
        case answering(HTTPExchange)
        /// The answer goes out. → listening, closing
        case sending(HTTPExchange, thenCloses: Bool)
        /// The answer goes out as its source gives it. → sending, closing
        case relaying(HTTPExchange, any HTTPBodySource, remaining: Int64)
        /// An answer without an end. → closing
        case streaming(HTTPExchange)
        /// Nothing is read any more.
        case closing
    }

    private let connection: TCPConnection
    private unowned let server: HTTPServer
    private var state = State.listening
    private var receivedBytes: Int64 = 0
    private var pace: TransferPace
    /// When the first byte of the head came that is not complete yet.
    private var headBeganAt: Int64?
    /// The sink has yet to take the last piece.
    private var isSinkBusy = false
    private var isTrusted = false
    private let onKnown: () -> Void
    /// The source has yet to give the next piece.
    private var isSourceBusy = false

    init(_ connection: TCPConnection, server: HTTPServer, onKnown: @escaping () -> Void) {
        self.onKnown = onKnown
        self.connection = connection
        self.server = server
        pace = TransferPace(server.limits, at: FarmClock.monotonicMilliseconds())
    }

    /// Takes the connection over; the server keeps the conversation for as long as it is open.
    func begin() {
        // A head; bodies are consumed as they come.
        connection.limits.inputLimitBytes = WireLimits.httpHeadBytes + 1
        connection.onDrained = { [unowned self] in onSent() }
        connection.onClose = { [unowned self] _ in onClose() }
        connection.onBytes = { [unowned self] bytes in onBytes(bytes) }
    }

    // MARK: Reading

    private func onBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
        var consumed = 0
        while consumed < bytes.count, connection.isOpen {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
            guard let count = read(rest) else { break }
            consumed += count
        }
        if case .closing = state { return bytes.count }
        return consumed
    }

    /// Returns how many bytes were taken; nil when nothing more is taken at the moment.
    private func read(_ bytes: UnsafeRawBufferPointer) -> Int? {
        switch state {
        case .listening:
            return readHead(bytes)
        case .receiving(let exchange, let sink, let remaining):
            guard !isSinkBusy else {
                connection.pauseReading()
                return nil
            }
            let piece = UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(clamping: remaining)))
            receive(piece, exchange, sink, remaining: remaining)
            return piece.count
        case .answering, .sending, .relaying, .streaming:
            connection.pauseReading()
            return nil
        case .closing:
            return nil
        }
    }

    private func readHead(_ bytes: UnsafeRawBufferPointer) -> Int? {
        do throws(HTTPHeadError) {
            guard let (head, length) = try HTTPRequestHead.parse(bytes) else {
                if headBeganAt == nil { headBeganAt = FarmClock.monotonicMilliseconds() }
                return nil
            }
            headBeganAt = nil
            guard head["transfer-encoding"] == nil else { throw .unsupportedBody }
            begin(head, bodyBytes: try head.headers.contentLength() ?? 0)
            return length
        } catch {
            server.report("\(connection.peerDescription): no request in HTTP/1.1")
            sendAndClose(
                .problem(
                    HTTPProblem(
                        error.status, "the request is not understood",
                        cause: "it is neither a request in HTTP/1.1 nor a line of the farm's protocol")))
            return bytes.count
        }
    }

    private func begin(_ head: HTTPRequestHead, bodyBytes: Int64) {
        switch server.route(head) {
        case .found(let route, let parameters):
            let exchange = exchange(head, parameters, route.audience)
            state = .answering(exchange)
            if let refusal = server.mayAsk(exchange.request) {
                server.report("\(connection.peerDescription): \(head.method) refused: \(refusal.summary)")
                return refuse(exchange, refusal, unreadBytes: bodyBytes)
            }
            guard bodyBytes <= route.bodyLimitBytes else {
                let problem = HTTPProblem(
                    .contentTooLarge, "the body of the request is too long",
                    cause: "at most \(route.bodyLimitBytes) bytes are taken here")
                return refuse(exchange, problem, unreadBytes: bodyBytes)
            }
            openSink(route, exchange, bodyBytes: bodyBytes)
        case .otherMethods(let methods):
            let problem = HTTPProblem(
                .methodNotAllowed, "\(head.method) cannot be done here",
                headers: ["Allow": methods.joined(separator: ", ")])
            refuse(exchange(head), problem, unreadBytes: bodyBytes)
        case .nothing:
            refuse(exchange(head), HTTPProblem(.notFound, "there is nothing at this address"), unreadBytes: bodyBytes)
        }
    }

    private func exchange(
        _ head: HTTPRequestHead, _ parameters: [String: String] = [:], _ audience: HTTPAudience = .anybody
    ) -> HTTPExchange {
        HTTPExchange(
            HTTPRequest(
                head: head, parameters: parameters, audience: audience, peer: connection.peerDescription,
                isLoopbackPeer: connection.isLoopbackPeer), self)
    }

    private func refuse(_ exchange: HTTPExchange, _ problem: HTTPProblem, unreadBytes: Int64) {
        if unreadBytes > 0 {
            sendAndClose(.problem(problem), isHead: exchange.request.head.method == "HEAD")
        } else {
            state = .answering(exchange)
            exchange.refuse(problem)
        }
    }

    private func openSink(_ route: HTTPRoute, _ exchange: HTTPExchange, bodyBytes: Int64) {
        do throws(HTTPProblem) {
            let sink = try route.makeSink(exchange)
            guard bodyBytes > 0 else { return sink.finish() }
            if exchange.request.head["expect"]?.lowercased() == "100-continue" {
                connection.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            }
            state = .receiving(exchange, sink, remaining: bodyBytes)
            pace.restart(at: FarmClock.monotonicMilliseconds(), bytes: receivedBytes)
        } catch {
            refuse(exchange, error, unreadBytes: bodyBytes)
        }
    }

    private func receive(
        _ piece: UnsafeRawBufferPointer, _ exchange: HTTPExchange, _ sink: any HTTPBodySink, remaining: Int64
    ) {
        receivedBytes += Int64(piece.count)
        let left = remaining - Int64(piece.count)
        state = .receiving(exchange, sink, remaining: left)
        isSinkBusy = true
        sink.receive(piece) { [weak self] in self?.onSinkReady(sink) }
    }

    private func onSinkReady(_ sink: any HTTPBodySink) {
        isSinkBusy = false
        // A sink that has answered already gets no more.
        guard case .receiving(let exchange, _, let remaining) = state else { return }
        if remaining == 0 {
            state = .answering(exchange)
            sink.finish()
        } else {
            connection.resumeReading()
        }
    }

    // MARK: Answering

    func answer(_ response: HTTPResponse, to exchange: HTTPExchange) {
        let isHead = exchange.request.head.method == "HEAD"
        switch state {
        case .receiving(let current, let sink, _) where current === exchange:
            // Early, with some of the body still to come: whoever sends it learns that it is of no use.
            sendAndClose(response, isHead: isHead)
            sink.abandon()
        case .answering(let current) where current === exchange:
            if response.status.rawValue < 400 { noteGranted(exchange) }
            let keeps = exchange.request.head.keepsConnection
            state = .sending(exchange, thenCloses: !keeps)
            send(response, isHead: isHead, keepsConnection: keeps)
            if case .source(let count, let source) = response.body, !isHead, count > 0 {
                state = .relaying(exchange, source, remaining: count)
            }
        default:
            break
        }
    }

    /// Whoever gets what is not for everybody belongs to the farm.
    private func noteGranted(_ exchange: HTTPExchange) {
        guard !isTrusted, exchange.request.audience != .anybody else { return }
        isTrusted = true
        server.trust(self)
        onKnown()
    }

    private func send(_ response: HTTPResponse, isHead: Bool, keepsConnection: Bool) {
        let head = HTTPResponseHead(
            response.status, headers: response.headers, contentLength: response.bodyBytes,
            keepsConnection: keepsConnection)
        pace.restart(at: FarmClock.monotonicMilliseconds(), bytes: connection.sentBytes)
        connection.send(head.bytes)
        guard !isHead, !response.status.hasNoBody else { return }
        switch response.body {
        case .bytes(let bytes): connection.send(bytes)
        case .file(let part): connection.send(part)
        case .source: break
        }
    }

    private func sendAndClose(_ response: HTTPResponse, isHead: Bool = false) {
        send(response, isHead: isHead, keepsConnection: false)
        state = .closing
        // What still comes in is thrown away until the peer has closed: so it gets to read the answer.
        connection.closeAfterFlush()
    }

    private func askSource() {
        guard case .relaying(_, let source, _) = state, !isSourceBusy else { return }
        isSourceBusy = true
        source.nextPiece { [weak self] piece in self?.relay(piece) }
    }

    private func relay(_ piece: [UInt8]?) {
        isSourceBusy = false
        guard case .relaying(let exchange, let source, let remaining) = state else { return }
        guard let piece, !piece.isEmpty, piece.count <= remaining else { return connection.close() }
        let left = remaining - Int64(piece.count)
        state =
            left > 0
            ? .relaying(exchange, source, remaining: left)
            : .sending(exchange, thenCloses: !exchange.request.head.keepsConnection)
        pace.restart(at: FarmClock.monotonicMilliseconds(), bytes: connection.sentBytes)
        connection.send(piece)
    }

    private func onSent() {
        if case .relaying = state { return askSource() }
        guard case .sending(_, let thenCloses) = state else { return }
        if thenCloses {
            state = .closing
            connection.closeAfterFlush()
        } else {
            state = .listening
            pace.restart(at: FarmClock.monotonicMilliseconds(), bytes: receivedBytes)
            connection.resumeReading()
        }
    }

    // MARK: Streams

    func beginStream(contentType: String, headers: HTTPHeaders, of exchange: HTTPExchange) {
        guard case .answering(let current) = state, current === exchange else { return }
        var all: HTTPHeaders = ["Content-Type": contentType]
        for header in headers.all { all.add(header.name, header.value) }
        noteGranted(exchange)
        state = .streaming(exchange)
        let head = HTTPResponseHead(.ok, headers: all, contentLength: nil, keepsConnection: false)
        connection.send(head.bytes)
        if exchange.request.head.method == "HEAD" { endStream(of: exchange) }
    }

    func stream(_ bytes: [UInt8], of exchange: HTTPExchange) -> Bool {
        guard case .streaming(let current) = state, current === exchange,
            connection.pendingOutputBytes + bytes.count <= server.limits.streamBytes
        else { return false }
        if connection.pendingOutputBytes == 0 {
            pace.restart(at: FarmClock.monotonicMilliseconds(), bytes: connection.sentBytes)
        }
        connection.send(bytes)
        return true
    }

    func endStream(of exchange: HTTPExchange) {
        guard case .streaming(let current) = state, current === exchange else { return }
        state = .closing
        connection.closeAfterFlush()
    }

    // MARK: Time and end

    func checkTime(_ now: Int64) {
        let isTooSlow: Bool
        switch state {
        case .listening:
            isTooSlow =
                headBeganAt.map { now - $0 > server.limits.headMilliseconds }
                ?? (pace.age(at: now) > server.limits.idleMilliseconds)
        case .receiving:
            // A slow disk is not the peer's fault.
            if isSinkBusy { pace.restart(at: now, bytes: receivedBytes) }
            isTooSlow = pace.isTooSlow(at: now, bytes: receivedBytes)
        case .relaying: isTooSlow = !isSourceBusy && pace.isTooSlow(at: now, bytes: connection.sentBytes)
        case .sending: isTooSlow = pace.isTooSlow(at: now, bytes: connection.sentBytes)
        case .streaming: isTooSlow = connection.hasPendingOutput && pace.isTooSlow(at: now, bytes: connection.sentBytes)
        case .answering, .closing: isTooSlow = false
        }
        if isTooSlow { connection.close() }
    }

    private func onClose() {
        let last = state
        state = .closing
        switch last {
        case .receiving(let exchange, let sink, _):
            sink.abandon()
            exchange.onAbandoned()
        case .relaying(let exchange, let source, _):
            source.abandon()
            exchange.onAbandoned()
        case .answering(let exchange), .streaming(let exchange), .sending(let exchange, _): exchange.onAbandoned()
        case .listening, .closing: break
        }
        server.forget(self, wasTrusted: isTrusted)
        if !isTrusted { onKnown() }
    }
}
