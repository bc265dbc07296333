import FarmModel
import JSONText

/// From the coordinator to a client.
public enum ClientReply: WireMessage {
    case welcome(version: String)
    case submitted(JobID, RunIdentity)
    case done
    case jobs([JobSummary])
    case job(JobDetail)
    case report(JobReport)
    case workers([WorkerSummary])
    case status(FarmStatus)
    case progress(JobSummary)
    case event(FarmEvent)
    case logText([String])
    case cleaned(runs: Int, bytes: Int64)
    /// The coordinator's clock, and as many letters as were asked for.
    case probed(clock: Timestamp, filling: String)
    case error(ClientError)

    public static var lineLimitBytes: Int { WireLimits.replyLineBytes }
}

extension ClientReply {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .welcome(let version):
            json.message("welcome") { json in
                json.field("protocol", WireProtocol.version)
                json.field("version", version)
            }
        case .submitted(let job, let run):
            json.message("submitted") { json in
                json.field("job_id", job)
                json.field("run", run)
            }
        case .done: json.message("done")
        case .jobs(let jobs): json.message("jobs") { json in json.field("jobs", jobs) }
        case .job(let job): json.message("job") { json in json.field("job", job) }
        case .report(let report): json.message("report") { json in json.field("report", report) }
        case .workers(let workers): json.message("workers") { json in json.field("workers", workers) }
        case .status(let status): json.message("status") { json in json.field("status", status) }
        case .progress(let job): json.message("progress") { json in json.field("progress", job) }
        case .event(let event): json.message("event") { json in json.field("event", event) }
        case .logText(let lines): json.message("log_text") { json in json.field("lines", lines) }
        case .cleaned(let runs, let bytes):
            json.message("cleaned") { json in
                json.field("runs", runs)
                json.field("bytes", bytes)
            }
        case .probed(let clock, let filling):
            json.message("probed") { json in
                json.field("clock", clock)
                json.field("filling", filling)
            }
        case .error(let error): json.message("error") { json in json.field("error", error) }
        }
    }

    /// The line of an `event` whose JSON is written already: it is the same for everybody who watches.
    public static func eventLine(_ event: [UInt8]) -> [UInt8] {
        Array(#"{"type":"event","event":"#.utf8) + event + Array("}\n".utf8)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        if type == "welcome" { try json.checkProtocol() }
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        switch type {
        case "welcome": self = .welcome(version: try json.require(draft.version, "version"))
        case "submitted":
            self = .submitted(try json.require(draft.jobID, "job_id"), try json.require(draft.run, "run"))
        case "done": self = .done
        case "jobs": self = .jobs(try json.require(draft.jobs, "jobs"))
        case "job": self = .job(try json.require(draft.job, "job"))
        case "report": self = .report(try json.require(draft.report, "report"))
        case "workers": self = .workers(try json.require(draft.workers, "workers"))
        case "status": self = .status(try json.require(draft.status, "status"))
        case "progress": self = .progress(try json.require(draft.progress, "progress"))
        case "event": self = .event(try json.require(draft.event, "event"))
        case "log_text": self = .logText(try json.require(draft.lines, "lines"))
        case "cleaned":
            self = .cleaned(runs: try json.require(draft.runs, "runs"), bytes: try json.require(draft.bytes, "bytes"))
        case "probed":
            self = .probed(
                clock: try json.require(draft.clock, "clock"), filling: try json.require(draft.filling, "filling"))
        case "error": self = .error(try json.require(draft.error, "error"))
        default: throw json.unknownType(type)
        }
    }

    private struct Draft {
        var version: String?
        var jobID: JobID?
        var run: RunIdentity?
        var jobs: [JobSummary]?
        var job: JobDetail?
        var report: JobReport?
        var workers: [WorkerSummary]?
        var status: FarmStatus?
        var progress: JobSummary?
        var event: FarmEvent?
        var lines: [String]?
        var runs: Int?
        var bytes: Int64?
        var clock: Timestamp?
        var filling: String?
        var error: ClientError?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "version": version = try json.name()
            case "job_id": jobID = try json.value(JobID.self)
            case "run": run = try json.value(RunIdentity.self)
            case "jobs": jobs = try json.value([JobSummary].self)
            case "job": job = try json.value(JobDetail.self)
            case "report": report = try json.value(JobReport.self)
            case "workers": workers = try json.value([WorkerSummary].self)
            case "status": status = try json.value(FarmStatus.self)
            case "progress": progress = try json.value(JobSummary.self)
            case "event": event = try json.value(FarmEvent.self)
            case "lines": lines = try json.value([String].self)
            case "runs": runs = try json.int()
            case "bytes": bytes = try json.int64()
            case "clock": clock = try json.value(Timestamp.self)
            case "filling": filling = try json.string(limit: WireLimits.probeBytes)
            case "error": error = try json.value(ClientError.self)
            default: try json.skip()
            }
        }
    }
}
