import FarmModel

// What people are shown, computed from the state when they ask.
extension Farm {
    public var summaries: [JobSummary] { state.jobs.map(summary(of:)) }

    public func summary(of job: Job) -> JobSummary {
        let running = job.phase == .rendering ? state.activeAttempts(of: job.id) : []
        let progress = running.filter { !$0.isBackup }.compactMap { heldAttempt($0) }
        let total = job.totalWeight
        let done = min(total, job.doneWeight + progress.reduce(0) { $0 + $1.frame })
        return JobSummary(
            id: job.id, status: job.isPaused && !job.phase.isFinal ? "paused" : job.phase.rawValue,
            priority: job.priority, input: job.input, output: job.run.output, runDirectory: job.run.directory,
            chunksTotal: job.chunks.count, chunksDone: job.doneChunks, chunksRunning: Set(running.map(\.chunk)).count,
            chunksFailed: job.failedChunks, framesTotal: total, framesDone: done,
            framesPerSecond: framesPerSecond(of: job, running: running),
            durationMilliseconds: job.video?.durationMilliseconds,
            remainingMilliseconds: remainingMilliseconds(of: job, running: running),
            submittedAt: job.timeline.submittedAt, finishedAt: job.timeline.finishedAt, waitingFor: waiting(job),
            failure: job.failure)
    }

    func heldAttempt(_ attempt: Attempt) -> HeldAttempt? {
        presence(of: attempt.worker)?.held.first { $0.id == attempt.id }
    }

    /// Why nothing moves in a job, if nothing does.
    private func waiting(_ job: Job) -> String? {
        guard !job.phase.isFinal, !job.isPaused else { return nil }
        if let storageProblem { return storageProblem }
        let connected = presences.compactMap { $0 }.filter { $0.session != nil && !$0.isDraining }
        if let stage = job.phase.stage {
            // Said at once, and not when the analysis of a long video is over.
            if stage == .analyze, connected.isEmpty { return "a worker" }
            if let pause = stagePauses[job.id] { return "room for the \(stage.rawValue) stage: \(pause.complaint)" }
            return runningStages.contains { $0.job == job.id } ? nil : "another job's \(stage.rawValue) stage"
        }
        guard !job.chunks.contains(where: { $0.status == .running }) else { return nil }
        if connected.isEmpty { return "a worker" }
        if let complaint = room.complaint { return "room on the disk: \(complaint)" }
        if let renderer = job.video?.drawing?.renderer?.name, !connected.contains(where: { $0.offers(renderer) }) {
            return Self.lack(of: renderer, among: connected)
        }
        let kind = job.plan?.workKind ?? ""
        if !connected.contains(where: { isAllowed(kind: kind, on: $0.worker) }) {
            return "a worker that can do \(kind): those connected were taken off it (see `renderctl workers`)"
        }
        if let queue = queues.first(where: { $0.job == job.id }), let build = demand(of: queue).build,
            !connected.contains(where: { $0.build(of: build.encoder) == build.build })
        {
            return "a worker with the same build of \(build.encoder) as the finished chunks, \(build.build) "
                + "(submitted with --parity warn, any would do)"
        }
        if !connected.contains(where: \.canTakeWork) { return "a free slot" }
        if let window = pipes[job.id], let next = job.chunks.firstIndex(where: { $0.status == .queued }),
            next >= limitOfPipe(of: job.id)
        {
            return window.heldFrames > 0 ? "its encoder" : "the encoders of other jobs: no more frames may wait"
        }
        return job.chunks.contains { $0.notBefore != nil && $0.status == .queued } ? "the next try" : nil
    }

    private static func lack(of renderer: String, among connected: [WorkerPresence]) -> String {
        let offered = Set(connected.flatMap { $0.hello.renderers.map(\.name) }).sorted()
        let known = offered.isEmpty ? "none" : offered.joined(separator: ", ")
        return "a worker that offers the renderer \(renderer) (those connected offer \(known))"
    }

    public func detail(of job: Job) -> JobDetail {
        JobDetail(
            summary: summary(of: job), manifest: manifest(of: job), attempts: job.video == nil ? [] : spans(of: job),
            warnings: job.video?.warnings ?? [], reasons: job.video?.reasons ?? [])
    }

    /// One entry for each chunk; empty for work that is no video.
    public func manifest(of job: Job) -> [ManifestEntry] {
        guard let video = job.video else { return [] }
        return video.chunks.indices.map { entry(for: $0, of: job, video) }
    }

    private func entry(for index: Int, of job: Job, _ video: VideoPlan) -> ManifestEntry {
        let plan = video.chunks[index]
        let chunk = job.chunks[index]
        let tick = video.timeBase.asDouble
        let end = plan.endPts ?? plan.lastPts
        let attempt = chunk.active.flatMap { state.attempts[$0] }
        let worker = chunk.winner?.worker ?? attempt?.worker
        let lastFailure = chunk.status == .done ? nil : chunk.failures.last?.failure
        let file = job.files[index]
        return ManifestEntry(
            chunkID: index, startSeconds: Double(plan.startPts - video.firstPts) * tick,
            durationSeconds: Double(end - plan.startPts) * tick, startPts: plan.startPts, endPts: plan.endPts,
            frames: plan.frameCount, input: video.input.path,
            output: file == nil || job.isPiped ? nil : "chunks/" + video.chunkName(index),
            status: chunk.status.rawValue, attempts: chunk.attemptsStarted,
            runtimeMilliseconds: chunk.winner?.runtimeMilliseconds,
            worker: worker.flatMap { state.worker($0)?.name },
            workerProcessID: chunk.winner?.workerProcessID ?? attempt?.workerProcessID,
            commandHash: file?.commandHash, error: lastFailure?.summary, errorLines: lastFailure?.lastLines ?? [])
    }

    public func report(of job: Job) -> JobReport {
        let manifest = manifest(of: job)
        let builds = encoderBuilds(of: job)
        return JobReport(
            id: job.id, status: job.phase.rawValue, input: job.input, output: job.run.output,
            runDirectory: job.run.directory, frames: job.totalWeight, stages: job.stageTimes,
            chunks: ChunkCounts(
                total: job.chunks.count, done: job.doneChunks, failed: job.failedChunks,
                attempts: job.chunks.reduce(0) { $0 + $1.attemptsStarted }),
            attempts: job.video == nil ? [] : spans(of: job), seams: seamSummary(of: job),
            missing: manifest.filter { $0.status == ChunkState.Status.failed.rawValue },
            mergeMethod: job.merge?.method.rawValue, mergeFallbackReason: job.merge?.fallbackReason,
            checks: job.verification?.checks ?? [], encoderBuilds: builds, reasons: job.video?.reasons ?? [],
            warnings: (job.video?.warnings ?? []) + (job.merge?.warnings ?? [])
                + [Self.warning(about: builds)].compactMap { $0 },
            failure: job.failure)
    }

    public func workerSummaries(at now: Timestamp) -> [WorkerSummary] {
        presences.compactMap { $0 }.map { presence in
            WorkerSummary(
                id: presence.worker, name: presence.hello.name, status: presence.status, host: presence.hello.host,
                processID: presence.hello.processID, slots: presence.hello.slots,
                running: presence.held.compactMap { held in
                    state.attempts[held.id].map {
                        RunningAttempt(
                            attempt: held.id, chunk: $0.chunk, frame: held.frame,
                            framesPerSecond: held.framesPerSecond, isBackup: $0.isBackup)
                    }
                },
                blocked: state.worker(presence.worker)?.blocked ?? [], machine: presence.machine,
                ffmpegVersion: presence.hello.ffmpeg?.version,
                encoderBuilds: presence.hello.ffmpeg?.builds ?? [],
                renderers: presence.hello.renderers.map(\.name),
                silentMilliseconds: max(0, now.milliseconds(since: presence.lastHeard)))
        }
    }

    /// Slots of all connected workers that take work, and how many of them are in use.
    public var slotCounts: (workers: Int, slots: Int, busy: Int) {
        var counts = (workers: 0, slots: 0, busy: 0)
        for case let presence? in presences where presence.session != nil {
            counts.workers += 1
            counts.busy += presence.usedSlots
            if !presence.isDraining { counts.slots += presence.hello.slots }
        }
        return counts
    }

    /// What the worker's ffmpeg can do, as it said; nil while the worker is away.
    public func ffmpeg(of worker: WorkerID) -> FFmpegFacts? { presence(of: worker)?.hello.ffmpeg }

    /// Chunks that could be rendered right now if there were slots for them, and attempts under way.
    public var workAhead: (waiting: Int, running: Int) {
        queues.reduce(into: (waiting: 0, running: 0)) { sum, queue in
            sum.running += queue.running
            guard !queue.isPaused else { return }
            sum.waiting += min(queue.ready.count + queue.delayed.count, queue.maxParallel - queue.running)
        }
    }

    public var queuedChunks: Int { queues.reduce(0) { $0 + $1.ready.count + $1.delayed.count } }
}

extension WorkerPresence {
    var status: WorkerSummary.Status {
        session == nil ? .reconnecting : isDraining ? .draining : .connected
    }
}

extension Job {
    public var video: VideoPlan? {
        if case .video(let plan) = plan { plan } else { nil }
    }

    var input: String {
        switch request.work {
        case .video(let video): video.input
        case .drill(let tasks): "drill of \(tasks) tasks"
        }
    }

    var totalWeight: Int {
        switch plan {
        case .video(let video): video.frameCount
        case .drill(let tasks): tasks
        case nil: 0
        }
    }

    var stageTimes: StageTimes {
        func span(_ start: Timestamp?, _ end: Timestamp?) -> Int? {
            guard let start, let end else { return nil }
            return max(0, end.milliseconds(since: start))
        }
        return StageTimes(
            analyzeMilliseconds: span(timeline.submittedAt, timeline.plannedAt),
            processMilliseconds: span(timeline.plannedAt, timeline.renderedAt),
            mergeMilliseconds: span(timeline.renderedAt, timeline.mergedAt),
            verifyMilliseconds: phase == .done ? span(timeline.mergedAt, timeline.finishedAt) : nil,
            totalMilliseconds: span(timeline.submittedAt, timeline.finishedAt),
            attemptMilliseconds: doneRuntimeMilliseconds)
    }
}
