/// The status line and the headers of an HTTP/1.1 response.
public struct HTTPResponseHead: Equatable, Sendable {
    /// Any number from 100 to 599 where it was read.
    public var status: Int
    public var headers: HTTPHeaders
    /// Nil for a body that ends with the connection.
    public var contentLength: Int64?
    /// Another request may follow on the same connection.
    public var keepsConnection: Bool

    /// Names and values of headers are the program's own text, never that of a peer.
    public init(
        _ status: HTTPStatus, headers: HTTPHeaders = [:], contentLength: Int64?, keepsConnection: Bool
    ) {
        self.status = status.rawValue
        self.headers = headers
        self.contentLength = contentLength
        self.keepsConnection = keepsConnection && (contentLength != nil || status.hasNoBody)
    }

    private init(status: Int, headers: HTTPHeaders, isVersion10: Bool) throws(HTTPHeadError) {
        self.status = status
        self.headers = headers
        guard headers["transfer-encoding"] == nil else { throw .unsupportedBody }
        let hasNoBody = HTTPStatus(rawValue: status)?.hasNoBody == true
        contentLength = hasNoBody ? 0 : try headers.contentLength()
        let wantsToStay =
            isVersion10 ? headers.connectionOption("keep-alive") : !headers.connectionOption("close")
        keepsConnection = wantsToStay && contentLength != nil
    }

    /// As it is sent.
    public var bytes: [UInt8] {
        let known = HTTPStatus(rawValue: status)
        var text = "HTTP/1.1 \(status) \(known?.reason ?? "Unknown")\r\n"
        if let contentLength, known?.hasNoBody != true { text += "Content-Length: \(contentLength)\r\n" }
        if !keepsConnection { text += "Connection: close\r\n" }
        // Whatever a video is named, no browser is to take it for a page.
        text += "X-Content-Type-Options: nosniff\r\n"
        return Array((text + headers.text + "\r\n").utf8)
    }

    /// Reads the head at the beginning of `bytes`: the head and its length, or nil when its end has not arrived.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer
    ) throws(HTTPHeadError) -> (head: HTTPResponseHead, length: Int)? {
        guard let (lines, length) = try HTTPHeadLines.read(bytes) else { return nil }
        guard let first = lines.first else { throw .malformed }
        let words = first.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2 else { throw .malformed }
        let version = String(decoding: words[0], as: UTF8.self)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else { throw .unsupportedVersion }
        guard words[1].count == 3, let status = Int(String(decoding: words[1], as: UTF8.self)),
            (100...599).contains(status)
        else { throw .malformed }
        let head = try HTTPResponseHead(
            status: status, headers: try HTTPHeaders(lines: lines.dropFirst()), isVersion10: version == "HTTP/1.0")
        return (head, length)
    }
}
