import FarmCore
import FarmModel

/// The encoder of a piped job, and the frames that wait for it.
struct SimulatedPipe {
    let id: PipeID
    /// By chunk, with the attempt that they came from.
    var waiting: [Int: AttemptID] = [:]
    var taken = 0
    /// Takes nothing before this moment.
    var stalledUntil = 0
    /// A chunk is on its way into the encoder.
    var isTaking = false
}

// Frames in the coordinator's memory, and encoders that are slow, stall, and die.
extension Simulation {
    mutating func stepPipe(_ happening: Happening) throws(SimulationFailure) {
        switch happening {
        case .encoderTakes(let life, let id): if life == self.life { try encoderTakes(id) }
        case .encoderEnds(let life, let id): if life == self.life { try endPipe(id) }
        case .pipeFails(let life, let id):
            guard life == self.life else { return }
            closePipe(of: id.job)
            try tell(.pipeFailed(id, StageFailure(summary: "the encoder cannot go on", cause: "no frames came")))
        default: return
        }
    }

    mutating func closePipe(of job: JobID) {
        pipes[job] = nil
        awaitedPipes = awaitedPipes.filter { $0.job != job }
    }

    mutating func feed(_ chunk: ChunkID, of job: Job, from attempt: AttemptID, hasFrames: Bool) {
        let id = PipeID(job: job.id, restarts: job.pipe.restarts)
        guard job.chunks.indices.contains(chunk.index), job.chunks[chunk.index].winner?.attempt == attempt else {
            return
        }
        guard hasFrames else { return agenda.plan(.pipeFails(life: life, id), at: now + 1) }
        if pipes[job.id]?.id != id { pipes[job.id] = SimulatedPipe(id: id) }
        pipes[job.id]?.waiting[chunk.index] = attempt
        takeNext(of: job.id)
    }

    private mutating func takeNext(of job: JobID) {
        guard let pipe = pipes[job], !pipe.isTaking, pipe.waiting[pipe.taken] != nil else { return }
        pipes[job]?.isTaking = true
        if !isCalm, random.happens(perMille: 100) { pipes[job]?.stalledUntil = now + random.within(100...8_000) }
        let end = max(now, pipes[job]?.stalledUntil ?? 0) + random.within(1...600)
        agenda.plan(.encoderTakes(life: life, pipe.id), at: end)
    }

    private mutating func encoderTakes(_ id: PipeID) throws(SimulationFailure) {
        guard let pipe = pipes[id.job], pipe.id == id else { return }
        if !isCalm, random.happens(perMille: plan.encoderDeathsPerMille) {
            closePipe(of: id.job)
            counts.encoderDeaths += 1
            return try tell(.pipeFailed(id, StageFailure(summary: "the encoder died", cause: "signal 9")))
        }
        guard let attempt = pipes[id.job]?.waiting.removeValue(forKey: pipe.taken) else { return }
        guard let job = farm?.state.job(id.job), job.chunks.indices.contains(pipe.taken),
            job.chunks[pipe.taken].winner?.attempt == attempt
        else { throw failure("job \(id.job.number): the encoder takes frames that were never committed") }
        pipes[id.job]?.taken += 1
        pipes[id.job]?.isTaking = false
        counts.chunksPiped += 1
        takeNext(of: id.job)
        let taken = pipe.taken + 1
        if random.happens(perMille: 50) {
            // What is said of an encoder that is gone counts for nothing.
            try tell(.framesTaken(PipeID(job: id.job, restarts: id.restarts - 1), chunks: 1_000))
        }
        try tell(.framesTaken(id, chunks: taken))
        try endPipe(id)
    }

    mutating func finishPipe(of job: Job) {
        let id = PipeID(job: job.id, restarts: job.pipe.restarts)
        awaitedPipes.insert(id)
        agenda.plan(.encoderEnds(life: life, id), at: now + 20)
    }

    /// The video is there when all frames are; and it is said again to who asks again.
    private mutating func endPipe(_ id: PipeID) throws(SimulationFailure) {
        guard let pipe = pipes[id.job], pipe.id == id, awaitedPipes.contains(id),
            pipe.taken == farm?.state.job(id.job)?.chunks.count
        else { return }
        let report = MergeReport(
            method: .encode, fallbackReason: nil, temporaryPath: "out.tmp", sizeBytes: 1, sha256: "", warnings: [])
        try tell(.stageFinished(id.job, .merge, .merged(report)))
    }

    /// Frames that are drawn, or wait, ahead of the encoder.
    func checkWindow(of job: Job) throws(SimulationFailure) {
        guard let window = job.video?.pipeWindow, let plan = job.video, job.phase == .rendering else { return }
        let taken = pipes[job.id]?.taken ?? 0
        let ahead = job.chunks.indices.filter {
            $0 >= taken && [.running, .done].contains(job.chunks[$0].status)
        }
        let frames = ahead.reduce(0) { $0 + plan.chunks[$1].frameCount }
        guard frames > window else { return }
        throw failure("job \(job.id.number): \(frames) frames are ahead of the encoder, \(window) are allowed")
    }
}
