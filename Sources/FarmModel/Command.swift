/// What a person may tell the farm to do. Questions that change nothing are answered from the state directly.
public enum Command: Equatable, Sendable {
    indirect case submit(JobRequest, RunIdentity)
    case cancel(JobID)
    case pause(JobID)
    case resume(JobID)
    /// Render the missing chunks of a failed job, or run its failed stage again.
    case retry(JobID)
    case setPriority(JobID, Int)
    /// Let the worker finish what it has, then leave.
    case drain(workerName: String)
    /// Send the worker away at once; its attempts go back into the queue.
    case kick(workerName: String)
    /// Drop a job that has ended from the farm's memory; its files are the caller's business.
    case forget(JobID)
}

/// How the farm answers a command.
public enum CommandAnswer: Equatable, Sendable {
    case done
    case submitted(JobID)
    case refused(CommandRefusal)
}

public enum CommandRefusal: Equatable, Sendable {
    case noSuchJob(JobID)
    case noSuchWorker(name: String)
    /// The job is in a phase in which this makes no sense.
    case wrongPhase(JobID, Job.Phase)
    case tooManyJobs(limit: Int)
    case outOfBounds(String)
}
