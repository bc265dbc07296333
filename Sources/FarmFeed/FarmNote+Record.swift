import FarmCore
import FarmModel

/// The words for a record; nil for those that happen too often to be told one by one.
extension FarmNote {
    /// - Parameter attempt: the attempt that the record has ended, if it has.
    public init?(_ record: Record, about attempt: Attempt?, in state: FarmState, at now: Timestamp) {
        switch record {
        case .workerNamed, .workerBlocked, .workerUnblocked:
            self.init(aboutWorker: record, in: state, at: now)
        case .attemptFailed(let id, let failure, let verdict, _):
            guard failure.kind != .cancelled else { return nil }
            self.init(
                at: now, severity: verdict == .giveUp ? .failure : .warning, job: attempt?.chunk.job,
                chunk: attempt?.chunk.index, attempt: id,
                worker: attempt.flatMap { state.worker($0.worker)?.name },
                text: "\(failure.kind.rawValue): \(failure.summary), \(Self.words(for: verdict))")
        case .chunkLost(let id, let reason, _):
            self.init(
                at: now, severity: .warning, job: id.job, chunk: id.index, text: "must be rendered again: \(reason)")
        case .chunkDoubted(let id, let care, let reason, _):
            self.init(
                at: now, severity: .warning, job: id.job, chunk: id.index,
                text: "is rendered again with more care (\(care)): \(reason)")
        default:
            self.init(aboutJob: record, at: now)
        }
    }

    private init?(aboutWorker record: Record, in state: FarmState, at now: Timestamp) {
        func name(_ id: WorkerID) -> String { state.worker(id)?.name ?? "?" }
        switch record {
        case .workerNamed(_, let name): self.init(at: now, worker: name, text: "is new")
        case .workerBlocked(let id, let blocked):
            self.init(
                at: now, severity: .failure, worker: name(id), text: "gets no more \(blocked.kind): \(blocked.reason)")
        case .workerUnblocked(let id): self.init(at: now, worker: name(id), text: "is trusted again")
        default: return nil
        }
    }

    private init?(aboutJob record: Record, at now: Timestamp) {
        switch record {
        case .jobSubmitted(let id, _, let run, _):
            self.init(at: now, job: id, text: run.name.isEmpty ? "submitted" : "submitted, \(run.name)")
        case .jobPlanned(let id, let plan, _):
            let noun = plan.chunkCount == 1 ? "chunk" : "chunks"
            self.init(at: now, job: id, text: "planned, \(plan.chunkCount) \(noun)")
        case .jobMerged(let id, let report, _):
            self.init(
                at: now, severity: report.method == .reencode ? .warning : .info, job: id,
                text: "merged by \(report.method.rawValue)" + (report.fallbackReason.map { ": \($0)" } ?? ""))
        case .jobVerified(let id, let report, _):
            self.init(at: now, job: id, text: "done, \(report.frames) frames verified: \(report.output)")
        case .stageFailed(let id, let stage, let failure, let isFinal, _):
            self.init(
                at: now, severity: isFinal ? .failure : .warning, job: id,
                text: "\(stage.rawValue) failed\(isFinal ? "" : ", trying again"): \(failure.cause)")
        case .renderingFailed(let id, let failure, _):
            self.init(at: now, severity: .failure, job: id, text: "failed: \(failure.summary): \(failure.cause)")
        case .jobUnited(let id, _, let reason, _):
            self.init(at: now, severity: .warning, job: id, text: "goes on in one piece: \(reason)")
        case .pipeBroken(let id, let reason, _, _):
            self.init(at: now, severity: .warning, job: id, text: "draws all frames anew: \(reason)")
        case .jobPaused(let id): self.init(at: now, job: id, text: "paused")
        case .jobResumed(let id): self.init(at: now, job: id, text: "resumed")
        case .jobPriorityChanged(let id, let priority): self.init(at: now, job: id, text: "priority \(priority)")
        case .jobCancelled(let id, _): self.init(at: now, severity: .warning, job: id, text: "cancelled")
        case .jobRetried(let id, _): self.init(at: now, job: id, text: "trying again")
        case .jobForgotten(let id): self.init(at: now, job: id, text: "forgotten")
        default: return nil
        }
    }

    private static func words(for verdict: FailureVerdict) -> String {
        switch verdict {
        case .retry: "queued again"
        case .giveUp: "chunk given up"
        case .nothing: "nothing to do"
        }
    }
}
