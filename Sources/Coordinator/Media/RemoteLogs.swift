import FarmModel
import LinuxIO
import MediaPlan

/// Writes down what workers say that do not see the folders of the runs themselves.
struct RemoteLogs {
    /// Only of an attempt whose lease the worker holds; anything else is left out without a word.
    static func append(_ lines: [String], of attempt: AttemptID, by workerName: String, for coordinator: Coordinator) {
        let state = coordinator.farm.state
        guard let held = state.attempts[attempt], state.worker(held.worker)?.name == workerName,
            let job = state.job(held.chunk.job), !job.run.directory.isEmpty
        else { return }
        do throws(SystemError) {
            let log = try LogFile(RunLayout.logPath(of: job.run, worker: workerName))
            for line in lines { log.append("chunk \(held.chunk.index) attempt \(attempt.number): \(line)") }
            log.close()
        } catch {
            coordinator.log.write("job \(job.id.number): a worker's log cannot be written: \(error.cause)")
        }
    }
}
