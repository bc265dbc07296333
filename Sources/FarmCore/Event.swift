import FarmModel

/// Everything that can happen to the farm, as the shell tells it.
public enum Event: Equatable, Sendable {
    /// The journal has been replayed; the first event of every life of a coordinator.
    case started
    /// Time has passed. The shell sends it several times a second.
    case tick
    case command(Command, RequestID)
    case workerHello(SessionID, WorkerHello)
    case workerHeartbeat(SessionID, Heartbeat)
    case workerDraining(SessionID)
    case workerDisconnected(SessionID)
    case attemptSucceeded(SessionID, AttemptID, AttemptProduct)
    case attemptFailed(SessionID, AttemptID, AttemptFailure)
    case stageFinished(JobID, Stage, StageOutcome)
    /// The encoder of a piped job has taken all frames of so many chunks.
    case framesTaken(PipeID, chunks: Int)
    case pipeFailed(PipeID, StageFailure)
    /// The journal or the outputs cannot be written (a sentence says why), or can be again (nil).
    case storageChanged(problem: String?)
}

/// What the shell must do. Effects are carried out in order, and whatever follows an `append` waits until that record
/// is durable: nothing leaves the process that a crash could make untrue.
public enum Effect: Equatable, Sendable {
    case append(Record)
    case welcome(SessionID, WorkerID)
    /// Say why, then close the connection. With `mayRetry` the worker tries again later, otherwise it gives up.
    case refuse(SessionID, reason: String, mayRetry: Bool)
    case closeSession(SessionID)
    case assign(SessionID, Attempt)
    case cancelAttempt(SessionID, AttemptID)
    case acknowledge(SessionID, AttemptID)
    case drain(SessionID)
    case startStage(JobID, Stage)
    case stopStage(JobID)
    /// Give the committed attempt's file its final name. Repeated after every start, so it must be idempotent.
    case adoptChunk(ChunkID, AttemptID)
    /// What was rendered of the job counts for nothing any more: make room for what is rendered instead.
    case discardChunks(JobID)
    /// The job has ended: write its report and remove what nobody needs any more. Repeated after every start for every
    /// job that has ended, so it must be idempotent.
    case concludeRun(JobID)
    case answer(RequestID, CommandAnswer)
}
