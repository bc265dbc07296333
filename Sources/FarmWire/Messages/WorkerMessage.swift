import FarmModel
import JSONText

/// From a worker to the coordinator.
public enum WorkerMessage: WireMessage {
    /// The first line of each connection.
    case hello(WorkerHello)
    /// A sign of life, in the interval that the coordinator's welcome named.
    case heartbeat(Heartbeat)
    /// Sent again on each new connection until it is acknowledged, as is a failure.
    case attemptSucceeded(AttemptID, AttemptProduct)
    case attemptFailed(AttemptID, AttemptFailure)
    /// What ffmpeg said in an attempt whose run folder this worker does not see, and what became of it: for the run's log.
    case attemptLog(AttemptID, lines: [String])
    /// The worker was asked to end: it finishes what it has and wants no more.
    case draining

    public static var lineLimitBytes: Int { WireLimits.workerLineBytes }
}

extension WorkerMessage {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .hello(let hello):
            json.message("worker_hello") { json in
                json.field("protocol", WireProtocol.version)
                hello.writeFields(to: &json)
            }
        case .heartbeat(let heartbeat):
            json.message("heartbeat") { json in heartbeat.writeFields(to: &json) }
        case .attemptSucceeded(let attempt, let product):
            json.message("attempt_succeeded") { json in
                json.field("attempt_id", attempt)
                json.field("product", product)
            }
        case .attemptFailed(let attempt, let failure):
            json.message("attempt_failed") { json in
                json.field("attempt_id", attempt)
                json.field("failure", failure)
            }
        case .attemptLog(let attempt, let lines):
            json.message("attempt_log") { json in
                json.field("attempt_id", attempt)
                json.field("lines", lines)
            }
        case .draining:
            json.message("draining")
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        switch type {
        case "worker_hello":
            try json.checkProtocol()
            self = .hello(try json.value(WorkerHello.self))
        case "heartbeat": self = .heartbeat(try json.value(Heartbeat.self))
        case "attempt_succeeded":
            let end = try json.value(AttemptEnd.self)
            self = .attemptSucceeded(end.attempt, try json.require(end.product, "product"))
        case "attempt_failed":
            let end = try json.value(AttemptEnd.self)
            self = .attemptFailed(end.attempt, try json.require(end.failure, "failure"))
        case "attempt_log": self = try Self.attemptLog(from: &json)
        case "draining": self = try json.skip(returning: .draining)
        default: throw json.unknownType(type)
        }
    }

    private static func attemptLog(from json: inout JSONReader) throws(JSONError) -> WorkerMessage {
        var attempt: AttemptID?
        var lines: [String]?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "attempt_id": attempt = try json.value(AttemptID.self)
            case "lines": lines = try json.array(of: String.self, limit: WireLimits.logLines)
            default: try json.skip()
            }
        }
        return .attemptLog(try json.require(attempt, "attempt_id"), lines: try json.require(lines, "lines"))
    }
}
