/// Who may ask what over HTTP.
///
/// A page of another site that is open in somebody's browser can send requests to the farm, too, with the browser's
/// cookies; and with a name of its own that leads to the farm's address it can even read the answers. So the request has
/// to be for a host that is the farm's, and what a browser sends has to come from the farm's own pages.
public struct HTTPAccess: Sendable {
    /// The cookie that holds an access token.
    public static let cookie = "renderfarm_access"
    /// Where a browser is sent with a token, to get the cookie.
    public static let entrance = "/enter"

    /// Names of the coordinator's machine, in lower case, besides `localhost` and addresses.
    public var hostNames: [String]
    /// Nil for a farm that everybody on this machine may use.
    public var secret: FarmSecret?
    private let code: MessageCode

    public init(hostNames: [String], secret: FarmSecret?, code: @escaping MessageCode) {
        self.hostNames = hostNames.map { $0.lowercased() }
        self.secret = secret
        self.code = code
    }

    /// The names that a machine is called by in its own network.
    public static func names(of host: String, listeningOn listen: String) -> [String] {
        let short = host.split(separator: ".").first.map(String.init) ?? host
        return [host, short, short + ".local", listen]
    }

    /// Why this is not answered; nil when it may be.
    public func refusal(
        of head: HTTPRequestHead, for audience: HTTPAudience, atSeconds now: Int64
    ) -> HTTPProblem? {
        switch audience {
        case .anybody: nil
        case .clients: wrongPlace(head) ?? otherSite(head) ?? stranger(head, now)
        // Workers are no browsers; the lease's token is checked by the route.
        case .leaseholders: head["origin"] == nil ? nil : HTTPProblem(.forbidden, "this is not for browsers")
        }
    }

    /// The answer to a browser that comes with a token: the cookie, and the way to the first page.
    public func entry(with token: String, atSeconds now: Int64) -> Result<HTTPHeaders, HTTPProblem> {
        guard let secret else { return .success(["Location": "/"]) }
        guard AccessToken.isValid(token, atSeconds: now, secret: secret, code: code) else {
            return .failure(Self.unknownToken)
        }
        // What reads it must be the server, not a script; and other sites do not get it sent along.
        let cookie = "\(Self.cookie)=\(token); Path=/; HttpOnly; SameSite=Lax"
        return .success(["Location": "/", "Set-Cookie": cookie, "Referrer-Policy": "no-referrer"])
    }

    // MARK: Host

    /// A name that leads here and is not ours is how another site makes a browser believe that the farm is a part of it.
    private func wrongPlace(_ head: HTTPRequestHead) -> HTTPProblem? {
        let hosts = head.headers.all.filter { $0.name == "host" }
        guard hosts.count == 1, let host = HostName(authority: hosts[0].value) else {
            return HTTPProblem(.badRequest, "the request does not say for which host it is")
        }
        guard !host.isAddress, host.name != "localhost", !hostNames.contains(host.name) else { return nil }
        return HTTPProblem(
            .forbidden, "this is no name of the farm's", cause: "the request is for the host `\(host.name)`",
            hint: "use the machine's address or its own name, or add the name to `host_names` in the configuration")
    }

    // MARK: Other sites

    private func otherSite(_ head: HTTPRequestHead) -> HTTPProblem? {
        let refusal = HTTPProblem(.forbidden, "the request comes from another site")
        if let origin = head["origin"] {
            guard let host = head["host"], origin == "http://\(host)" || origin == "https://\(host)" else {
                return refusal
            }
        }
        // What browsers say of themselves: a person may follow a link to the farm, and nothing else from elsewhere.
        guard let site = head["sec-fetch-site"], site != "same-origin", site != "none" else { return nil }
        let isLink =
            head["sec-fetch-mode"] == "navigate" && head["sec-fetch-dest"] == "document"
            && (head.method == "GET" || head.method == "HEAD")
        return isLink ? nil : refusal
    }

    // MARK: Tokens

    private func stranger(_ head: HTTPRequestHead, _ now: Int64) -> HTTPProblem? {
        guard let secret else { return nil }
        let tokens = [head.bearerToken, cookieToken(head)].compactMap(\.self)
        if tokens.contains(where: { AccessToken.isValid($0, atSeconds: now, secret: secret, code: code) }) {
            return nil
        }
        return tokens.isEmpty ? Self.missingToken : Self.unknownToken
    }

    private func cookieToken(_ head: HTTPRequestHead) -> String? {
        for header in head.headers.all where header.name == "cookie" {
            for part in header.value.split(separator: ";") {
                let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if pair.count == 2, pair[0] == Self.cookie { return String(pair[1]) }
            }
        }
        return nil
    }

    private static let missingToken = HTTPProblem(
        .unauthorized, "this farm has a secret, and the request shows no token",
        hint: "`renderctl dashboard` prints an address with a token in it, `renderctl secret token` the token alone",
        headers: ["WWW-Authenticate": "Bearer"])

    private static let unknownToken = HTTPProblem(
        .unauthorized, "the token is not one of this farm's, or its time is over",
        hint: "`renderctl dashboard` prints an address with a new one",
        headers: ["WWW-Authenticate": "Bearer error=\"invalid_token\""])
}

/// The name or address before the port in a `Host` header.
struct HostName {
    let name: String
    let isAddress: Bool

    /// Nil for what is no host with or without a port.
    init?(authority: String) {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let inside = authority[authority.index(after: authority.startIndex)..<end]
            guard inside.utf8.contains(UInt8(ascii: ":")), inside.utf8.allSatisfy(Self.isOfAddress),
                Self.isPort(authority[authority.index(after: end)...])
            else { return nil }
            self.init(name: inside.lowercased(), isAddress: true)
            return
        }
        let name = authority.prefix { $0 != ":" }
        guard !name.isEmpty, Self.isPort(authority.dropFirst(name.count)) else { return nil }
        self.init(name: name.lowercased(), isAddress: Self.isFourNumbers(name))
    }

    private init(name: String, isAddress: Bool) {
        self.name = name
        self.isAddress = isAddress
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.first == ":" && text.dropFirst().utf8.allSatisfy(isDigit))
    }

    /// Only the plain form: no name that somebody can register looks like it.
    private static func isFourNumbers(_ name: Substring) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { $0.utf8.allSatisfy(isDigit) && UInt8($0) != nil }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isOfAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
