import FarmHTTP
import FarmModel
import FarmWire
import JSONText
import LinuxIO

/// How the routes below `/api/v1` answer: JSON with a tag for those who ask again, and problems with cause and hint.
extension HTTPExchange {
    /// Answers with the value, or says that it is what the asker has already.
    func answer(json value: some JSONWritable, _ status: HTTPStatus = .ok) {
        answer(jsonBytes: value.jsonBytes, status)
    }

    func answer(_ status: HTTPStatus = .ok, json body: (inout JSONWriter) -> Void) {
        var json = JSONWriter()
        json.object(body)
        answer(jsonBytes: json.bytes, status)
    }

    private func answer(jsonBytes: [UInt8], _ status: HTTPStatus) {
        let tag = "\"\(String(crc32c(jsonBytes), radix: 16))-\(String(jsonBytes.count, radix: 16))\""
        let headers: HTTPHeaders = ["Content-Type": "application/json", "ETag": tag, "Cache-Control": "no-cache"]
        if request.head.method == "GET", request.head["if-none-match"] == tag {
            return answer(HTTPResponse(.notModified, headers: ["ETag": tag]))
        }
        answer(HTTPResponse(status, headers: headers, body: .bytes(jsonBytes)))
    }

    func refuse(_ error: ClientError) {
        refuse(HTTPProblem(error.status, error.summary, cause: error.cause, hint: error.hint))
    }

    func answer(_ result: Result<Void, ClientError>) {
        switch result {
        case .success: answer { $0.field("done", true) }
        case .failure(let error): refuse(error)
        }
    }

    /// The number that a part of the path or a member of the query names; refuses what is none.
    func number(_ text: String, _ name: String, in range: ClosedRange<Int>) throws(HTTPProblem) -> Int {
        guard let number = Int(text), range ~= number else {
            throw HTTPProblem(
                .badRequest, "\(name) is not understood",
                cause: "it must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Where a page begins, and how long it may be.
    func page() throws(HTTPProblem) -> (offset: Int, limit: Int) {
        let offset = try request.query("offset").map { (text) throws(HTTPProblem) in
            try number(text, "offset", in: 0...1 << 40)
        }
        let limit = try request.query("limit").map { (text) throws(HTTPProblem) in
            try number(text, "limit", in: 1...ApiLimits.pageLength)
        }
        return (offset ?? 0, limit ?? ApiLimits.usualPageLength)
    }

    /// Refuses instead of answering where something is wrong with the request.
    func attempt(_ body: () throws(HTTPProblem) -> Void) {
        do throws(HTTPProblem) { try body() } catch { refuse(error) }
    }
}

/// The limits of the API, each with the reason for its number.
enum ApiLimits {
    /// All chunks of the longest video: still only some megabytes.
    static let pageLength = 10_000
    /// What a person looks at.
    static let usualPageLength = 100
    /// Log lines that are sent at once.
    static let logLines = 5_000
}

extension ClientError {
    var status: HTTPStatus {
        switch code {
        case .noSuchJob, .noSuchWorker: .notFound
        case .wrongPhase: .conflict
        case .badRequest, .protocolMismatch: .badRequest
        case .inputUnreadable, .outputUnusable: .unprocessableContent
        case .busy: .serviceUnavailable
        case .notAllowed: .forbidden
        case .internal: .internalError
        }
    }
}
