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

    @Test func lengthsAreReadWithCare() throws {
        func length(_ headers: HTTPHeaders) -> Result<Int64?, HTTPHeadError> {
            Result { () throws(HTTPHeadError) in try headers.contentLength() }
        }
        #expect(length([:]) == .success(nil))
        #expect(length(["content-length": "17"]) == .success(17))
        #expect(length(["content-length": "17", "content-length": "17"]) == .success(17))
        for bad in ["", "-1", "+1", "1,1", "0x1", "9999999999999999999"] {
            #expect(length(["content-length": bad]) == .failure(.malformed))
        }
        #expect(length(["content-length": "17", "content-length": "18"]) == .failure(.malformed))
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", true), ("GET / HTTP/1.1\r\nConnection: a, Close\r\n\r\n", false),
        ("GET / HTTP/1.0\r\n\r\n", false), ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true),
    ])
    func connectionsAreKeptWhereThePeerMeansTo(text: String, keeps: Bool) throws {
        #expect(try parse(Array(text.utf8)).get()?.head.keepsConnection == keeps)
    }

    @Test func aResponseHeadNamesLengthAndType() {
        let head = HTTPResponseHead(
            .notFound, headers: ["Allow": "GET"], contentLength: 3, keepsConnection: false)
        let expected = """
            HTTP/1.1 404 Not Found\r
            Content-Length: 3\r
            Connection: close\r
            X-Content-Type-Options: nosniff\r
            Allow: GET\r
            \r\n
            """
        #expect(String(decoding: head.bytes, as: UTF8.self) == expected)
    }

    @Test func responseHeadsAreReadAsTheyAreWritten() throws {
        for status in HTTPStatus.allCases {
            let head = HTTPResponseHead(status, headers: ["etag": "\"x\""], contentLength: 7, keepsConnection: true)
            let (read, length) = try #require(try head.bytes.withUnsafeBytes { try HTTPResponseHead.parse($0) })
            #expect(read.status == status.rawValue)
            #expect(read.contentLength == (status.hasNoBody ? 0 : 7))
            #expect(read.keepsConnection)
            #expect(read.headers["etag"] == "\"x\"")
            #expect(length == head.bytes.count)
        }
        for bad in [
            "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "ICY 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        ] {
            #expect(throws: HTTPHeadError.self) {
                try Array(bad.utf8).withUnsafeBytes { _ = try HTTPResponseHead.parse($0) }
            }
        }
    }
}

@Suite struct HTTPRangeTests {
    @Test(
        arguments: [
            (nil, .whole), ("bytes=0-", .part(0..<100)), ("bytes=10-19", .part(10..<20)),
            ("bytes=90-200", .part(90..<100)),
            ("bytes=-10", .part(90..<100)), ("bytes=-1000", .part(0..<100)), ("bytes=100-", .unsatisfiable),
            ("bytes=-0", .unsatisfiable), ("bytes=5-4", .whole), ("bytes=0-1,4-5", .whole), ("lines=0-1", .whole),
            ("bytes=a-", .whole), ("bytes=-", .whole), ("bytes=99999999999999999999-", .whole),
            ("BYTES=99-99", .part(99..<100)),
        ] as [(String?, HTTPByteRange)])
    func rangesAreReadAsTheStandardSays(header: String?, range: HTTPByteRange) {
        #expect(HTTPByteRange(header, size: 100) == range)
    }

    @Test func nothingOfAnEmptyFileCanBeHad() {
        #expect(HTTPByteRange("bytes=0-", size: 0) == .unsatisfiable)
        #expect(HTTPByteRange(nil, size: 0) == .whole)
    }

    private func answer(_ headers: HTTPHeaders) -> HTTPFileAnswer {
        HTTPFileAnswer(HTTPRequestHead("GET", "/", headers: headers), size: 100, tag: "\"a\"", contentType: "video/mp4")
    }

    @Test func conditionsDecideBeforeRanges() {
        let part = answer(["range": "bytes=10-19"])
        #expect(part.status == .partialContent && part.range == 10..<20)
        #expect(part.headers["Content-Range"] == "bytes 10-19/100")
        #expect(answer(["range": "bytes=10-19", "if-range": "\"a\""]).status == .partialContent)
        let changed = answer(["range": "bytes=10-19", "if-range": "\"b\""])
        #expect(changed.status == .ok && changed.range == 0..<100)
        #expect(answer(["if-match": "\"b\", \"c\""]).status == .preconditionFailed)
        #expect(answer(["if-match": "\"b\", \"a\""]).status == .ok)
        #expect(answer(["if-none-match": "\"a\""]).status == .notModified)
        let behind = answer(["range": "bytes=100-"])
        #expect(behind.status == .rangeNotSatisfiable && behind.range.isEmpty)
        #expect(behind.headers["Content-Range"] == "bytes */100")
    }
}

@Suite struct HTTPRouteTests {
    private let table: HTTPRouteTable<Int> = {
        var table = HTTPRouteTable<Int>()
        table.add("GET", "/", 1)
        table.add("GET", "/jobs/:job", 2)
        table.add("POST", "/jobs/:job/cancel", 3)
        table.add("GET", "/jobs/new", 4)
        return table
    }()

    private func found(_ method: String, _ path: String) -> Int? {
        if case .found(let value, _) = table.match(method, path) { value } else { nil }
    }

    @Test func pathsLeadToTheirRoutes() {
        #expect(found("GET", "/") == 1)
        #expect(found("HEAD", "/jobs/7") == 2)
        #expect(found("POST", "/jobs/7/cancel") == 3)
        for path in ["", "jobs", "/jobs", "/jobs/", "/jobs//cancel", "/jobs/7/", "/jobs/%zz", "/jobs/%ff"] {
            #expect(found("GET", path) == nil)
        }
    }

    @Test func partsOfAPathAreDecodedOnce() {
        guard case .found(_, let parameters) = table.match("GET", "/jobs/%2e%2e%2Fa%2520") else {
            Issue.record("no route")
            return
        }
        #expect(parameters == ["job": "../a%20"])
        #expect(HTTPPath.encode("../a%20 ü") == "..%2Fa%2520%20%C3%BC")
        #expect(HTTPPath.parts(of: "/" + HTTPPath.encode("../a%20 ü")) == ["../a%20 ü"])
        #expect(HTTPPath.value(of: "b", in: "a=1&b=%26&b=2") == "&")
        #expect(HTTPPath.value(of: "a", in: nil) == nil)
    }

    @Test func otherMethodsAreNamed() {
        guard case .otherMethods(let methods) = table.match("DELETE", "/jobs/7") else {
            Issue.record("a route was found")
            return
        }
        #expect(methods == ["GET", "HEAD"])
    }
}
