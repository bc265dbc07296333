import FarmModel
import JSONText

extension FarmNote.Severity: JSONConvertible {}

extension FarmNote: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("at", at)
            json.field("severity", severity)
            json.field("job_id", optional: job)
            json.field("chunk_id", optional: chunk)
            json.field("attempt_id", optional: attempt)
            json.field("worker", optional: worker)
            json.field("text", text)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var at: Timestamp?
        var severity: FarmNote.Severity?
        var job: JobID?
        var chunk: Int?
        var attempt: AttemptID?
        var worker: String?
        var text: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "at": at = try json.value(Timestamp.self)
            case "severity": severity = try json.value(FarmNote.Severity.self)
            case "job_id": job = try json.optional(JobID.self)
            case "chunk_id": chunk = try json.consumeNull() ? nil : try json.count()
            case "attempt_id": attempt = try json.optional(AttemptID.self)
            case "worker": worker = try json.optional(String.self)
            case "text": text = try json.string()
            default: try json.skip()
            }
        }
        self.init(
            at: try json.require(at, "at"), severity: try json.require(severity, "severity"), job: job, chunk: chunk,
            attempt: attempt, worker: worker, text: try json.require(text, "text"))
    }
}
