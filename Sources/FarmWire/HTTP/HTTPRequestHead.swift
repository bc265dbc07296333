/// The request line and the headers of an HTTP/1.1 request.
public struct HTTPRequestHead: Equatable, Sendable {
    public var method: String
    /// As it was sent: path and query, not decoded.
    public var target: String
    public var headers: HTTPHeaders
    /// Sent by a peer that speaks HTTP/1.0: it expects the connection to be closed behind the answer.
    public var isVersion10 = false

    public init(_ method: String, _ target: String, headers: HTTPHeaders = [:]) {
        self.method = method
        self.target = target
        self.headers = headers
    }

    /// The target up to the question mark. What is asked of a proxy begins with the server's address, which is left out.
    public var path: String {
        let whole = target.prefix { $0 != "?" }
        guard whole.hasPrefix("http://") else { return String(whole) }
        return String(whole.dropFirst(7).drop { $0 != "/" })
    }

    /// The target after the question mark.
    public var query: String? {
        target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) }
    }

    /// The value of the first header of this name, which must be given in lower case.
    public subscript(name: String) -> String? { headers[name] }

    /// The token of `Authorization: Bearer TOKEN`.
    public var bearerToken: String? {
        guard let value = self["authorization"], value.lowercased().hasPrefix("bearer ") else { return nil }
        return String(value.dropFirst(7).drop { $0 == " " })
    }

    /// The peer may send another request on the same connection.
    public var keepsConnection: Bool {
        isVersion10 ? headers.connectionOption("keep-alive") : !headers.connectionOption("close")
    }

    /// Reads the head at the beginning of `bytes`: the head and its length, or nil when its end has not arrived.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer
    ) throws(HTTPHeadError) -> (head: HTTPRequestHead, length: Int)? {
        guard let (lines, length) = try HTTPHeadLines.read(bytes) else { return nil }
        return (try head(lines), length)
    }

    private static func head(_ lines: [UnsafeRawBufferPointer]) throws(HTTPHeadError) -> HTTPRequestHead {
        guard let first = lines.first else { throw .malformed }
        let words = first.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, words[0].allSatisfy(HTTPHeaders.isTokenByte), !words[0].isEmpty, !words[1].isEmpty,
            words[1].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .malformed }
        let version = String(decoding: words[2], as: UTF8.self)
        guard version.hasPrefix("HTTP/") else { throw .malformed }
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else { throw .unsupportedVersion }
        var head = HTTPRequestHead(
            String(decoding: words[0], as: UTF8.self), String(decoding: words[1], as: UTF8.self),
            headers: try HTTPHeaders(lines: lines.dropFirst()))
        head.isVersion10 = version == "HTTP/1.0"
        return head
    }

    /// As it is sent. Nothing in it may come from a peer: line breaks are not looked for.
    public var bytes: [UInt8] { Array("\(method) \(target) HTTP/1.1\r\n\(headers.text)\r\n".utf8) }
}

/// Why a request cannot be answered in earnest, or an answer not be understood.
public enum HTTPHeadError: Error, Equatable, Sendable {
    case tooLong
    case malformed
    case unsupportedVersion
    /// A body whose length is not named: `Transfer-Encoding`.
    case unsupportedBody

    /// The status to answer with, before the connection is closed.
    public var status: HTTPStatus {
        switch self {
        case .tooLong: .headersTooLarge
        case .malformed: .badRequest
        case .unsupportedVersion: .versionNotSupported
        case .unsupportedBody: .lengthRequired
        }
    }
}
