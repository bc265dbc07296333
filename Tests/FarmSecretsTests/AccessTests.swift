import FarmSecrets
import FarmWire
import Testing

@Suite("Who may ask over HTTP") struct AccessTests {
    private static let now: Int64 = 1_800_000_000
    private let secret: FarmSecret
    private let closed: HTTPAccess
    private let open: HTTPAccess

    init() throws {
        secret = try FarmSecret.fresh()
        let names = HTTPAccess.names(of: "Oak.example.org", listeningOn: "192.168.1.5")
        closed = HTTPAccess(hostNames: names, secret: secret, code: hmacSHA256)
        open = HTTPAccess(hostNames: names, secret: nil, code: hmacSHA256)
    }

    private func token(_ secret: FarmSecret? = nil, seconds: Int64 = 60) throws -> String {
        let token = AccessToken.make(endingAt: Self.now + seconds, secret: secret ?? self.secret, code: hmacSHA256)
        return try #require(token)
    }

    private func status(
        _ access: HTTPAccess, _ headers: [(String, String)], _ method: String = "GET",
        for audience: HTTPAudience = .clients
    ) -> HTTPStatus? {
        var all = HTTPHeaders()
        for (name, value) in headers { all.add(name, value) }
        return access.refusal(
            of: HTTPRequestHead(method, "/api/jobs", headers: all), for: audience, atSeconds: Self.now)?.status
    }

    @Test("a token of the farm opens it, as a bearer's and as a cookie")
    func tokensOpen() throws {
        let token = try token()
        #expect(status(closed, [("host", "oak:7420"), ("authorization", "Bearer \(token)")]) == nil)
        #expect(status(closed, [("host", "oak:7420"), ("authorization", "bearer  \(token)")]) == nil)
        #expect(status(closed, [("host", "oak:7420"), ("cookie", "a=b; renderfarm_access=\(token); c")]) == nil)
        let clients = try #require(secret.restricted(to: .clients, code: hmacSHA256))
        let theirs = try self.token(clients)
        #expect(status(closed, [("host", "oak:7420"), ("authorization", "Bearer \(theirs)")]) == nil)
    }

    @Test("nothing else opens it")
    func nothingElseOpens() throws {
        let good = try token()
        #expect(status(closed, [("host", "oak")]) == .unauthorized)
        let workers = try #require(secret.restricted(to: .workers, code: hmacSHA256))
        #expect(AccessToken.make(endingAt: Self.now + 60, secret: workers, code: hmacSHA256) == nil)
        let parts = good.split(separator: "-")
        let later = "\(Self.now + 61)-\(parts[1])"
        let tokens = [
            "", "-", good + "0", String(good.dropLast()), "0" + good.dropFirst(), later, "+" + good, " " + good,
            "0" + good,
            good.uppercased() + "G", try token(seconds: 0), try token(seconds: -1),
            try token(seconds: AccessToken.longestSeconds + 1), try token(try FarmSecret.fresh()),
            "99999999999999999999-\(parts[1])", "\(parts[0])", "\(parts[0])-", "\(parts[0])--\(parts[1])",
        ]
        for token in tokens where token != " " + good {
            #expect(
                status(closed, [("host", "oak"), ("authorization", "Bearer \(token)")]) == .unauthorized, "\(token)")
            #expect(
                status(closed, [("host", "oak"), ("cookie", "renderfarm_access=\(token)")]) == .unauthorized, "\(token)"
            )
        }
        #expect(status(closed, [("host", "oak"), ("authorization", "Basic \(good)")]) == .unauthorized)
        #expect(status(closed, [("host", "oak"), ("cookie", "other=\(good)")]) == .unauthorized)
    }

    @Test("a name of another site that leads here opens nothing, with or without a secret")
    func rebinding() throws {
        let authorization = ("authorization", "Bearer \(try token())")
        for host in [
            "evil.example", "evil.example:7420", "127.0.0.1.evil.example", "localhost.evil.example", "oak.evil.example",
            "",
            ":7420", "2130706433", "0x7f.1", "127.1", "[::1", "[evil]:1", "localhost:x", "a b", "127.0.0.1.",
            "127.0.0.256",
        ] {
            #expect(status(open, [("host", host)]) != nil, "\(host)")
            #expect(status(closed, [("host", host), authorization]) != nil, "\(host)")
        }
        #expect(status(open, []) == .badRequest)
        #expect(status(open, [("host", "localhost"), ("host", "evil.example")]) == .badRequest)
        for host in [
            "localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:7420", "[::1]:7420", "192.168.1.5", "10.0.0.9:1",
            "oak", "Oak.Example.Org:7420", "oak.local",
        ] {
            #expect(status(open, [("host", host)]) == nil, "\(host)")
            #expect(status(closed, [("host", host), authorization]) == nil, "\(host)")
        }
    }

    @Test("a page of another site can neither ask nor tell, with or without a secret")
    func otherSites() throws {
        let host = ("host", "127.0.0.1:7420")
        let cookie = ("cookie", "renderfarm_access=\(try token())")
        let foreign: [[(String, String)]] = [
            [("origin", "http://evil.example")], [("origin", "null")], [("origin", "http://127.0.0.1:8080")],
            [("origin", "http://127.0.0.1")], [("origin", "")], [("origin", "http://127.0.0.1:7420.evil.example")],
            [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")], [("sec-fetch-site", "same-site")],
            [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")],
            [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")],
        ]
        for headers in foreign {
            for method in ["GET", "POST", "DELETE"] {
                #expect(status(open, [host] + headers, method) == .forbidden, "\(headers)")
                #expect(status(closed, [host, cookie] + headers, method) == .forbidden, "\(headers)")
            }
        }
        let link = [
            ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"),
        ]
        #expect(status(open, [host] + link) == nil)
        #expect(status(open, [host] + link, "POST") == .forbidden)
        let own = [("origin", "http://127.0.0.1:7420"), ("sec-fetch-site", "same-origin")]
        #expect(status(open, [host] + own, "POST") == nil)
        #expect(status(closed, [host, cookie] + own, "POST") == nil)
        #expect(status(open, [host, ("sec-fetch-site", "none")]) == nil)
    }

    @Test("what is for anybody is told to anybody, and what is for workers to no browser")
    func otherAudiences() {
        #expect(status(closed, [], for: .anybody) == nil)
        #expect(status(closed, [("host", "10.0.0.1")], for: .leaseholders) == nil)
        #expect(
            status(closed, [("host", "10.0.0.1"), ("origin", "http://10.0.0.1")], for: .leaseholders) == .forbidden)
    }

    @Test("a browser gets the cookie for a good token, and only for that")
    func entrance() throws {
        let token = try token()
        guard case .success(let headers) = closed.entry(with: token, atSeconds: Self.now) else {
            Issue.record("refused")
            return
        }
        #expect(headers.all.contains { $0.name == "Set-Cookie" && $0.value.hasPrefix("renderfarm_access=\(token); ") })
        #expect(headers.all.contains { $0.name == "Set-Cookie" && $0.value.contains("HttpOnly; SameSite=") })
        for wrong in ["", "x", token + "\r\nSet-Cookie: a=b", try self.token(seconds: -1)] {
            guard case .failure(let problem) = closed.entry(with: wrong, atSeconds: Self.now) else {
                Issue.record("let in with \(wrong)")
                continue
            }
            #expect(problem.status == .unauthorized)
        }
        guard case .success = open.entry(with: "", atSeconds: Self.now) else {
            Issue.record("refused")
            return
        }
    }
}
