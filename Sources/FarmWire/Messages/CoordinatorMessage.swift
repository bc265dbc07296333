import FarmModel
import JSONText

/// From the coordinator to a worker.
public enum CoordinatorMessage: WireMessage {
    /// The answer to a hello: from now on the worker sends a heartbeat in this interval.
    case welcome(worker: WorkerID, heartbeatMilliseconds: Int, version: String)
    /// The other answer to a hello; the connection is closed after it. A worker that may not retry ends.
    case refused(reason: String, mayRetry: Bool)
    case assign(Assignment)
    /// Stop the attempt; its failure is reported as `cancelled`.
    case cancel(AttemptID)
    /// The result of the attempt is on disk, or no longer wanted: the worker may forget it.
    case acknowledge(AttemptID)
    /// Finish what you have, then leave.
    case drain
    /// The answer to each heartbeat: the coordinator is there, and the way to it and back is open.
    case heard

    public static var lineLimitBytes: Int { WireLimits.coordinatorLineBytes }
}

extension CoordinatorMessage {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .welcome(let worker, let heartbeat, let version):
            json.message("welcome") { json in
                json.field("protocol", WireProtocol.version)
                json.field("version", version)
                json.field("worker_id", worker)
                json.field("heartbeat_ms", heartbeat)
            }
        case .refused(let reason, let mayRetry):
            json.message("refused") { json in
                json.field("reason", reason)
                json.field("may_retry", mayRetry)
            }
        case .assign(let assignment):
            json.message("assign") { json in assignment.writeFields(to: &json) }
        case .cancel(let attempt):
            json.message("cancel") { json in json.field("attempt_id", attempt) }
        case .acknowledge(let attempt):
            json.message("acknowledge") { json in json.field("attempt_id", attempt) }
        case .drain:
            json.message("drain")
        case .heard:
            json.message("heard")
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        switch type {
        case "assign":
            self = .assign(try json.value(Assignment.self))
            return
        case "welcome": try json.checkProtocol()
        default: break
        }
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        switch type {
        case "welcome":
            self = .welcome(
                worker: try json.require(draft.worker, "worker_id"),
                heartbeatMilliseconds: try json.require(draft.heartbeatMilliseconds, "heartbeat_ms"),
                version: try json.require(draft.version, "version"))
        case "refused":
            self = .refused(
                reason: try json.require(draft.reason, "reason"),
                mayRetry: try json.require(draft.mayRetry, "may_retry"))
        case "cancel": self = .cancel(try json.require(draft.attempt, "attempt_id"))
        case "acknowledge": self = .acknowledge(try json.require(draft.attempt, "attempt_id"))
        case "drain": self = .drain
        case "heard": self = .heard
        default: throw json.unknownType(type)
        }
    }

    private struct Draft {
        var worker: WorkerID?
        var heartbeatMilliseconds: Int?
        var version: String?
        var reason: String?
        var mayRetry: Bool?
        var attempt: AttemptID?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "worker_id": worker = try json.value(WorkerID.self)
            case "heartbeat_ms": heartbeatMilliseconds = try json.int(in: 1...3_600_000)
            case "version": version = try json.name()
            case "reason": reason = try json.string()
            case "may_retry": mayRetry = try json.bool()
            case "attempt_id": attempt = try json.value(AttemptID.self)
            default: try json.skip()
            }
        }
    }
}
