import FarmModel
import JSONText

/// Members of the records about one job.
struct JobRecordDraft: JSONReadable {
    private var job: JobID?
    private var at: Timestamp?
    private var request: JobRequest?
    private var run: RunIdentity?
    private var plan: JobPlan?
    private var merge: MergeReport?
    private var verification: VerifyReport?
    private var stage: Stage?
    private var failure: StageFailure?
    private var isFinal: Bool?
    private var isEncodersFault: Bool?
    private var priority: Int?
    private var reason: String?

    private init() {}

    init(from json: inout JSONReader) throws(JSONError) {
        var draft = JobRecordDraft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self = draft
    }

    private mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
        switch key {
        case "job_id": job = try json.value(JobID.self)
        case "at": at = try json.value(Timestamp.self)
        case "request": request = try json.value(JobRequest.self)
        case "run": run = try json.value(RunIdentity.self)
        case "plan": plan = try json.value(JobPlan.self)
        case "merge": merge = try json.value(MergeReport.self)
        case "verification": verification = try json.value(VerifyReport.self)
        case "stage": stage = try json.value(Stage.self)
        case "failure": failure = try json.value(StageFailure.self)
        case "is_final": isFinal = try json.bool()
        case "is_encoders_fault": isEncodersFault = try json.bool()
        case "priority": priority = try json.int()
        case "reason": reason = try json.string()
        default: try json.skip()
        }
    }

    func record(_ type: JSONKey, _ json: JSONReader) throws(JSONError) -> Record {
        switch type {
        case "job_paused": return .jobPaused(try json.require(job, "job_id"))
        case "job_resumed": return .jobResumed(try json.require(job, "job_id"))
        case "job_forgotten": return .jobForgotten(try json.require(job, "job_id"))
        case "job_priority_changed":
            return .jobPriorityChanged(
                try json.require(job, "job_id"), priority: try json.require(priority, "priority"))
        case "job_submitted", "job_planned", "job_merged", "job_verified", "stage_failed", "rendering_failed",
            "job_cancelled", "job_retried", "job_united", "pipe_broken":
            return try datedRecord(
                type, try json.require(job, "job_id"), at: try json.require(at, "at"), json)
        default: throw json.unknownType(type)
        }
    }

    private func datedRecord(
        _ type: JSONKey, _ job: JobID, at: Timestamp, _ json: JSONReader
    ) throws(JSONError) -> Record {
        switch type {
        case "job_submitted":
            .jobSubmitted(job, try json.require(request, "request"), try json.require(run, "run"), at: at)
        case "job_planned": .jobPlanned(job, try json.require(plan, "plan"), at: at)
        case "job_merged": .jobMerged(job, try json.require(merge, "merge"), at: at)
        case "job_verified": .jobVerified(job, try json.require(verification, "verification"), at: at)
        case "stage_failed":
            .stageFailed(
                job, try json.require(stage, "stage"), try json.require(failure, "failure"),
                isFinal: try json.require(isFinal, "is_final"), at: at)
        case "rendering_failed": .renderingFailed(job, try json.require(failure, "failure"), at: at)
        case "job_cancelled": .jobCancelled(job, at: at)
        case "job_united":
            .jobUnited(job, try json.require(plan, "plan"), reason: try json.require(reason, "reason"), at: at)
        case "pipe_broken":
            .pipeBroken(
                job, reason: try json.require(reason, "reason"),
                isEncodersFault: try json.require(isEncodersFault, "is_encoders_fault"), at: at)
        default: .jobRetried(job, at: at)
        }
    }
}
