import FarmHTTP
import FarmWire
import LinuxIO
import Testing

@testable import Coordinator

/// Files that come in over real connections, whole, in pieces, and not as they should.
@Suite("Uploads")
struct UploadTests {
    private let sender: Sender

    init() throws { sender = try Sender() }

    @Test("a whole file gets its name once it is checked, and nothing else is left")
    func whole() throws {
        let answer = try sender.send(sender.content)
        #expect(answer.status == 204)
        #expect(answer.headers["upload-complete"] == "?1")
        #expect(try sender.received() == sender.content)
        #expect(try Files.list(sender.folder.path) == ["chunk"])
        #expect(try sender.progress() == UploadStore.Progress(bytes: 300_000, isComplete: true))
    }

    @Test("an altered file is thrown away, and may come again")
    func altered() throws {
        var altered = sender.content
        altered[123_456] ^= 1
        #expect(try sender.send(altered).status == 422)
        #expect(try Files.list(sender.folder.path) == [])
        #expect(try sender.progress() == UploadStore.Progress(bytes: 0, isComplete: false))
        #expect(try sender.send(sender.content).status == 204)
        #expect(try sender.received() == sender.content)
    }

    @Test("where a sender broke off, the next one goes on")
    func interrupted() throws {
        let peer = try sender.connect()
        peer.send(sender.head(offset: 0, contentLength: 300_000).bytes + sender.content.prefix(100_000))
        try sender.run { try sender.progress().bytes == 100_000 }
        peer.close()
        #expect(try sender.progress() == UploadStore.Progress(bytes: 100_000, isComplete: false))
        #expect(try sender.send(Array(sender.content[100_000...]), offset: 100_000).status == 204)
        #expect(try sender.received() == sender.content)
    }

    @Test("a part that belongs elsewhere is refused, and the sender learns where to go on")
    func wrongOffset() throws {
        #expect(try sender.send(Array(sender.content.prefix(50_000))).headers["upload-offset"] == "50000")
        let answer = try sender.send(Array(sender.content[60_000...]), offset: 60_000)
        #expect(answer.status == 409)
        #expect(answer.headers["upload-offset"] == "50000")
        #expect(try sender.progress().bytes == 50_000)
    }

    @Test("more than was announced is not taken")
    func tooLong() throws {
        #expect(try sender.send(sender.content + [0]).status == 413)
        #expect(try sender.progress().isComplete == false)
    }

    @Test("a second sender takes over from one that is only thought to be alive")
    func takenOver() throws {
        let peer = try sender.connect()
        peer.send(sender.head(offset: 0, contentLength: 300_000).bytes + sender.content.prefix(100_000))
        try sender.run { try sender.progress().bytes == 100_000 }
        #expect(try sender.send(Array(sender.content[100_000...]), offset: 100_000).status == 204)
        try sender.run { !peer.isOpen }
        #expect(try sender.received() == sender.content)
    }

    @Test("a sender that sends nothing any more is cut off, and what came is kept")
    func stalled() throws {
        var limits = HTTPLimits()
        limits.windowMilliseconds = 100
        let sender = try Sender(limits: limits)
        let peer = try sender.connect()
        peer.send(sender.head(offset: 0, contentLength: 300_000).bytes + sender.content.prefix(100_000))
        try sender.run { !peer.isOpen }
        #expect(try sender.progress().bytes == 100_000)
    }

    @Test("where there is no room nothing is begun")
    func noRoom() throws {
        let sender = try Sender(minimumFreeBytes: .max / 2)
        #expect(try sender.send(sender.content).status == 507)
    }

    @Test("an upload says what it is, in numbers that make sense")
    func described() throws {
        for (offset, size, sha256) in [
            ("-1", "10", sender.sha256), ("11", "10", sender.sha256), ("0", "1e9", sender.sha256), ("0", "10", "abc"),
            ("0", "99999999999999999999", sender.sha256), ("0", "10", sender.sha256.uppercased()),
        ] {
            let head = HTTPRequestHead(
                "PATCH", "/upload",
                headers: ["Upload-Offset": offset, "Upload-Length": size, "Upload-SHA256": sha256])
            #expect(try sender.ask(HTTPClient.Request(head, body: .bytes([1]))).status == 400)
        }
    }
}

/// A store behind a server, and somebody who sends it a file of 300,000 bytes.
private final class Sender {
    let folder: TemporaryFolder
    let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let sha256: String
    private let loop: EventLoop
    private let server: HTTPServer
    private let store: UploadStore
    private let client: HTTPClient
    private var listener: TCPListener?
    private var path: String { folder.path + "/chunk" }
    private var partialPath: String { path + ".partial" }

    init(limits: HTTPLimits = HTTPLimits(), minimumFreeBytes: Int64 = 0) throws {
        folder = try TemporaryFolder()
        sha256 = SHA256.hexDigest(of: content)
        loop = try EventLoop()
        server = HTTPServer(loop: loop, limits: limits)
        store = try UploadStore(loop: loop, minimumFreeBytes: minimumFreeBytes)
        let accepting = server
        let listener = try TCPListener(loop: loop, host: "127.0.0.1", port: 0) { accepting.adopt($0) }
        self.listener = listener
        client = HTTPClient(loop: loop, host: "127.0.0.1", port: listener.port)
        let (store, path, partialPath) = (store, folder.path + "/chunk", folder.path + "/chunk.partial")
        server.addUpload("PATCH", "/upload", for: .anybody) { exchange throws(HTTPProblem) in
            let upload = try UploadHeaders(exchange.request.head)
            let place = UploadPlace(
                partialPath: partialPath, path: path, sizeBytes: upload.sizeBytes, sha256: upload.sha256)
            return try store.sink(for: place, at: upload.offset, exchange)
        }
    }

    func head(offset: Int64, contentLength: Int? = nil) -> HTTPRequestHead {
        var headers = UploadHeaders(offset: offset, sizeBytes: Int64(content.count), sha256: sha256).headers
        if let contentLength { headers.add("Content-Length", "\(contentLength)") }
        return HTTPRequestHead("PATCH", "/upload", headers: headers)
    }

    func send(_ bytes: [UInt8], offset: Int64 = 0) throws -> HTTPResponseHead {
        try ask(HTTPClient.Request(head(offset: offset), body: .bytes(bytes)))
    }

    func ask(_ request: HTTPClient.Request) throws -> HTTPResponseHead {
        var answer: Result<HTTPClient.Answer, HTTPClient.Failure>?
        client.send(request) { answer = $0 }
        try run { answer != nil }
        return try #require(answer).get().head
    }

    /// A connection of which a test does what it likes.
    func connect() throws -> TCPConnection {
        var made: TCPConnection?
        TCPConnection.connect(
            loop: loop, host: "127.0.0.1", port: listener?.port ?? 0, timeoutMilliseconds: 20_000
        ) { made = try? $0.get() }
        try run { made != nil }
        return try #require(made)
    }

    func run(until condition: () throws -> Bool) throws {
        let held = try loop.run(
            until: { (try? condition()) ?? false }, deadlineMilliseconds: 20_000)
        #expect(held, "waited in vain")
    }

    func progress() throws -> UploadStore.Progress { try store.progress(partialPath: partialPath, path: path) }

    func received() throws -> [UInt8] { try Files.read(path, limitBytes: content.count + 1) }
}
