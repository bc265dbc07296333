import FarmModel

// Neighbouring chunks have rendered the frames around their common seam both of them. Where the pictures differ,
// something was wrong with one of the two: a seek, a warm-up, a worker.
extension Farm {
    /// Compares a finished chunk with its finished neighbours.
    mutating func examineSeams(of chunk: ChunkID, at now: Timestamp) {
        for left in [chunk.index - 1, chunk.index] { examineSeam(rightOf: left, of: chunk.job, at: now) }
    }

    /// A crash may have come between a chunk's end and the look at its seams.
    mutating func examineAllSeams(at now: Timestamp) {
        for job in state.jobs where job.phase == .rendering || job.phase == .merging {
            for left in job.chunks.indices { examineSeam(rightOf: left, of: job.id, at: now) }
        }
    }

    private mutating func examineSeam(rightOf left: Int, of id: JobID, at now: Timestamp) {
        guard let job = state.job(id), case .broken(let reason) = job.seam(rightOf: left) else { return }
        let words = "the seam between chunks \(left) and \(left + 1): \(reason)"
        let strangers = (isForeign(winnerOf: left, in: job), isForeign(winnerOf: left + 1, in: job))
        let doubted =
            strangers.0 == strangers.1 ? job.lessCareful(atSeam: left) : strangers.0 ? left : left + 1
        doubt(ChunkID(job: id, index: doubted), of: job, because: words, at: now)
    }

    /// Whether a chunk was rendered with another ffmpeg than the one that the plan was made with.
    private func isForeign(winnerOf chunk: Int, in job: Job) -> Bool {
        guard let video = job.video, let worker = job.chunks[chunk].winner?.worker else { return false }
        return isForeign(worker, to: video)
    }

    func isForeign(_ worker: WorkerID, to video: VideoPlan) -> Bool {
        guard let version = presence(of: worker)?.hello.ffmpeg?.version else { return false }
        return version != video.ffmpegVersion
    }

    private mutating func doubt(_ chunk: ChunkID, of job: Job, because words: String, at now: Timestamp) {
        let care = job.chunks[chunk.index].care + 1
        guard care <= job.mostCare(forChunk: chunk.index) else {
            unite(job, because: words, at: now)
            return
        }
        let hadQueue = queues.contains { $0.job == job.id }
        record(.chunkDoubted(chunk, care: care, reason: words, at: now))
        if hadQueue {
            updateQueue(of: job.id) { $0.enqueue(chunk: chunk.index, notBefore: nil) }
        } else if let changed = state.job(job.id) {
            insertQueue(for: changed)
        }
    }

    /// The last resort: the whole video as one chunk, exactly as a serial run renders it.
    mutating func unite(_ job: Job, because words: String, at now: Timestamp) {
        guard case .video(let plan) = job.plan else { return }
        for attempt in state.activeAttempts(of: job.id) {
            endLease(
                attempt.id, AttemptFailure(kind: .cancelled, summary: "the job goes on in one piece"), at: now)
        }
        removeQueue(of: job.id)
        record(.jobUnited(job.id, .video(plan.united(because: words)), reason: words, at: now))
        effects.append(.discardChunks(job.id))
        if let changed = state.job(job.id) { insertQueue(for: changed) }
    }

    public func seamSummary(of job: Job) -> SeamSummary {
        var summary = SeamSummary(
            total: max(0, job.chunks.count - 1), proved: 0, repairs: job.seams.repairs, largestDifferenceLevels: nil,
            unitedBecause: job.seams.unitedBecause, notes: job.seams.notes)
        guard let rule = job.video?.seamRule, job.video?.provesSeams == true else {
            // Work without pictures has no seams, and where nothing is shown there is nothing to prove.
            summary.total = 0
            return summary
        }
        for left in job.chunks.indices {
            guard case .proved(let levels) = job.seam(rightOf: left) else { continue }
            summary.proved += 1
            if rule == .close { summary.largestDifferenceLevels = max(levels, summary.largestDifferenceLevels ?? 0) }
        }
        return summary
    }
}

extension Job {
    /// The seam at the end of a chunk; nil where there is none yet.
    func seam(rightOf left: Int) -> SeamJudgement? {
        guard let rule = video?.seamRule, video?.provesSeams == true, files.indices.contains(left),
            files.indices.contains(left + 1),
            let one = files[left], let other = files[left + 1]
        else { return nil }
        return SeamJudgement(left: one, right: other, rule: rule)
    }

    /// Of the two chunks beside a seam the one to doubt: the right one depends on its warm-up and its seek, so it is the
    /// first, then the left one, then again.
    fileprivate func lessCareful(atSeam left: Int) -> Int {
        chunks[left].care < chunks[left + 1].care ? left : left + 1
    }

    /// The number of a chunk's most careful beginning.
    func mostCare(forChunk index: Int) -> Int {
        guard let video, video.chunks.indices.contains(index) else { return 0 }
        return max(0, video.chunks[index].starts.count - 1)
    }
}

extension SeamEvidence {
    /// Bounded, whatever the worker sent.
    var isSensible: Bool {
        (head + tail).allSatisfy { $0.hash.utf8.count == 32 && $0.samples.count <= FarmLimits.seamSamples }
            && head.count <= FarmLimits.seamFrames && tail.count <= FarmLimits.seamFrames
    }
}
