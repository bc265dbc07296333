/// What the request for a part of an upload says of it.
public struct UploadHeaders: Equatable, Sendable {
    /// Where the part belongs.
    public var offset: Int64
    /// Of the whole.
    public var sizeBytes: Int64
    /// Of the whole: 64 hexadecimal digits.
    public var sha256: String

    public init(offset: Int64, sizeBytes: Int64, sha256: String) {
        self.offset = offset
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
    }

    public init(_ head: HTTPRequestHead) throws(HTTPProblem) {
        func number(_ name: String) -> Int64? {
            head[name].flatMap(Int64.init).flatMap { (0...WireLimits.byteCount).contains($0) ? $0 : nil }
        }
        guard let offset = number("upload-offset"), let size = number("upload-length"), offset <= size,
            let digest = head["upload-sha256"], Self.isDigest(digest)
        else {
            throw HTTPProblem(
                .badRequest, "the upload is not described",
                cause: "Upload-Offset, Upload-Length and Upload-SHA256 say what it is")
        }
        self.init(offset: offset, sizeBytes: size, sha256: digest)
    }

    /// SHA-256 as `sha256sum` prints it.
    public static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    public var headers: HTTPHeaders {
        ["Upload-Offset": "\(offset)", "Upload-Length": "\(sizeBytes)", "Upload-SHA256": sha256]
    }
}
