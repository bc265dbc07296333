import JSONText

/// Why a request was not carried out, for the lines `error:`, `cause:` and `hint:`.
public struct ClientError: Error, Equatable, Sendable {
    public var code: Code
    public var summary: String
    public var cause: String
    public var hint: String?

    public init(_ code: Code, summary: String, cause: String, hint: String? = nil) {
        self.code = code
        self.summary = summary
        self.cause = cause
        self.hint = hint
    }

    public enum Code: String, Equatable, Sendable, CaseIterable {
        case noSuchJob = "no_such_job"
        case noSuchWorker = "no_such_worker"
        /// The job is in a phase in which the request makes no sense.
        case wrongPhase = "wrong_phase"
        case badRequest = "bad_request"
        case inputUnreadable = "input_unreadable"
        case outputUnusable = "output_unusable"
        /// A limit of the farm is reached; later it may be possible.
        case busy
        case protocolMismatch = "protocol_mismatch"
        case notAllowed = "not_allowed"
        case `internal`
    }
}

extension ClientError.Code: JSONConvertible {}

extension ClientError: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("code", code)
            json.field("summary", summary)
            json.field("cause", cause)
            json.field("hint", orNull: hint)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var code: Code?
        var summary: String?
        var cause: String?
        var hint: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "code": code = try json.value(Code.self)
            case "summary": summary = try json.string()
            case "cause": cause = try json.string()
            case "hint": hint = try json.optional(String.self)
            default: try json.skip()
            }
        }
        self.init(
            try json.require(code, "code"), summary: try json.require(summary, "summary"),
            cause: try json.require(cause, "cause"), hint: hint)
    }
}
