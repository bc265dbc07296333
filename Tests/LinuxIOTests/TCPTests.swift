import Glibc
import Testing

@testable import LinuxIO

/// A listener and one connection to it, both on one loop.
private final class Pair {
    let loop: EventLoop
    private(set) var listener: TCPListener?
    private var accepted: TCPConnection?
    private var connected: TCPConnection?

    var server: TCPConnection { get throws { try #require(accepted) } }
    var client: TCPConnection { get throws { try #require(connected) } }

    init(serverLimits: TCPLimits = TCPLimits()) throws {
        loop = try EventLoop()
        let listener = try TCPListener(loop: loop, host: "127.0.0.1", port: 0, limits: serverLimits) {
            [unowned self] connection in accepted = connection
        }
        self.listener = listener
        TCPConnection.connect(
            loop: loop, host: "127.0.0.1", port: listener.port, timeoutMilliseconds: patienceMilliseconds
        ) { [unowned self] result in
            do { connected = try result.get() } catch { Issue.record("cannot connect: \(error)") }
        }
        try loop.runUntil { accepted != nil && connected != nil }
    }
}

@Suite struct TCPTests {
    @Test func bytesGoBothWaysAndBothSidesHearOfTheEnd() throws {
        let pair = try Pair()
        let (server, client) = (try pair.server, try pair.client)
        var answers: [UInt8] = []
        var ends: [String] = []
        server.onBytes = { bytes in
            server.send([UInt8](bytes).map { $0 &+ 1 })
            return bytes.count
        }
        client.onBytes = { bytes in
            answers += bytes
            return bytes.count
        }
        server.onClose = { ends.append("server: \($0)") }
        client.onClose = { ends.append("client: \($0)") }
        client.send([1, 2, 3])
        try pair.loop.runUntil { answers == [2, 3, 4] }
        #expect(server.isLoopbackPeer && client.isLoopbackPeer)
        #expect(client.peerDescription == "127.0.0.1:\(pair.listener?.port ?? 0)")

        client.close()
        client.close()
        #expect(ends.isEmpty, "never from inside close()")
        try pair.loop.runUntil { ends.count == 2 }
        #expect(Set(ends) == ["server: closed by the other side", "client: closed on this side"])
        #expect(!client.isOpen)
        client.send([9])
        #expect(client.pendingOutputBytes == 0)
    }

    @Test func unconsumedInputIsOfferedAgain() throws {
        let pair = try Pair()
        let (server, client) = (try pair.server, try pair.client)
        var lines: [String] = []
        server.onBytes = { bytes in
            guard let end = bytes.lastIndex(of: 10) else { return 0 }
            lines += bytes[...end].split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
            return end + 1
        }
        var sent = ""
        for number in 0..<200 { sent += String(repeating: "x", count: number * 7) + "\(number)\n" }
        let bytes = Array(sent.utf8)
        // One piece a turn, cut without regard to the lines.
        var start = 0
        func sendNext() {
            let end = min(start + 97, bytes.count)
            client.send(bytes[start..<end])
            start = end
            if start < bytes.count { pair.loop.after(milliseconds: 0, sendNext) }
        }
        sendNext()
        try pair.loop.runUntil { lines.count == 200 }
        #expect(lines.joined(separator: "\n") + "\n" == sent)
    }

    @Test func aHandlerMayHandOverInTheMiddle() throws {
        let pair = try Pair()
        let (server, client) = (try pair.server, try pair.client)
        var body: [UInt8] = []
        server.onBytes = { bytes in
            server.onBytes = { rest in
                body += rest
                return rest.count
            }
            return 1
        }
        client.send(Array("{rest".utf8))
        try pair.loop.runUntil { body == Array("rest".utf8) }
    }

    @Test func aMessageThatNeverEndsClosesTheConnection() throws {
        var limits = TCPLimits()
        limits.inputLimitBytes = 10_000
        let pair = try Pair(serverLimits: limits)
        let (server, client) = (try pair.server, try pair.client)
        var reason: CloseReason?
        server.onBytes = { _ in 0 }
        server.onClose = { reason = $0 }
        client.send([UInt8](repeating: 0, count: 9999))
        client.onBytes = { $0.count }
        var isOver = false
        pair.loop.after(milliseconds: 5) { isOver = true }
        try pair.loop.runUntil { isOver }
        #expect(reason == nil)
        client.send([0])
        try pair.loop.runUntil { reason != nil }
        #expect(reason == .inputTooLong)
    }

    @Test func aPeerThatDoesNotReadIsCutOff() throws {
        var limits = TCPLimits()
        limits.outgoingLimitBytes = 1 << 20
        let pair = try Pair(serverLimits: limits)
        let (server, client) = (try pair.server, try pair.client)
        var reason: CloseReason?
        server.onClose = { reason = $0 }
        client.pauseReading()
        var sentBytes = 0
        func sendMore() {
            server.send([UInt8](repeating: 7, count: 64 << 10))
            sentBytes += 64 << 10
            #expect(server.pendingOutputBytes <= 1 << 20)
            if server.isOpen { pair.loop.after(milliseconds: 0, sendMore) }
        }
        sendMore()
        try pair.loop.runUntil { reason != nil }
        #expect(reason == .outputTooSlow)
        #expect(sentBytes > 1 << 20)
    }

    @Test func manyMessagesOfATurnAreOneWrite() throws {
        let pair = try Pair()
        let (server, client) = (try pair.server, try pair.client)
        var reads = 0
        var received = 0
        server.onBytes = { bytes in
            reads += 1
            received += bytes.count
            return bytes.count
        }
        for _ in 0..<500 { client.send([UInt8](repeating: 1, count: 100)) }
        #expect(client.pendingOutputBytes == 50_000)
        try pair.loop.runUntil { received == 50_000 }
        #expect(reads <= 3)
        #expect(client.pendingOutputBytes == 0)
    }

    @Test func aLongAnswerIsSentInPiecesAsItDrains() throws {
        let pair = try Pair()
        let (server, client) = (try pair.server, try pair.client)
        let total = 64 << 20
        let piece = [UInt8](repeating: 3, count: 256 << 10)
        var (sent, received, largest, isClosed) = (0, 0, 0, false)
        server.onDrained = {
            if sent < total {
                sent += piece.count
                server.send(piece)
                largest = max(largest, server.pendingOutputBytes)
            } else {
                server.closeAfterFlush()
            }
        }
        client.onBytes = { bytes in
            received += bytes.count
            return bytes.count
        }
        client.onClose = { _ in isClosed = true }
        server.send([])
        try pair.loop.runUntil { isClosed }
        #expect(received == total)
        #expect(largest <= piece.count)
    }

    @Test func closeAfterFlushLosesNothing() throws {
        let pair = try Pair()
        let (server, client) = (try pair.server, try pair.client)
        var (received, endings) = (0, [CloseReason]())
        client.onBytes = { bytes in
            received += bytes.count
            return bytes.count
        }
        client.onClose = { endings.append($0) }
        server.onClose = { endings.append($0) }
        // Input that nobody reads would turn a plain close into a reset.
        client.send([UInt8](repeating: 1, count: 100_000))
        server.send([UInt8](repeating: 2, count: 5 << 20))
        server.closeAfterFlush()
        #expect(!server.isOpen)
        try pair.loop.runUntil { endings.count == 2 }
        #expect(received == 5 << 20)
        #expect(Set(endings.map(\.description)) == ["closed by the other side", "closed on this side"])
    }

    @Test func closeAfterFlushDoesNotWaitForEver() throws {
        var limits = TCPLimits()
        limits.lingerMilliseconds = 30
        let pair = try Pair(serverLimits: limits)
        let (server, client) = (try pair.server, try pair.client)
        var reason: CloseReason?
        server.onClose = { reason = $0 }
        client.pauseReading()
        server.send([UInt8](repeating: 2, count: 8 << 20))
        server.closeAfterFlush()
        try pair.loop.runUntil { reason != nil }
        #expect(reason == .closedLocally)
    }

    @Test func aPausedReaderGetsEverythingLater() throws {
        let pair = try Pair()
        let (server, client) = (try pair.server, try pair.client)
        var received: [UInt8] = []
        server.onBytes = { bytes in
            received.append(bytes[0])
            server.pauseReading()
            return 1
        }
        client.send([1, 2, 3, 4])
        try pair.loop.runUntil { received == [1] }
        server.resumeReading()
        try pair.loop.runUntil { received == [1, 2] }
        server.onBytes = { bytes in
            received += bytes
            return bytes.count
        }
        server.resumeReading()
        try pair.loop.runUntil { received == [1, 2, 3, 4] }
    }

    @Test func aPausedReaderHearsOfAReset() throws {
        let pair = try Pair()
        let (server, client) = (try pair.server, try pair.client)
        var reason: CloseReason?
        server.onClose = { reason = $0 }
        server.pauseReading()
        // Closing with unread input resets the connection.
        server.send([1, 2, 3])
        client.pauseReading()
        var isOver = false
        pair.loop.after(milliseconds: 5) { isOver = true }
        try pair.loop.runUntil { isOver }
        client.close()
        try pair.loop.runUntil { reason != nil }
    }

    @Test func connectingWhereNobodyListensIsRefused() throws {
        let pair = try Pair()
        let port = try #require(pair.listener?.port)
        pair.listener?.close()
        var failure: SystemError?
        TCPConnection.connect(loop: pair.loop, host: "127.0.0.1", port: port, timeoutMilliseconds: 5000) { result in
            if case .failure(let error) = result { failure = error }
        }
        #expect(failure == nil, "never from inside connect()")
        try pair.loop.runUntil { failure != nil }
        #expect(failure?.code == ECONNREFUSED)
        #expect(failure?.description == "connect to 127.0.0.1:\(port): connection refused")
    }

    @Test func aNameThatDoesNotResolveIsAnError() throws {
        let loop = try EventLoop()
        var failure: SystemError?
        TCPConnection.connect(loop: loop, host: "no such host", port: 1, timeoutMilliseconds: 5000) { result in
            if case .failure(let error) = result { failure = error }
        }
        try loop.runUntil { failure != nil }
        #expect(failure?.operation == "resolve")
        #expect(failure?.subject == "no such host")
    }

    @Test func aPortThatIsTakenIsAnError() throws {
        let pair = try Pair()
        let port = try #require(pair.listener?.port)
        let error = systemError { () throws(SystemError) in
            _ = try TCPListener(loop: pair.loop, host: "127.0.0.1", port: port) { _ in }
        }
        #expect(error?.code == EADDRINUSE)
        #expect(error?.description == "listen on 127.0.0.1:\(port): address already in use")
    }

    @Test func addressesKnowWhetherTheyAreLoopback() throws {
        let cases = ["127.0.0.1": true, "127.9.9.9": true, "::1": true, "10.0.0.1": false, "::ffff:127.0.0.1": true]
        for (host, expected) in cases {
            let address = try #require(SocketAddress.resolve(host: host, port: 80, forListening: false).first)
            #expect(address.isLoopback == expected, "\(host)")
            #expect(address.port == 80)
        }
        #expect(endpointText(host: "::1", port: 80) == "[::1]:80")
    }

    @Test func aThousandConnectionsTalkAtOnce() throws {
        raiseOpenFileLimit()
        let loop = try EventLoop()
        var served = 0
        let listener = try TCPListener(loop: loop, host: "127.0.0.1", port: 0) { connection in
            connection.onBytes = { bytes in
                served += 1
                connection.send(UnsafeRawBufferPointer(bytes))
                return bytes.count
            }
        }
        var clients: [TCPConnection] = []
        var answered = 0
        for _ in 0..<1000 {
            TCPConnection.connect(
                loop: loop, host: "127.0.0.1", port: listener.port, timeoutMilliseconds: patienceMilliseconds
            ) { result in
                guard case .success(let client) = result else {
                    Issue.record("\(result)")
                    return
                }
                clients.append(client)
                client.onBytes = { bytes in
                    answered += 1
                    return bytes.count
                }
                client.send([1, 2, 3, 4])
            }
        }
        try loop.runUntil { answered == 1000 }
        #expect(served == 1000)
        for client in clients { client.close() }
        try loop.runUntil { clients.allSatisfy { !$0.isOpen } }
    }
}
