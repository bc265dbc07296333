import FarmModel

// The frames of a piped job wait in the coordinator's memory for the one encoder that takes them in their order. What the
// encoder has taken is durable nowhere: with it, or with the coordinator, all of it is gone.
extension Farm {
    /// The encoder has taken all frames of the first `chunks` chunks.
    mutating func onFramesTaken(_ pipe: PipeID, chunks: Int, at now: Timestamp) {
        guard state.job(pipe.job)?.pipe.restarts == pipe.restarts else { return }
        pipes.update(pipe.job) { $0.take(chunks) }
        limitPipedQueues()
        assignReadyChunks(at: now)
    }

    /// Keeps up with what a record says of piped jobs.
    mutating func followPipes(_ record: Record) {
        switch record {
        case .attemptStarted(let attempt):
            guard pipes[attempt.chunk.job] != nil else { return }
            pipes.update(attempt.chunk.job) { $0.begin(attempt.chunk.index) }
        case .jobPlanned(let id, _, _), .jobRetried(let id, _), .pipeBroken(let id, _, _, _):
            guard let job = state.job(id), openPipe(of: job) else { return }
        case .jobUnited(let id, _, _, _), .jobCancelled(let id, _), .renderingFailed(let id, _, _),
            .jobMerged(let id, _, _), .jobVerified(let id, _, _), .stageFailed(let id, _, _, _, _):
            guard pipes[id] != nil else { return }
            pipes.close(id)
        default: return
        }
        limitPipedQueues()
    }

    /// False for a job without a pipe.
    @discardableResult
    mutating func openPipe(of job: Job) -> Bool {
        guard job.phase == .rendering || job.phase == .merging, let video = job.video,
            case .rawFrames(let bytesEach, let frames) = video.intermediate
        else { return false }
        var window = FrameWindow(frames: frames, bytesEach: bytesEach, chunks: video.chunks)
        for index in job.chunks.indices where job.chunks[index].holdsFrames { window.begin(index) }
        pipes.open(job.id, window)
        return true
    }

    func limitOfPipe(of job: JobID) -> Int { pipes.limit(of: job) ?? Int.max }

    private mutating func limitPipedQueues() {
        for index in queues.indices where queues[index].isPiped {
            queues[index].limit = limitOfPipe(of: queues[index].job)
        }
    }

    /// The encoder has died, or cannot be fed: it is started once more, and after that the job does without a pipe.
    mutating func onPipeFailed(_ pipe: PipeID, _ failure: StageFailure, at now: Timestamp) {
        guard let job = state.job(pipe.job), job.isPiped, job.pipe.restarts == pipe.restarts,
            job.phase == .rendering || job.phase == .merging
        else { return }
        breakPipe(of: job, because: "\(failure.summary): \(failure.cause)", isEncodersFault: true, at: now)
        startStages(at: now)
        assignReadyChunks(at: now)
    }

    /// After a replay: the encoders are gone.
    mutating func breakAllPipes(at now: Timestamp) {
        for job in state.jobs where job.isPiped && (job.phase == .rendering || job.phase == .merging) {
            guard job.chunks != Array(repeating: ChunkState(), count: job.chunks.count) else { continue }
            breakPipe(of: job, because: "the coordinator was started anew", isEncodersFault: false, at: now)
        }
    }

    mutating func breakPipe(of job: Job, because words: String, isEncodersFault: Bool, at now: Timestamp) {
        runningStages.removeAll { $0.job == job.id }
        stagePauses[job.id] = nil
        guard !isEncodersFault || job.pipe.encoderFailures + 1 < FarmLimits.encodersPerPipe else {
            unite(job, because: words, at: now)
            return
        }
        for attempt in state.activeAttempts(of: job.id) {
            endLease(attempt.id, AttemptFailure(kind: .cancelled, summary: "all frames are drawn anew"), at: now)
        }
        removeQueue(of: job.id)
        record(.pipeBroken(job.id, reason: words, isEncodersFault: isEncodersFault, at: now))
        effects.append(.discardChunks(job.id))
        if let changed = state.job(job.id) { insertQueue(for: changed) }
    }
}

/// One life of a job's pipe: whatever is said of an earlier encoder counts for nothing.
public struct PipeID: Hashable, Sendable {
    public let job: JobID
    public let restarts: Int

    public init(job: JobID, restarts: Int) {
        self.job = job
        self.restarts = restarts
    }
}

extension ChunkState {
    /// Its frames are being drawn, or have been.
    var holdsFrames: Bool { status == .running || status == .done }
}

extension Job {
    public var isPiped: Bool { video?.pipeWindow != nil }
}
