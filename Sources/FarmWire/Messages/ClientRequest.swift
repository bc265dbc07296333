import FarmModel
import JSONText

/// From `renderctl` to the coordinator. Each request is answered by one reply, unless it says otherwise.
public enum ClientRequest: WireMessage {
    /// The first line of each connection; answered by `welcome`.
    case hello(version: String)
    /// Answered by `submitted` once the job is on disk.
    case submit(JobRequest)
    case jobs
    case job(JobID)
    case report(JobID)
    case workers
    case status
    /// Answered by `progress` now and whenever something changed, and by `report` when the job has ended.
    case follow(JobID)
    /// Answered by `event` without end: first a snapshot, then each change; of one job, or of everything.
    case watch(JobID?)
    /// Answered by `log_text`, as often as there is more, then by `done`.
    case logs(JobID, chunk: Int?, follow: Bool)
    case cancel(JobID)
    case pause(JobID)
    case resume(JobID)
    case retry(JobID)
    case setPriority(JobID, Int)
    case drain(workerName: String)
    case kick(workerName: String)
    /// Removes run directories of jobs that have ended; answered by `cleaned`.
    case clean(all: Bool, olderThanMilliseconds: Int?)
    /// Answered by `probed` with so many bytes, at once: it measures the way to the coordinator.
    case probe(answerBytes: Int)
    /// Ends the coordinator as SIGTERM does. Only from the same machine.
    case shutdown

    public static var lineLimitBytes: Int { WireLimits.requestLineBytes }
}

extension ClientRequest {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .hello(let version):
            json.message("client_hello") { json in
                json.field("protocol", WireProtocol.version)
                json.field("version", version)
            }
        case .submit(let request): json.message("submit") { json in json.field("request", request) }
        case .jobs: json.message("jobs")
        case .job(let job): json.message("job", about: job)
        case .report(let job): json.message("report", about: job)
        case .workers: json.message("workers")
        case .status: json.message("status")
        case .follow(let job): json.message("follow", about: job)
        case .watch(let job): json.message("watch") { json in json.field("job_id", optional: job) }
        case .logs(let job, let chunk, let follow):
            json.message("logs", about: job) { json in
                json.field("chunk_id", optional: chunk)
                json.field("follow", follow)
            }
        case .cancel(let job): json.message("cancel", about: job)
        case .pause(let job): json.message("pause", about: job)
        case .resume(let job): json.message("resume", about: job)
        case .retry(let job): json.message("retry", about: job)
        case .setPriority(let job, let priority):
            json.message("set_priority", about: job) { json in json.field("priority", priority) }
        case .drain(let name): json.message("drain") { json in json.field("worker", name) }
        case .kick(let name): json.message("kick") { json in json.field("worker", name) }
        case .clean(let all, let age):
            json.message("clean") { json in
                json.field("all", all)
                json.field("older_than_ms", optional: age)
            }
        case .probe(let bytes): json.message("probe") { json in json.field("answer_bytes", bytes) }
        case .shutdown: json.message("shutdown")
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        if type == "client_hello" { try json.checkProtocol() }
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        switch type {
        case "client_hello": self = .hello(version: try json.require(draft.version, "version"))
        case "submit": self = .submit(try json.require(draft.request, "request"))
        case "jobs": self = .jobs
        case "workers": self = .workers
        case "status": self = .status
        case "watch": self = .watch(draft.job)
        case "drain": self = .drain(workerName: try json.require(draft.worker, "worker"))
        case "kick": self = .kick(workerName: try json.require(draft.worker, "worker"))
        case "clean": self = .clean(all: draft.all, olderThanMilliseconds: draft.olderThanMilliseconds)
        case "probe": self = .probe(answerBytes: try json.require(draft.answerBytes, "answer_bytes"))
        case "shutdown": self = .shutdown
        default: self = try draft.requestAboutJob(type, json)
        }
    }

    private struct Draft {
        var version: String?
        var request: JobRequest?
        var job: JobID?
        var chunk: Int?
        var follow = false
        var priority: Int?
        var worker: String?
        var all = false
        var olderThanMilliseconds: Int?
        var answerBytes: Int?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "version": version = try json.name()
            case "request": request = try json.value(JobRequest.self)
            case "job_id": job = try json.optional(JobID.self)
            case "chunk_id": chunk = try json.consumeNull() ? nil : try json.count()
            case "follow": follow = try json.bool()
            case "priority": priority = try json.int()
            case "worker": worker = try json.name()
            case "all": all = try json.bool()
            case "answer_bytes": answerBytes = try json.int(in: 0...WireLimits.probeBytes)
            case "older_than_ms": olderThanMilliseconds = try json.consumeNull() ? nil : try json.count()
            default: try json.skip()
            }
        }

        func requestAboutJob(_ type: JSONKey, _ json: JSONReader) throws(JSONError) -> ClientRequest {
            let about = { (make: (JobID) -> ClientRequest) throws(JSONError) in
                make(try json.require(job, "job_id"))
            }
            return switch type {
            case "job": try about(ClientRequest.job)
            case "report": try about(ClientRequest.report)
            case "follow": try about(ClientRequest.follow)
            case "cancel": try about(ClientRequest.cancel)
            case "pause": try about(ClientRequest.pause)
            case "resume": try about(ClientRequest.resume)
            case "retry": try about(ClientRequest.retry)
            case "logs": try about { .logs($0, chunk: chunk, follow: follow) }
            case "set_priority":
                .setPriority(try json.require(job, "job_id"), try json.require(priority, "priority"))
            default: throw json.unknownType(type)
            }
        }
    }
}

extension JSONWriter {
    /// A message about a job.
    fileprivate mutating func message(
        _ type: StaticString, about job: JobID, _ fields: (inout JSONWriter) -> Void = { _ in }
    ) {
        message(type) { json in
            json.field("job_id", job)
            fields(&json)
        }
    }
}
