import FarmHTTP
import FarmModel
import FarmWire
import LinuxIO
import Testing

@testable import Worker

/// The relay between an ffmpeg and a coordinator that has its troubles.
@Suite struct InputRelayTests {
    @Test func rangesArriveWholeWhateverBreaksOnTheWay() throws {
        let relay = try RelayUnderTest()
        relay.faults = [.cutShort, .hangUp, .busy, .cutShort]
        #expect(try relay.read(200_000..<700_000) == Array(relay.content[200_000..<700_000]))
        #expect(relay.faults.isEmpty)
        #expect(relay.input.trouble == nil)
    }

    @Test func whatHasComeIsNotFetchedAgain() throws {
        let relay = try RelayUnderTest()
        _ = try relay.read(0..<600_000)
        let fetched = relay.input.fetchedBytes
        #expect(fetched >= 600_000 && fetched < 1_000_000)
        #expect(try relay.read(100_000..<500_000) == Array(relay.content[100_000..<500_000]))
        #expect(relay.input.fetchedBytes == fetched)
    }

    @Test func aFullCacheFetchesWhatItHasThrownAway() throws {
        let relay = try RelayUnderTest(cacheBytes: 2 * InputCache.blockBytes)
        #expect(try relay.read(0..<1_000_000) == relay.content)
        #expect(try relay.read(0..<1_000_000) == relay.content)
        #expect(relay.input.fetchedBytes >= 1_500_000)
    }

    @Test func anInputThatChangedEndsTheReadingAndTheAttempt() throws {
        let relay = try RelayUnderTest()
        relay.faults = [.changed]
        #expect(try relay.read(0..<100_000) == nil)
        #expect(relay.input.trouble?.failure.kind == .permanent)
    }

    @Test func onlyTheAttemptsOwnFFmpegIsServed() throws {
        let relay = try RelayUnderTest()
        #expect(try relay.ask(0..<10, credentials: "attempt-1:0000").get().head.status == 407)
    }
}

/// A relay, a coordinator that fails as it is told, and somebody who reads as ffmpeg does.
private final class RelayUnderTest {
    enum Fault {
        case cutShort, hangUp, busy, changed
    }

    var faults: [Fault] = []
    let content = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let input: RelayedInput
    private let folder: TestFolder
    private let loop: EventLoop
    private let relay: InputRelay
    private var listener: TCPListener?

    init(cacheBytes: Int64 = 16 << 20) throws {
        folder = try TestFolder()
        loop = try EventLoop()
        var accept: (TCPConnection) -> Void = { _ in }
        let listener = try TCPListener(loop: loop, host: "127.0.0.1", port: 0) { accept($0) }
        self.listener = listener
        relay = try InputRelay(
            loop: loop, client: HTTPClient(loop: loop, host: "127.0.0.1", port: listener.port),
            cacheFolder: folder.path + "/inputs", cacheLimitBytes: cacheBytes)
        input = try relay.open(
            InputIdentity(path: "/in.mp4", sizeBytes: 1_000_000, modifiedNanoseconds: 1), for: AttemptID(1),
            token: "token"
        ) { _ in }
        accept = { [unowned self] in answer($0) }
    }

    private func answer(_ connection: TCPConnection) {
        connection.onBytes = { [unowned self, unowned connection] bytes in
            guard let (head, length) = (try? HTTPRequestHead.parse(bytes)) ?? nil else { return 0 }
            let answer = HTTPFileAnswer(head, size: 1_000_000, tag: "\"tag\"", contentType: "video/mp4")
            let fault = faults.isEmpty ? nil : faults.removeFirst()
            func send(_ status: HTTPStatus, _ count: Int, _ body: ArraySlice<UInt8> = []) {
                let head = HTTPResponseHead(
                    status, headers: status == .partialContent ? answer.headers : [:], contentLength: Int64(count),
                    keepsConnection: true)
                connection.send(head.bytes + body)
            }
            let part = content[Int(answer.range.lowerBound)..<Int(answer.range.upperBound)]
            switch fault {
            case nil: send(.partialContent, part.count, part)
            case .cutShort:
                send(.partialContent, part.count, part.prefix(part.count / 2))
                connection.closeAfterFlush()
            case .hangUp: connection.close()
            case .busy: send(.serviceUnavailable, 0)
            case .changed: send(.preconditionFailed, 0)
            }
            return length
        }
    }

    /// As ffmpeg asks: by the proxy of its environment.
    func ask(
        _ range: Range<Int>, credentials: String? = nil
    ) throws -> Result<HTTPClient.Answer, HTTPClient.Failure> {
        let proxy = try #require(relay.environment(for: input)["http_proxy"])
        let port = try #require(proxy.split(separator: ":").last.flatMap { UInt16($0) })
        let shown = Base64.encode(Array((credentials ?? input.credentials).utf8))
        let head = HTTPRequestHead(
            "GET", "http://coordinator/input.mp4",
            headers: [
                "Range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)", "Proxy-Authorization": "Basic \(shown)",
            ])
        let client = HTTPClient(loop: loop, host: "127.0.0.1", port: port)
        var result: Result<HTTPClient.Answer, HTTPClient.Failure>?
        client.send(HTTPClient.Request(head, answerLimitBytes: 2_000_000)) { result = $0 }
        #expect(try loop.run(until: { result != nil }, deadlineMilliseconds: 20_000))
        return try #require(result)
    }

    /// Nil where the reading broke off.
    func read(_ range: Range<Int>) throws -> [UInt8]? {
        guard case .success(let answer) = try ask(range) else { return nil }
        return answer.body
    }
}
