import FarmModel
import JSONText

extension Job.Phase: JSONConvertible {}
extension ChunkState.Status: JSONConvertible {}

extension RunIdentity: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("directory", directory)
            json.field("output", output)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var name: String?
        var directory: String?
        var output: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "name": name = try json.string()
            case "directory": directory = try json.string()
            case "output": output = try json.string()
            default: try json.skip()
            }
        }
        self.init(
            name: try json.require(name, "name"), directory: try json.require(directory, "directory"),
            output: try json.require(output, "output"))
    }
}

extension Timeline: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("submitted_at", submittedAt)
            json.field("planned_at", optional: plannedAt)
            json.field("first_attempt_at", optional: firstAttemptAt)
            json.field("rendered_at", optional: renderedAt)
            json.field("merged_at", optional: mergedAt)
            json.field("finished_at", optional: finishedAt)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var submittedAt: Timestamp?
        var timeline = Timeline(submittedAt: Timestamp(milliseconds: 0))
        try json.object { key, json throws(JSONError) in
            switch key {
            case "submitted_at": submittedAt = try json.value(Timestamp.self)
            case "planned_at": timeline.plannedAt = try json.optional(Timestamp.self)
            case "first_attempt_at": timeline.firstAttemptAt = try json.optional(Timestamp.self)
            case "rendered_at": timeline.renderedAt = try json.optional(Timestamp.self)
            case "merged_at": timeline.mergedAt = try json.optional(Timestamp.self)
            case "finished_at": timeline.finishedAt = try json.optional(Timestamp.self)
            default: try json.skip()
            }
        }
        timeline.submittedAt = try json.require(submittedAt, "submitted_at")
        self = timeline
    }
}

extension ChunkState: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("status", status)
            json.field("attempts_started", attemptsStarted)
            if care != 0 { json.field("care", care) }
            json.field("active", optional: active)
            json.field("backup", optional: backup)
            json.field("not_before", optional: notBefore)
            if !failures.isEmpty { json.field("failures", failures) }
            json.field("winner", optional: winner)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var chunk = ChunkState()
        var status: Status?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "status": status = try json.value(Status.self)
            case "attempts_started": chunk.attemptsStarted = try json.int()
            case "care": chunk.care = try json.int()
            case "active": chunk.active = try json.optional(AttemptID.self)
            case "backup": chunk.backup = try json.optional(AttemptID.self)
            case "not_before": chunk.notBefore = try json.optional(Timestamp.self)
            case "failures": chunk.failures = try json.array(of: FailedAttempt.self)
            case "winner": chunk.winner = try json.optional(ChunkWinner.self)
            default: try json.skip()
            }
        }
        chunk.status = try json.require(status, "status")
        self = chunk
    }
}

extension PipeHistory: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("restarts", restarts)
            json.field("encoder_failures", encoderFailures)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        self.init()
        try json.object { key, json throws(JSONError) in
            switch key {
            case "restarts": restarts = try json.count()
            case "encoder_failures": encoderFailures = try json.count()
            default: try json.skip()
            }
        }
    }
}

/// A job without its chunks and their files: those are records of their own.
extension Job: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("job_id", id)
        json.field("request", request)
        json.field("run", run)
        json.field("priority", priority)
        json.field("is_paused", isPaused)
        json.field("phase", phase)
        json.field("timeline", timeline)
        json.field("plan", optional: plan)
        json.field("done_chunks", doneChunks)
        json.field("failed_chunks", failedChunks)
        json.field("done_weight", doneWeight)
        json.field("done_runtime_ms", doneRuntimeMilliseconds)
        json.field("stage_failures", stageFailures)
        json.field("seams", seams)
        json.field("pipe", pipe)
        json.field("merge", optional: merge)
        json.field("verification", optional: verification)
        json.field("failure", optional: failure)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        let timeline = try json.require(draft.timeline, "timeline")
        self.init(
            id: try json.require(draft.id, "job_id"), request: try json.require(draft.request, "request"),
            run: try json.require(draft.run, "run"), phase: try json.require(draft.phase, "phase"),
            submittedAt: timeline.submittedAt)
        self.timeline = timeline
        priority = try json.require(draft.priority, "priority")
        isPaused = draft.isPaused
        plan = draft.plan
        doneChunks = draft.doneChunks
        failedChunks = draft.failedChunks
        doneWeight = draft.doneWeight
        doneRuntimeMilliseconds = draft.doneRuntimeMilliseconds
        stageFailures = draft.stageFailures
        seams = draft.seams
        pipe = draft.pipe
        merge = draft.merge
        verification = draft.verification
        failure = draft.failure
    }

    private struct Draft {
        var id: JobID?
        var request: JobRequest?
        var run: RunIdentity?
        var priority: Int?
        var isPaused = false
        var phase: Phase?
        var timeline: Timeline?
        var plan: JobPlan?
        var doneChunks = 0
        var failedChunks = 0
        var doneWeight = 0
        var doneRuntimeMilliseconds = 0
        var stageFailures = 0
        var seams = SeamHistory()
        var pipe = PipeHistory()
        var merge: MergeReport?
        var verification: VerifyReport?
        var failure: StageFailure?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "job_id": id = try json.value(JobID.self)
            case "request": request = try json.value(JobRequest.self)
            case "run": run = try json.value(RunIdentity.self)
            case "priority": priority = try json.int()
            case "is_paused": isPaused = try json.bool()
            case "phase": phase = try json.value(Phase.self)
            case "timeline": timeline = try json.value(Timeline.self)
            case "plan": plan = try json.optional(JobPlan.self)
            case "done_chunks": doneChunks = try json.int()
            case "failed_chunks": failedChunks = try json.int()
            case "done_weight": doneWeight = try json.int()
            case "done_runtime_ms": doneRuntimeMilliseconds = try json.int()
            case "stage_failures": stageFailures = try json.int()
            case "seams": seams = try json.value(SeamHistory.self)
            case "pipe": pipe = try json.value(PipeHistory.self)
            case "merge": merge = try json.optional(MergeReport.self)
            case "verification": verification = try json.optional(VerifyReport.self)
            case "failure": failure = try json.optional(StageFailure.self)
            default: try json.skip()
            }
        }
    }
}
