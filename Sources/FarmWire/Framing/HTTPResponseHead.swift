/// The answers that the coordinator gives over HTTP.
public enum HTTPStatus: Int, Sendable, CaseIterable {
    case ok = 200
    case badRequest = 400
    case forbidden = 403
    case notFound = 404
    case methodNotAllowed = 405
    case headersTooLarge = 431
    case internalError = 500
    case serviceUnavailable = 503
    case versionNotSupported = 505

    public var reason: String {
        switch self {
        case .ok: "OK"
        case .badRequest: "Bad Request"
        case .forbidden: "Forbidden"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .headersTooLarge: "Request Header Fields Too Large"
        case .internalError: "Internal Server Error"
        case .serviceUnavailable: "Service Unavailable"
        case .versionNotSupported: "HTTP Version Not Supported"
        }
    }
}

/// The head of a response whose body has a known length. The connection is closed after the body.
public struct HTTPResponseHead: Sendable {
    public var status: HTTPStatus
    public var contentType: String
    public var contentLength: Int
    /// Further headers. Names and values are the program's own text, never that of a peer.
    public var headers: [(name: String, value: String)]

    public init(
        _ status: HTTPStatus, contentType: String, contentLength: Int,
        headers: [(name: String, value: String)] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.contentLength = contentLength
        self.headers = headers
    }

    public var bytes: [UInt8] {
        var text = "HTTP/1.1 \(status.rawValue) \(status.reason)\r\n"
        text += "Content-Type: \(contentType)\r\nContent-Length: \(contentLength)\r\nConnection: close\r\n"
        text += "X-Content-Type-Options: nosniff\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        return Array((text + "\r\n").utf8)
    }
}
