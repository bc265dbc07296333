import FarmModel
import JSONText

/// What messages and records about the end of an attempt have in common.
struct AttemptEnd: JSONReadable {
    var attempt: AttemptID
    var product: AttemptProduct?
    var failure: AttemptFailure?
    var verdict: FailureVerdict?
    var at: Timestamp?

    init(from json: inout JSONReader) throws(JSONError) {
        var attempt: AttemptID?
        var product: AttemptProduct?
        var failure: AttemptFailure?
        var verdict: FailureVerdict?
        var at: Timestamp?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "attempt_id": attempt = try json.value(AttemptID.self)
            case "product": product = try json.value(AttemptProduct.self)
            case "failure": failure = try json.value(AttemptFailure.self)
            case "then": verdict = try json.value(FailureVerdict.self)
            case "at": at = try json.value(Timestamp.self)
            default: try json.skip()
            }
        }
        self.attempt = try json.require(attempt, "attempt_id")
        self.product = product
        self.failure = failure
        self.verdict = verdict
        self.at = at
    }
}
