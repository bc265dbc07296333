import FarmModel
import LinuxIO

/// Why an attempt cannot go on: a failure on its way to the coordinator.
struct AttemptTrouble: Error, Equatable {
    let failure: AttemptFailure

    init(_ kind: AttemptFailure.Kind, _ summary: String, lastLines: [String] = []) {
        failure = AttemptFailure(kind: kind, summary: summary, lastLines: lastLines)
    }

    /// What the kernel refuses this worker, it may well allow another.
    init(_ error: SystemError) {
        self.init(error.meansFullDisk ? .noRoom : .workerFault, error.description)
    }
}
