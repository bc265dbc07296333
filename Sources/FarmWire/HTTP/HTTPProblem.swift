import JSONText

/// Why a request was not carried out, as `application/problem+json` (RFC 9457): for programs and for people.
public struct HTTPProblem: Error, Equatable, Sendable, JSONWritable {
    public static let contentType = "application/problem+json"

    public var status: HTTPStatus
    /// What did not happen, and why.
    public var summary: String
    public var cause: String?
    public var hint: String?
    /// Further headers of the answer; the program's own text.
    public var headers: HTTPHeaders = [:]

    public init(
        _ status: HTTPStatus, _ summary: String, cause: String? = nil, hint: String? = nil, headers: HTTPHeaders = [:]
    ) {
        self.status = status
        self.summary = summary
        self.cause = cause
        self.hint = hint
        self.headers = headers
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("status", status.rawValue)
            json.field("title", summary)
            json.field("detail", optional: cause)
            json.field("hint", optional: hint)
        }
    }
}
