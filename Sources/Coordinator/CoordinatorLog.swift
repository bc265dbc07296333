import FarmCore
import FarmModel
import LinuxIO

/// What the coordinator tells people: one line an event with the time, on stderr or in a file of bounded size.
final class CoordinatorLog {
    private let file: LogFile?

    init(file: LogFile? = nil) { self.file = file }

    func write(_ text: String) {
        let line = text.replacing("\n", with: " ")
        if let file {
            file.append(line)
        } else {
            StandardError.write(FarmClock.utcTimestamp() + " " + line + "\n")
        }
    }
}

/// The words for a record; nil for those that happen too often to be told one by one.
enum LogLine {
    static func text(for record: Record, in state: FarmState) -> String? {
        switch record {
        case .workerNamed(_, let name): "worker \(name) is new"
        case .workerBlocked(let id, let blocked):
            "worker \(name(of: id, in: state)) gets no more \(blocked.kind): \(blocked.reason)"
        case .workerUnblocked(let id): "worker \(name(of: id, in: state)) is trusted again"
        case .jobSubmitted(let id, _, let run, _): "job \(id.number): submitted, \(run.name)"
        case .jobPlanned(let id, let plan, _): "job \(id.number): planned, \(plan.chunkCount) chunks"
        case .jobMerged(let id, let report, _): "job \(id.number): merged by \(report.method.rawValue)"
        case .stageFailed(let id, let stage, let failure, let isFinal, _):
            "job \(id.number): \(stage.rawValue) failed\(isFinal ? "" : ", trying again"): \(failure.cause)"
        case .attemptFailed(let id, let failure, let verdict, _) where failure.kind != .cancelled:
            "attempt \(id.number) \(failure.kind.rawValue): \(failure.summary), \(words(for: verdict))"
        case .chunkLost(let id, let reason, _):
            "job \(id.job.number): chunk \(id.index) must be rendered again: \(reason)"
        case .jobPaused(let id): "job \(id.number): paused"
        case .jobResumed(let id): "job \(id.number): resumed"
        case .jobRetried(let id, _): "job \(id.number): trying again"
        case .jobForgotten(let id): "job \(id.number): forgotten"
        default: nil
        }
    }

    private static func name(of id: WorkerID, in state: FarmState) -> String { state.worker(id)?.name ?? "?" }

    private static func words(for verdict: FailureVerdict) -> String {
        switch verdict {
        case .retry: "queued again"
        case .giveUp: "chunk given up"
        case .nothing: "nothing to do"
        }
    }
}
