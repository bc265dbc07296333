import FarmHTTP
import FarmWire
import Glibc
import LinuxIO
import Testing

@Suite struct ServerTests {
    private func greeter(limits: HTTPLimits = HTTPLimits()) throws -> ServerUnderTest {
        let test = try ServerUnderTest(limits: limits)
        test.server.get("/hello/:name", for: .anybody) { exchange in
            exchange.answer(.text("hello \(exchange.request.parameter("name"))\n"))
        }
        test.server.add("POST", "/echo", for: .clients, bodyLimitBytes: 1_000) { exchange, body in
            exchange.answer(HTTPResponse(.created, body: .bytes(body)))
        }
        return test
    }

    @Test func oneConnectionServesManyRequests() throws {
        let test = try greeter()
        let peer = try test.peer()
        // The second is sent before the first is answered.
        peer.send(
            "GET /hello/a HTTP/1.1\r\n\r\nPOST /echo HTTP/1.1\r\nContent-Length: 3\r\n\r\nxyzHEAD /hello/b HTTP/1.1")
        try test.loop.runUntil { peer.text.hasSuffix("\r\n\r\nxyz") }
        #expect(peer.text.hasPrefix("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n"))
        #expect(peer.text.contains("\r\n\r\nhello a\nHTTP/1.1 201 Created\r\nContent-Length: 3\r\n"))
        peer.send("\r\nConnection: close\r\n\r\n")
        try test.loop.runUntil { peer.isClosed && test.server.connectionCount == 0 }
        #expect(peer.text.contains("xyzHTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n"))
        #expect(peer.text.hasSuffix("\r\n\r\n"), "a HEAD is answered without the body")
    }

    @Test(arguments: [
        ("GET /hello/a HTTP/1.0\r\n\r\n", 200), ("nonsense\r\n\r\n", 400), ("GET / HTTP/3\r\n\r\n", 505),
        ("GET /nothing HTTP/1.0\r\n\r\n", 404), ("PUT /hello/a HTTP/1.0\r\n\r\n", 405),
        ("POST /echo HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", 413),
        ("POST /echo HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        ("POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        ("GET /hello/a HTTP/1.1\r\nContent-Length: 9\r\n\r\n", 413),
        ("GET /\(String(repeating: "x", count: 9_000))", 431),
    ])
    func whatCannotBeAnsweredIsRefusedAndTheConnectionEnds(request: String, status: Int) throws {
        let answer = try greeter().lastWords(after: request)
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(answer.contains("application/problem+json") == (status >= 400))
    }

    @Test func oneRuleDecidesWhoMayAsk() throws {
        let test = try greeter()
        test.server.mayAsk = { request in
            request.audience == .clients && request.head.bearerToken != "sesame"
                ? HTTPProblem(.unauthorized, "who are you?") : nil
        }
        #expect(try test.lastWords(after: "GET /hello/a HTTP/1.0\r\n\r\n").hasSuffix("hello a\n"))
        let stranger = try test.lastWords(after: "POST /echo HTTP/1.1\r\nContent-Length: 3\r\n\r\nxyz")
        #expect(stranger.hasPrefix("HTTP/1.1 401 ") && stranger.contains("who are you?"))
        let friend = "POST /echo HTTP/1.0\r\nAuthorization: bearer sesame\r\nContent-Length: 3\r\n\r\nxyz"
        #expect(try test.lastWords(after: friend).hasSuffix("\r\n\r\nxyz"))
    }

    @Test func answersMayComeLaterAndOnlyOnce() throws {
        let test = try ServerUnderTest()
        var waiting: [HTTPExchange] = []
        var abandoned = 0
        test.server.get("/late", for: .anybody) { exchange in
            exchange.onAbandoned = { abandoned += 1 }
            waiting.append(exchange)
        }
        let (patient, hasty) = (try test.peer(), try test.peer())
        patient.send("GET /late HTTP/1.1\r\n\r\n")
        hasty.send("GET /late HTTP/1.1\r\n\r\n")
        try test.loop.runUntil { waiting.count == 2 }
        hasty.connection?.close()
        waiting[0].answer(.text("first"))
        waiting[0].answer(.text("second"))
        try test.loop.runUntil { patient.text.hasSuffix("first") }
        // While an answer is being made nothing is read, so that the end is seen when there is something to write.
        waiting[1].answer(.text("too late"))
        try test.loop.runUntil { test.server.connectionCount == 1 && abandoned == 1 }
        #expect(patient.text.hasSuffix("first"))
    }

    @Test func streamsGoOnAndLeaveOutWhatNobodyReads() throws {
        var limits = HTTPLimits()
        limits.streamBytes = 100_000
        let test = try ServerUnderTest(limits: limits)
        var stream: HTTPStream?
        var isAbandoned = false
        test.server.get("/events", for: .anybody) { exchange in
            exchange.onAbandoned = { isAbandoned = true }
            stream = exchange.beginStream(contentType: "text/event-stream")
        }
        let peer = try test.peer()
        peer.send("GET /events HTTP/1.1\r\n\r\n")
        try test.loop.runUntil { peer.text.contains("text/event-stream") }
        #expect(stream?.send(Array("data: 1\n\n".utf8)) == true)
        try test.loop.runUntil { peer.text.hasSuffix("data: 1\n\n") }
        peer.connection?.pauseReading()
        let event = [UInt8](repeating: UInt8(ascii: "x"), count: 50_000)
        var sent = 0
        try test.loop.runUntil {
            let isTaken = stream?.send(event) == true
            sent += isTaken ? 1 : 0
            return !isTaken && sent > 2
        }
        let expected = sent * event.count
        peer.connection?.resumeReading()
        try test.loop.runUntil { peer.received.count { $0 == UInt8(ascii: "x") } >= expected }
        peer.connection?.close()
        try test.loop.runUntil { isAbandoned }
        #expect(stream?.send(event) == false)
    }

    @Test func peersThatSayNothingOrDripAreSentAway() throws {
        var limits = HTTPLimits()
        (limits.headMilliseconds, limits.idleMilliseconds, limits.windowMilliseconds) = (300, 600, 300)
        let test = try greeter(limits: limits)
        let (idle, slow, dripping) = (try test.peer(), try test.peer(), try test.peer())
        slow.send("GET /hello")
        dripping.send("POST /echo HTTP/1.1\r\nContent-Length: 900\r\n\r\n")
        test.loop.every(milliseconds: 50) { dripping.send("x") }
        try test.loop.runUntil { idle.isClosed && slow.isClosed && dripping.isClosed }
        #expect(test.server.connectionCount == 0)
    }
}

@Suite struct FileServingTests {
    @Test func filesAreServedInPartsWhileMessagesPass() throws {
        let folder = try TemporaryFolder()
        // Far more than sockets hold, and every byte tells where it belongs.
        let content = (0..<20_000_000).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8 ^ $0 >> 16) }
        try Files.writeAtomically(folder.path + "/file", content, synced: false)
        let file = try FileDescriptor.open(folder.path + "/file", flags: O_RDONLY)
        let test = try ServerUnderTest()
        test.server.get("/file", for: .anybody) { exchange in
            do {
                exchange.answer(try .file(file, for: exchange.request, contentType: "video/mp4"))
            } catch {
                Issue.record("\(error)")
            }
        }
        test.server.get("/ping", for: .anybody) { $0.answer(.text("pong")) }
        let (reader, other) = (try test.peer(), try test.peer())
        reader.send("GET /file HTTP/1.1\r\nRange: bytes=1000000-18999999\r\n\r\n")
        try test.loop.runUntil { !reader.received.isEmpty }
        other.send("GET /ping HTTP/1.1\r\n\r\n")
        try test.loop.runUntil { other.text.hasSuffix("pong") }
        #expect(reader.received.count < 18_000_000, "the other had its turn before the file was through")
        let end = try #require(reader.received.firstRange(of: Array("\r\n\r\n".utf8))).upperBound
        try test.loop.runUntil { reader.received.count == end + 18_000_000 }
        #expect(reader.received[end...].elementsEqual(content[1_000_000..<19_000_000]))
        let head = String(decoding: reader.received[..<end], as: UTF8.self)
        #expect(head.contains("Content-Range: bytes 1000000-18999999/20000000"))
        reader.send("HEAD /file HTTP/1.1\r\n\r\n")
        try test.loop.runUntil { reader.received.suffix(600).firstRange(of: Array("ETag".utf8)) != nil }
    }

    @Test func aFileThatShrinksCutsTheConnection() throws {
        let folder = try TemporaryFolder()
        try Files.writeAtomically(folder.path + "/file", [UInt8](repeating: 7, count: 30_000_000), synced: false)
        let file = try FileDescriptor.open(folder.path + "/file", flags: O_RDWR)
        let test = try ServerUnderTest()
        test.server.get("/file", for: .anybody) { exchange in
            exchange.answer(HTTPResponse(.ok, body: .file(FilePart(file, 0..<30_000_000))))
        }
        let reader = try test.peer()
        reader.send("GET /file HTTP/1.1\r\n\r\n")
        try test.loop.runUntil { !reader.received.isEmpty }
        try file.truncate(to: 0)
        try test.loop.runUntil { reader.isClosed }
        #expect(reader.received.count < 30_000_000)
    }
}

@Suite struct UploadTests {
    /// Takes one piece at a time, when it is told to.
    private final class SlowSink: HTTPBodySink {
        let exchange: HTTPExchange
        var received: [UInt8] = []
        var goOn: (() -> Void)?
        var isAbandoned = false

        init(_ exchange: HTTPExchange) { self.exchange = exchange }

        func receive(_ piece: UnsafeRawBufferPointer, goOn: @escaping () -> Void) {
            received += piece
            self.goOn = goOn
        }

        func finish() { exchange.answer(HTTPResponse(.noContent)) }

        func abandon() { isAbandoned = true }
    }

    @Test func bodiesWaitForWhoeverTakesThem() throws {
        let test = try ServerUnderTest()
        var sink: SlowSink?
        test.server.addUpload("PUT", "/upload", for: .clients) { exchange in
            let made = SlowSink(exchange)
            sink = made
            return made
        }
        let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
        let peer = try test.peer()
        peer.send("PUT /upload HTTP/1.1\r\nContent-Length: \(body.count)\r\nExpect: 100-continue\r\n\r\n")
        try test.loop.runUntil { peer.text.hasPrefix("HTTP/1.1 100 Continue") }
        peer.connection?.send(body)
        try test.loop.runUntil { sink?.goOn != nil }
        let first = sink?.received.count ?? 0
        #expect(first > 0 && first < body.count)
        try test.loop.runUntil {
            let goOn = sink?.goOn
            sink?.goOn = nil
            goOn?()
            return peer.text.hasSuffix("\r\n\r\n") && peer.text.contains("204 No Content")
        }
        #expect(sink?.received == body)
        peer.send("PUT /upload HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf")
        try test.loop.runUntil { sink?.received == Array("half".utf8) }
        sink?.goOn?()
        peer.connection?.close()
        try test.loop.runUntil { sink?.isAbandoned == true }
    }
}
