/// How a request for a file is answered: which of its bytes, under which conditions (RFC 9110, 13 and 14).
public struct HTTPFileAnswer: Equatable, Sendable {
    public let status: HTTPStatus
    /// What of the file is sent; empty for none.
    public let range: Range<Int64>
    public let headers: HTTPHeaders

    /// - Parameter tag: the quoted entity tag of the file as it is now.
    public init(_ head: HTTPRequestHead, size: Int64, tag: String, contentType: String) {
        var headers: HTTPHeaders = ["ETag": tag, "Accept-Ranges": "bytes"]
        if let wanted = head["if-match"], !Self.names(tag, in: wanted) {
            (status, range) = (.preconditionFailed, 0..<0)
        } else if let known = head["if-none-match"], Self.names(tag, in: known) {
            (status, range) = (.notModified, 0..<0)
        } else {
            // A part of a file that has changed since the rest was read would fit nothing: then all of it is sent.
            let isSame = head["if-range"].map { $0 == tag } ?? true
            switch HTTPByteRange(isSame ? head["range"] : nil, size: size) {
            case .whole: (status, range) = (.ok, 0..<size)
            case .part(let part):
                (status, range) = (.partialContent, part)
                headers.add("Content-Range", part.contentRange(of: size))
            case .unsatisfiable:
                (status, range) = (.rangeNotSatisfiable, 0..<0)
                headers.add("Content-Range", "bytes */\(size)")
            }
            headers.add("Content-Type", contentType)
        }
        self.headers = headers
    }

    private static func names(_ tag: String, in list: String) -> Bool {
        list.split(separator: ",").contains { $0.trimmingSpaces == tag || $0.trimmingSpaces == "*" }
    }
}
