import FarmCore
import FarmModel

// Analysis, merge and verification: children of the coordinator that crash, and tell what is on the disk.
extension Simulation {
    mutating func startStage(_ stage: Stage, of job: JobID) throws(SimulationFailure) {
        guard farm?.state.job(job) != nil else { return }
        guard runningStages[job] == nil else { throw failure("job \(job.number): two stages run at once") }
        let run = nextStageRun
        nextStageRun += 1
        runningStages[job] = (stage, run)
        agenda.plan(.stageEnds(life: life, job, stage, run: run), at: now + random.within(20...2_000))
    }

    mutating func endStage(_ job: JobID, _ stage: Stage, run: Int) throws(SimulationFailure) {
        // The end of a stopped stage may have been on its way already.
        let wasStopped = runningStages[job]?.run != run
        if wasStopped, !random.happens(perMille: 300) { return }
        if !wasStopped { runningStages[job] = nil }
        guard let state = farm?.state.job(job) else { return }
        let outcome = wasStopped ? failingOutcome() : try outcome(of: stage, for: state)
        try tell(.stageFinished(job, stage, outcome))
    }

    private mutating func outcome(of stage: Stage, for job: Job) throws(SimulationFailure) -> StageOutcome {
        if !isCalm, random.happens(perMille: plan.stageFailuresPerMille) { return failingOutcome() }
        let project = project(for: job.id)
        switch stage {
        case .analyze:
            if project.isUnreadable {
                return .failed(StageFailure(summary: "the input is unreadable", cause: "no video stream"))
            }
            return .analyzed(project.videoPlan)
        case .merge:
            try checkSeams(of: job)
            try checkParity(of: job)
            let damaged = try damagedChunks(of: job)
            if !damaged.isEmpty { return .chunksDamaged(damaged, reason: "the file is missing or damaged") }
            return .merged(
                MergeReport(
                    method: .copy, fallbackReason: nil, temporaryPath: "out.tmp", sizeBytes: 1, sha256: "",
                    warnings: []))
        case .verify:
            return .verified(
                VerifyReport(output: "out.mp4", frames: 1, sizeBytes: 1, durationMilliseconds: 1, checks: []))
        }
    }

    /// No wrong seam is ever joined.
    private func checkSeams(of job: Job) throws(SimulationFailure) {
        guard let farm else { return }
        let seams = farm.seamSummary(of: job)
        guard seams.proved == seams.total else {
            throw failure("job \(job.id.number) is merged with \(seams.proved) of \(seams.total) seams proved")
        }
    }

    /// Where one build is demanded no chunk of another is joined.
    private func checkParity(of job: Job) throws(SimulationFailure) {
        let builds = Set(job.chunks.compactMap { $0.winner?.encoderBuild })
        guard job.video?.parity != .strict || builds.count == 1 else {
            throw failure("job \(job.id.number) is merged from \(builds.count) builds of the encoder")
        }
    }

    private mutating func failingOutcome() -> StageOutcome {
        switch random.below(9) {
        case 0: .failed(StageFailure(summary: "the disk is broken", cause: "input/output error"))
        case 1: .chunksDamaged([], reason: "nothing in particular")
        case 2: .chunksDamaged([random.below(30), -1, 0], reason: "the file is damaged")
        case 3: .verified(VerifyReport(output: "", frames: 0, sizeBytes: 0, durationMilliseconds: 0, checks: []))
        case 4: .failed(StageFailure(summary: "no room", cause: "the disk is full", mayRetry: true, needsRoom: true))
        default: .failed(StageFailure(summary: "the stage crashed", cause: "signal 9", mayRetry: true))
        }
    }

    /// What the merge finds on the disk. A file that is damaged is the world's fault, but one that is missing or comes
    /// from another attempt than the one that committed is the farm's.
    private func damagedChunks(of job: Job) throws(SimulationFailure) -> [Int] {
        var damaged: [Int] = []
        for (index, chunk) in job.chunks.enumerated() where chunk.status == .done {
            let file = chunkFiles[ChunkID(job: job.id, index: index)]
            guard let file, file.attempt == chunk.winner?.attempt else {
                throw failure("job \(job.id.number) chunk \(index): the winner's file never got its name")
            }
            if !file.isSound { damaged.append(index) }
        }
        return damaged
    }

    func project(for job: JobID) -> SimulatedProject {
        projects[job] ?? SimulatedProject(seed: seed &* 1_000_003 &+ UInt64(job.number), plan: plan)
    }
}
