import FarmWire
import JSONText
import LinuxIO

/// What a request is answered with.
public struct HTTPResponse {
    public enum Body {
        case bytes([UInt8])
        case file(FilePart)
        /// So many bytes, which come when they come.
        case source(count: Int64, any HTTPBodySource)
    }

    public var status: HTTPStatus
    public var headers: HTTPHeaders
    public var body: Body

    public init(_ status: HTTPStatus, headers: HTTPHeaders = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public static func text(_ text: String, _ status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(Array(text.utf8)))
    }

    public static func json(_ value: some JSONWritable, _ status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status, headers: ["Content-Type": "application/json"], body: .bytes(value.jsonBytes))
    }

    public static func problem(_ problem: HTTPProblem) -> HTTPResponse {
        var headers: HTTPHeaders = ["Content-Type": HTTPProblem.contentType]
        for header in problem.headers.all { headers.add(header.name, header.value) }
        return HTTPResponse(problem.status, headers: headers, body: .bytes(problem.jsonBytes))
    }

    /// A file, or the part of it that the request asks for.
    public static func file(
        _ file: FileDescriptor, for request: HTTPRequest, contentType: String, headers: HTTPHeaders = [:]
    ) throws(SystemError) -> HTTPResponse {
        let facts = try file.facts()
        let answer = HTTPFileAnswer(request.head, size: facts.sizeBytes, tag: facts.entityTag, contentType: contentType)
        var all = answer.headers
        for header in headers.all { all.add(header.name, header.value) }
        return HTTPResponse(answer.status, headers: all, body: .file(FilePart(file, answer.range)))
    }

    /// What of the body is the content of a file.
    public var fileBytes: Int64 {
        if case .file(let part) = body { part.count } else { 0 }
    }

    public var bodyBytes: Int64 {
        switch body {
        case .bytes(let bytes): Int64(bytes.count)
        case .file(let part): part.count
        case .source(let count, _): count
        }
    }
}

/// Gives the body of an answer piece by piece, each when the last one is on its way.
public protocol HTTPBodySource: AnyObject {
    /// `deliver` is called once, at once or later: with a piece that is not empty, or with nil when the rest cannot be
    /// had, and the connection is to be cut.
    func nextPiece(_ deliver: @escaping ([UInt8]?) -> Void)
    /// Nobody waits for the rest.
    func abandon()
}

extension FileFacts {
    /// Tells one state of a file from any other, for `ETag`.
    public var entityTag: String {
        "\"\(String(inode, radix: 16))-\(String(sizeBytes, radix: 16))-\(String(modifiedNanoseconds, radix: 16))\""
    }
}
