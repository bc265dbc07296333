import FarmCore
import FarmModel
import LinuxIO

/// What the coordinator tells people: one line an event with the time, on stderr or in a file of bounded size.
final class CoordinatorLog {
    private let file: LogFile?
    private var repeated = RepeatedNotes()

    init(file: LogFile? = nil) { self.file = file }

    func write(_ text: String) {
        // What comes from outside must not draw on the terminal of whoever reads the log.
        let line = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isControl ? " " : $0 }))
        if let file {
            file.append(line)
        } else {
            StandardError.write(FarmClock.utcTimestamp() + " " + line + "\n")
        }
    }

    /// A line that anybody who reaches the port can cause, as often as they like.
    func writeOften(_ text: String) {
        for line in repeated.note(text, atMilliseconds: FarmClock.monotonicMilliseconds()) { write(line) }
    }

    /// Also called from time to time, for when nothing more happens.
    func tellWhatWasLeftOut() {
        for line in repeated.summary(atMilliseconds: FarmClock.monotonicMilliseconds()) { write(line) }
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { value < 0x20 || 0x7f...0x9f ~= value }
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
        case .chunkDoubted(let id, let care, let reason, _):
            "job \(id.job.number): chunk \(id.index) is rendered again with more care (\(care)): \(reason)"
        case .jobUnited(let id, _, let reason, _): "job \(id.number): goes on in one piece: \(reason)"
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
