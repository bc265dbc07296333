/// What happened, in the past tense: the lines of the journal. Decisions are in the record, so that folding the records
/// again needs none: replay gives exactly the state that was live. Rare cases with much in them are indirect: the frequent
/// ones, about attempts, are handed around by the ten thousand a second.
public enum Record: Equatable, Sendable {
    case workerNamed(WorkerID, name: String)
    case workerBlocked(WorkerID, BlockedKind)
    case workerUnblocked(WorkerID)

    indirect case jobSubmitted(JobID, JobRequest, RunIdentity, at: Timestamp)
    indirect case jobPlanned(JobID, JobPlan, at: Timestamp)
    indirect case jobMerged(JobID, MergeReport, at: Timestamp)
    indirect case jobVerified(JobID, VerifyReport, at: Timestamp)
    /// `isFinal` ends the job; otherwise the stage is run again.
    indirect case stageFailed(JobID, Stage, StageFailure, isFinal: Bool, at: Timestamp)
    /// All chunks are settled and at least one was given up.
    indirect case renderingFailed(JobID, StageFailure, at: Timestamp)
    case jobPaused(JobID)
    case jobResumed(JobID)
    case jobPriorityChanged(JobID, priority: Int)
    case jobCancelled(JobID, at: Timestamp)
    case jobRetried(JobID, at: Timestamp)
    case jobForgotten(JobID)

    case attemptStarted(Attempt)
    case attemptSucceeded(AttemptID, AttemptProduct, at: Timestamp)
    case attemptFailed(AttemptID, AttemptFailure, then: FailureVerdict, at: Timestamp)
    /// A finished chunk turned out missing or damaged and must be rendered again.
    case chunkLost(ChunkID, reason: String, at: Timestamp)
    /// A seam of a finished chunk disagrees: it must be rendered again, with more care.
    case chunkDoubted(ChunkID, care: Int, reason: String, at: Timestamp)
    /// No care made the seams agree: all chunks are given up for a plan in one piece.
    indirect case jobUnited(JobID, JobPlan, reason: String, at: Timestamp)
    /// What an encoder had taken of a job's frames is gone, and with it all frames: everything is drawn anew.
    indirect case pipeBroken(JobID, reason: String, isEncodersFault: Bool, at: Timestamp)

    // A compacted journal begins with these: they set state instead of changing it.
    case countersRestored(nextJob: Int, nextAttempt: Int)
    case workerRestored(KnownWorker)
    /// The job without its chunks, which follow as `chunkRestored` where they differ from a fresh one.
    indirect case jobRestored(Job)
    indirect case chunkRestored(ChunkID, ChunkState, ChunkFile?)
    case attemptRestored(Attempt)
}

/// What a failed attempt means for its chunk.
public enum FailureVerdict: Equatable, Sendable {
    /// Queue the chunk again, not before the given moment.
    case retry(notBefore: Timestamp)
    /// Give the chunk up.
    case giveUp
    /// Nothing: another attempt of the chunk is still running, or the job no longer wants it.
    case nothing
}
