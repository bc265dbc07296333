import FarmHTTP
import FarmModel
import FarmWire
import LinuxIO

/// A proxy on the loopback interface through which the ffmpegs of this worker read inputs that are elsewhere. It speaks
/// HTTP by ranges with them, keeps what it fetches in the cache, and waits out whatever happens to the network.
final class InputRelay {
    private let loop: EventLoop
    private let cache: InputCache
    private let client: HTTPClient
    private let server: HTTPServer
    private var listener: TCPListener?
    private var inputs: [String: RelayedInput] = [:]

    /// Between the relay and ffmpeg little is to be under way: what ffmpeg does not read was fetched in vain.
    private static let socketBytes = 32 << 10

    init(loop: EventLoop, client: HTTPClient, cacheFolder: String, cacheLimitBytes: Int64) throws(SystemError) {
        self.loop = loop
        self.client = client
        cache = try InputCache(loop: loop, folder: cacheFolder, limitBytes: cacheLimitBytes)
        var limits = HTTPLimits()
        // A slow filter reads for a moment and computes for minutes.
        limits.windowMilliseconds = 24 * 3_600_000
        server = HTTPServer(loop: loop, limits: limits)
        server.mayAsk = { [unowned self] request in
            input(for: request) == nil ? Self.whoAreYou : nil
        }
        server.get("/:name", for: .leaseholders) { [unowned self] exchange in answer(exchange) }
    }

    private static let whoAreYou = HTTPProblem(
        .proxyAuthenticationRequired, "this is for the worker's own ffmpeg",
        headers: ["Proxy-Authenticate": "Basic realm=\"render-worker\""])

    /// Opens an input for one attempt.
    func open(
        _ identity: InputIdentity, for attempt: AttemptID, token: String, say: @escaping (String) -> Void
    ) throws(SystemError) -> RelayedInput {
        try listen()
        let credentials = "attempt-\(attempt.number):\(hexString(try randomBytes(16)))"
        let input = RelayedInput(
            attempt, token: token, credentials: credentials, input: try cache.input(identity), client: client, say: say)
        inputs["Basic " + Base64.encode(Array(credentials.utf8))] = input
        return input
    }

    func close(_ input: RelayedInput) {
        input.close()
        inputs["Basic " + Base64.encode(Array(input.credentials.utf8))] = nil
    }

    /// For the ffmpeg of an attempt.
    func environment(for input: RelayedInput) -> [String: String] {
        ["http_proxy": "http://\(input.credentials)@127.0.0.1:\(listener?.port ?? 0)", "no_proxy": ""]
    }

    func closeForGood() {
        listener?.close()
        cache.removeAll()
    }

    private func listen() throws(SystemError) {
        guard listener == nil else { return }
        listener = try TCPListener(loop: loop, host: "127.0.0.1", port: 0) { [unowned self] connection in
            connection.limitSendBuffer(toBytes: Self.socketBytes)
            server.adopt(connection)
        }
    }

    private func input(for request: HTTPRequest) -> RelayedInput? {
        request.head["proxy-authorization"].flatMap { inputs[$0] }
    }

    private func answer(_ exchange: HTTPExchange) {
        guard let input = input(for: exchange.request) else { return exchange.refuse(Self.whoAreYou) }
        input.noteRequest()
        let size = input.input.identity.sizeBytes
        let answer = HTTPFileAnswer(
            exchange.request.head, size: size, tag: "\"input\"", contentType: "application/octet-stream")
        let source = RelaySource(input, answer.range)
        exchange.answer(
            HTTPResponse(
                answer.status, headers: answer.headers, body: .source(count: Int64(answer.range.count), source)))
    }
}

/// Gives one ffmpeg the part of the input that it asked for, as it comes.
private final class RelaySource: HTTPBodySource {
    private let input: RelayedInput
    private let end: Int64
    private var readAhead: ReadAhead
    private var isAbandoned = false

    /// What ffmpeg takes at once is half of that.
    private static let pieceBytes = 64 << 10

    init(_ input: RelayedInput, _ range: Range<Int64>) {
        self.input = input
        end = range.upperBound
        readAhead = ReadAhead(at: range.lowerBound)
    }

    func nextPiece(_ deliver: @escaping ([UInt8]?) -> Void) {
        guard !isAbandoned else { return }
        guard input.trouble == nil else { return deliver(nil) }
        let position = readAhead.position
        let piece = input.input.bytes(from: position, atMost: Int(min(Int64(Self.pieceBytes), end - position)))
        let blocks = readAhead.blocks(of: InputCache.blockBytes)
        guard !piece.isEmpty else {
            input.input.wait { [self] in nextPiece(deliver) }
            input.input.fetch(from: position, blocks: blocks, for: input)
            return
        }
        readAhead.read(Int64(piece.count))
        input.noteRead(Int64(piece.count))
        deliver(piece)
        // Who reads on end need not wait for what comes next.
        if blocks > 1 {
            let horizon = readAhead.position + Int64(blocks / 2) * InputCache.blockBytes
            if input.input.isMissing(within: readAhead.position..<min(end, horizon)) {
                input.input.fetch(from: readAhead.position, blocks: blocks, for: input)
            }
        }
    }

    func abandon() { isAbandoned = true }
}
