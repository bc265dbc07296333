import FarmModel
import JSONText

extension Record: JSONWritable {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .attemptStarted(let attempt):
            json.message("attempt_started") { json in attempt.writeFields(to: &json) }
        case .attemptSucceeded(let attempt, let product, let at):
            json.message("attempt_succeeded") { json in
                json.field("attempt_id", attempt)
                json.field("product", product)
                json.field("at", at)
            }
        case .attemptFailed(let attempt, let failure, let verdict, let at):
            json.message("attempt_failed") { json in
                json.field("attempt_id", attempt)
                json.field("failure", failure)
                json.field("then", verdict)
                json.field("at", at)
            }
        case .chunkLost(let chunk, let reason, let at):
            json.message("chunk_lost") { json in
                json.fields(of: chunk)
                json.field("reason", reason)
                json.field("at", at)
            }
        case .chunkDoubted(let chunk, let care, let reason, let at):
            json.message("chunk_doubted") { json in
                json.fields(of: chunk)
                json.field("care", care)
                json.field("reason", reason)
                json.field("at", at)
            }
        case .workerNamed, .workerBlocked, .workerUnblocked: writeWorkerRecord(to: &json)
        case .countersRestored, .workerRestored, .jobRestored, .chunkRestored, .attemptRestored:
            writeRestoration(to: &json)
        default: writeJobRecord(to: &json)
        }
    }

    private func writeWorkerRecord(to json: inout JSONWriter) {
        switch self {
        case .workerNamed(let worker, let name):
            json.message("worker_named") { json in
                json.field("worker_id", worker)
                json.field("name", name)
            }
        case .workerBlocked(let worker, let blocked):
            json.message("worker_blocked") { json in
                json.field("worker_id", worker)
                json.field("blocked", blocked)
            }
        case .workerUnblocked(let worker):
            json.message("worker_unblocked") { json in json.field("worker_id", worker) }
        default: return
        }
    }

    private func writeRestoration(to json: inout JSONWriter) {
        switch self {
        case .countersRestored(let nextJob, let nextAttempt):
            json.message("counters_restored") { json in
                json.field("next_job", nextJob)
                json.field("next_attempt", nextAttempt)
            }
        case .workerRestored(let worker):
            json.message("worker_restored") { json in worker.writeFields(to: &json) }
        case .jobRestored(let job):
            json.message("job_restored") { json in job.writeFields(to: &json) }
        case .chunkRestored(let chunk, let state, let file):
            json.message("chunk_restored") { json in
                json.fields(of: chunk)
                json.field("state", state)
                json.field("file", optional: file)
            }
        case .attemptRestored(let attempt):
            json.message("attempt_restored") { json in attempt.writeFields(to: &json) }
        default: return
        }
    }

    private func writeJobRecord(to json: inout JSONWriter) {
        switch self {
        case .jobSubmitted(let job, let request, let run, let at):
            json.record("job_submitted", job, at) { json in
                json.field("request", request)
                json.field("run", run)
            }
        case .jobPlanned(let job, let plan, let at):
            json.record("job_planned", job, at) { json in json.field("plan", plan) }
        case .jobMerged(let job, let report, let at):
            json.record("job_merged", job, at) { json in json.field("merge", report) }
        case .jobVerified(let job, let report, let at):
            json.record("job_verified", job, at) { json in json.field("verification", report) }
        case .stageFailed(let job, let stage, let failure, let isFinal, let at):
            json.record("stage_failed", job, at) { json in
                json.field("stage", stage)
                json.field("failure", failure)
                json.field("is_final", isFinal)
            }
        case .renderingFailed(let job, let failure, let at):
            json.record("rendering_failed", job, at) { json in json.field("failure", failure) }
        case .jobPaused(let job): json.record("job_paused", job)
        case .jobResumed(let job): json.record("job_resumed", job)
        case .jobPriorityChanged(let job, let priority):
            json.record("job_priority_changed", job) { json in json.field("priority", priority) }
        case .jobCancelled(let job, let at): json.record("job_cancelled", job, at)
        case .jobRetried(let job, let at): json.record("job_retried", job, at)
        case .jobForgotten(let job): json.record("job_forgotten", job)
        case .jobUnited(let job, let plan, let reason, let at):
            json.record("job_united", job, at) { json in
                json.field("plan", plan)
                json.field("reason", reason)
            }
        case .pipeBroken(let job, let reason, let isEncodersFault, let at):
            json.record("pipe_broken", job, at) { json in
                json.field("reason", reason)
                json.field("is_encoders_fault", isEncodersFault)
            }
        default: return
        }
    }
}

extension JSONWriter {
    fileprivate mutating func fields(of chunk: ChunkID) {
        field("job_id", chunk.job)
        field("chunk_id", chunk.index)
    }

    fileprivate mutating func record(
        _ type: StaticString, _ job: JobID, _ at: Timestamp? = nil,
        _ fields: (inout JSONWriter) -> Void = { _ in }
    ) {
        message(type) { json in
            json.field("job_id", job)
            fields(&json)
            json.field("at", optional: at)
        }
    }
}
