import FarmWire
import Testing

@Suite struct HTTPTests {
    private func parse(_ bytes: [UInt8]) -> Result<(head: HTTPRequestHead, length: Int)?, HTTPHeadError> {
        bytes.withUnsafeBytes { buffer in
            do throws(HTTPHeadError) {
                return .success(try HTTPRequestHead.parse(buffer))
            } catch {
                return .failure(error)
            }
        }
    }

    private func failure(_ text: String) -> HTTPHeadError? {
        if case .failure(let error) = parse(Array(text.utf8)) { error } else { nil }
    }

    @Test func aHeadIsReadAndMeasured() throws {
        let text = "GET /status?x=1&y HTTP/1.1\r\nHost: localhost:7420\r\nX-Empty:\r\nACCEPT: \t */* \r\n\r\nbody"
        let (head, length) = try #require(try parse(Array(text.utf8)).get())
        #expect(head.method == "GET")
        #expect(head.path == "/status")
        #expect(head.query == "x=1&y")
        #expect(head["host"] == "localhost:7420")
        #expect(head["accept"] == "*/*")
        #expect(head["x-empty"] == "")
        #expect(head["cookie"] == nil)
        #expect(length == text.utf8.count - 4)
    }

    @Test func everyTruncationWaitsForMore() throws {
        let text = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        for length in 0..<text.count {
            #expect(try parse(Array(text[..<length])).get() == nil)
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\n\n", "\r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "GET / HTTP/1.1 x\r\n\r\n",
        "G\u{1}T / HTTP/1.1\r\n\r\n",
        "GET / FTP\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\n: x\r\n\r\n",
        "GET / HTTP/1.1\r\nA : x\r\n\r\n", "GET / HTTP/1.1\r\nA: \u{0}\r\n\r\n",
        "GET / HTTP/1.1\r\nA: x\r\n folded\r\n\r\n",
        "GET /ü HTTP/1.1\r\n\r\n",
    ])
    func malformedHeadsAreRefused(text: String) {
        #expect(failure(text) == .malformed)
    }

    @Test func otherVersionsAreRefused() {
        #expect(failure("GET / HTTP/2.0\r\n\r\n") == .unsupportedVersion)
        #expect(HTTPHeadError.unsupportedVersion.status.rawValue == 505)
    }

    @Test func headsAreBounded() {
        #expect(failure("GET /" + String(repeating: "x", count: WireLimits.httpHeadBytes)) == .tooLong)
        let headers = String(repeating: "A: b\r\n", count: WireLimits.httpHeaders + 1)
        #expect(failure("GET / HTTP/1.1\r\n" + headers + "\r\n") == .tooLong)
    }

    @Test func mutatedHeadsNeverCrash() {
        var samples = Samples(seed: 4)
        let text = Array("GET /status?x HTTP/1.1\r\nHost: localhost:7420\r\nAccept: */*\r\n\r\n".utf8)
        var refused = 0
        for _ in 0..<5_000 {
            var mutated = text
            for _ in 0...samples.below(3) { mutated[samples.below(mutated.count)] = UInt8(samples.below(256)) }
            if case .failure = parse(mutated) { refused += 1 }
        }
        #expect(refused > 1_000)
    }

    @Test func aResponseHeadNamesLengthAndType() {
        let head = HTTPResponseHead(
            .notFound, contentType: "text/plain; charset=utf-8", contentLength: 3, headers: [("Allow", "GET")])
        let expected = """
            HTTP/1.1 404 Not Found\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Length: 3\r
            Connection: close\r
            X-Content-Type-Options: nosniff\r
            Allow: GET\r
            \r\n
            """
        #expect(String(decoding: head.bytes, as: UTF8.self) == expected)
    }
}
