import FarmWire
import LinuxIO

/// One request of a client, until its answer has come.
public final class HTTPCall {
    /// All bytes that have moved for it, both ways.
    public var movedBytes: Int64 { receivedBytes + sentBytes }

    private let request: HTTPClient.Request
    private let client: HTTPClient
    private var completion: ((Result<HTTPClient.Answer, HTTPClient.Failure>) -> Void)?
    private var connection: TCPConnection?
    private var isReused = false
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []
    /// Of the answer's body; nil where the connection's end is its end.
    private var remaining: Int64?
    private var receivedBytes: Int64 = 0
    private var sentBytes: Int64 = 0
    private var pace: TransferPace
    private var clock: LoopTimer?

    /// A server that has been given a large file puts it on disk and hashes it before it answers.
    private static let answerMilliseconds: Int64 = 120_000
    private static let connectMilliseconds = 5_000

    init(
        _ request: HTTPClient.Request, client: HTTPClient,
        completion: @escaping (Result<HTTPClient.Answer, HTTPClient.Failure>) -> Void
    ) {
        self.request = request
        self.client = client
        self.completion = completion
        pace = TransferPace(client.limits, at: FarmClock.monotonicMilliseconds())
    }

    /// Ends it without a completion.
    public func cancel() {
        completion = nil
        letGo()?.close()
    }

    func start(on kept: TCPConnection?) {
        clock = client.loop.every(milliseconds: 1_000) { [weak self] in self?.checkTime() }
        if let kept {
            isReused = true
            begin(kept)
        } else {
            connect()
        }
    }

    private func connect() {
        isReused = false
        TCPConnection.connect(
            loop: client.loop, host: client.host, port: client.port, timeoutMilliseconds: Self.connectMilliseconds
        ) { [self] result in
            switch result {
            case .success(let connection):
                guard completion != nil else { return connection.close() }
                begin(connection)
            case .failure(let error): finish(.failure(.unreachable(error.cause)))
            }
        }
    }

    private func begin(_ connection: TCPConnection) {
        self.connection = connection
        let sentBefore = connection.sentBytes
        connection.onBytes = { [self] bytes in onBytes(bytes) }
        connection.onClose = { [self] reason in onClose(reason) }
        connection.onDrained = { [self, unowned connection] in sentBytes = connection.sentBytes - sentBefore }
        pace.restart(at: FarmClock.monotonicMilliseconds(), bytes: connection.sentBytes)
        send(on: connection)
    }

    private func send(on connection: TCPConnection) {
        var head = request.head
        head.headers.add("Host", client.port == 80 ? client.host : "\(client.host):\(client.port)")
        for header in client.headers.all { head.headers.add(header.name, header.value) }
        let isBodiless = head.method == "GET" || head.method == "HEAD"
        switch request.body {
        case .bytes(let bytes):
            if !isBodiless { head.headers.add("Content-Length", "\(bytes.count)") }
            connection.send(head.bytes + bytes)
        case .file(let part):
            head.headers.add("Content-Length", "\(part.count)")
            connection.send(head.bytes)
            connection.send(part)
        }
    }

    // MARK: The answer

    private func onBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard completion != nil else { return bytes.count }
        var consumed = 0
        while head == nil {
            do throws(HTTPHeadError) {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
                guard let (read, length) = try HTTPResponseHead.parse(rest) else { return consumed }
                consumed += length
                receivedBytes += Int64(length)
                // 100 is no answer yet.
                if read.status >= 200 { takeHead(read) }
            } catch {
                finish(.failure(.nonsense))
                return bytes.count
            }
        }
        guard completion != nil else { return bytes.count }
        takeBody(UnsafeRawBufferPointer(rebasing: bytes[consumed...]))
        return bytes.count
    }

    private func takeHead(_ head: HTTPResponseHead) {
        self.head = head
        remaining = request.head.method == "HEAD" ? 0 : head.contentLength
        if isGood { request.onHead?(head) }
        if remaining == 0 { finishAnswer() }
    }

    private var isGood: Bool { head.map { (200..<300).contains($0.status) } ?? false }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) {
        let piece = UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(clamping: remaining ?? .max)))
        guard !piece.isEmpty else { return }
        receivedBytes += Int64(piece.count)
        if isGood, let onPiece = request.onPiece {
            onPiece(piece)
        } else {
            // What explains a refusal may be cut short; what was asked for may not.
            let room = request.answerLimitBytes - body.count
            guard piece.count <= room || !isGood else { return finish(.failure(.nonsense)) }
            body.append(contentsOf: piece.prefix(max(0, room)))
        }
        guard let left = remaining.map({ $0 - Int64(piece.count) }) else { return }
        remaining = left
        if left == 0 { finishAnswer() }
    }

    private func finishAnswer() {
        guard let head else { return }
        finish(.success(HTTPClient.Answer(head: head, body: body)), keeping: head.keepsConnection)
    }

    // MARK: Ending

    private func onClose(_ reason: CloseReason) {
        guard completion != nil else { return }
        if head != nil, remaining == nil {
            finishAnswer()
        } else if isReused, head == nil, receivedBytes == 0 {
            // The server had ended the kept connection while it was at rest.
            connection = nil
            connect()
        } else {
            finish(.failure(.broken(reason.description)))
        }
    }

    private func checkTime() {
        let now = FarmClock.monotonicMilliseconds()
        guard let connection else { return }
        let isWaiting = head == nil && !connection.hasPendingOutput
        if isWaiting {
            if pace.age(at: now) > Self.answerMilliseconds { finish(.failure(.stalled)) }
        } else if pace.isTooSlow(at: now, bytes: connection.sentBytes + receivedBytes) {
            finish(.failure(.stalled))
        }
    }

    private func finish(
        _ result: Result<HTTPClient.Answer, HTTPClient.Failure>, keeping: Bool = false
    ) {
        guard let completion else { return }
        self.completion = nil
        if let connection = letGo() {
            if keeping, !connection.hasPendingOutput { client.keep(connection) } else { connection.close() }
        }
        completion(result)
    }

    /// Breaks the circle of call, connection and handlers.
    private func letGo() -> TCPConnection? {
        clock?.cancel()
        clock = nil
        defer { connection = nil }
        connection?.onClose = nil
        connection?.onDrained = nil
        return connection
    }
}
