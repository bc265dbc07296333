import FarmModel
import JSONText

extension FarmEvent: JSONConvertible {
    /// The name of the event, as it stands in `type` and in a stream of server-sent events.
    public var name: String {
        switch self {
        case .snapshot: "snapshot"
        case .status: "status"
        case .job: "job"
        case .jobForgotten: "job_forgotten"
        case .worker: "worker"
        case .workerGone: "worker_gone"
        case .chunks: "chunks"
        case .note: "note"
        }
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", name)
            switch self {
            case .snapshot(let snapshot): snapshot.writeFields(to: &json)
            case .status(let status): json.field("status", status)
            case .job(let summary): json.field("job", summary)
            case .jobForgotten(let job): json.field("job_id", job)
            case .worker(let summary): json.field("worker", summary)
            case .workerGone(let worker): json.field("worker_id", worker)
            case .chunks(let map): json.field("map", map)
            case .note(let note): json.field("note", note)
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        if type == "snapshot" {
            self = .snapshot(try FarmSnapshot(from: &json))
            return
        }
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        switch type {
        case "status": self = .status(try json.require(draft.status, "status"))
        case "job": self = .job(try json.require(draft.job, "job"))
        case "job_forgotten": self = .jobForgotten(try json.require(draft.jobID, "job_id"))
        case "worker": self = .worker(try json.require(draft.worker, "worker"))
        case "worker_gone": self = .workerGone(try json.require(draft.workerID, "worker_id"))
        case "chunks": self = .chunks(try json.require(draft.map, "map"))
        case "note": self = .note(try json.require(draft.note, "note"))
        default: throw json.unknownType(type)
        }
    }

    private struct Draft {
        var status: FarmStatus?
        var job: JobSummary?
        var jobID: JobID?
        var worker: WorkerSummary?
        var workerID: WorkerID?
        var map: ChunkMap?
        var note: FarmNote?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "status": status = try json.value(FarmStatus.self)
            case "job": job = try json.value(JobSummary.self)
            case "job_id": jobID = try json.value(JobID.self)
            case "worker": worker = try json.value(WorkerSummary.self)
            case "worker_id": workerID = try json.value(WorkerID.self)
            case "map": map = try json.value(ChunkMap.self)
            case "note": note = try json.value(FarmNote.self)
            default: try json.skip()
            }
        }
    }
}

extension FarmSnapshot: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for the event that has them beside its type.
    func writeFields(to json: inout JSONWriter) {
        json.field("status", status)
        json.field("jobs", jobs)
        json.field("workers", workers)
        json.field("maps", maps)
        json.field("notes", notes)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var status: FarmStatus?
        var jobs: [JobSummary]?
        var workers: [WorkerSummary]?
        var maps: [ChunkMap]?
        var notes: [FarmNote]?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "status": status = try json.value(FarmStatus.self)
            case "jobs": jobs = try json.value([JobSummary].self)
            case "workers": workers = try json.value([WorkerSummary].self)
            case "maps": maps = try json.value([ChunkMap].self)
            case "notes": notes = try json.value([FarmNote].self)
            default: try json.skip()
            }
        }
        self.init(
            status: try json.require(status, "status"), jobs: try json.require(jobs, "jobs"),
            workers: try json.require(workers, "workers"), maps: try json.require(maps, "maps"),
            notes: try json.require(notes, "notes"))
    }
}

extension ChunkMap: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("job_id", job)
            json.field("first", first)
            json.field("total", total)
            json.field("cells", text)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var job: JobID?
        var first: Int?
        var total: Int?
        var cells: [ChunkCell]?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "job_id": job = try json.value(JobID.self)
            case "first": first = try json.count()
            case "total": total = try json.count()
            case "cells":
                let text = try json.string()
                guard let known = Self.cells(of: text) else {
                    throw json.error(.notAllowed("is no map of chunks"))
                }
                cells = known
            default: try json.skip()
            }
        }
        self.init(
            job: try json.require(job, "job_id"), first: try json.require(first, "first"),
            total: try json.require(total, "total"), cells: try json.require(cells, "cells"))
    }
}
