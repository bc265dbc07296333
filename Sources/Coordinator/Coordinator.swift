import FarmCore
import FarmFeed
import FarmHTTP
import FarmJournal
import FarmModel
import FarmSecrets
import FarmWire
import LinuxIO
import MediaPlan

/// The shell around the core: tells it what happens, and carries out what it decides. Lives on the loop's thread.
final class Coordinator {
    let loop: EventLoop
    let settings: CoordinatorSettings
    let log: CoordinatorLog
    let clock = CoordinatorClock()
    let startedAt = FarmClock.monotonicMilliseconds()
    private(set) var farm: Farm
    private let journal: Journal
    private var outbox = EffectOutbox()
    private var isCarryingOut = false

    let workers = WorkerLinks()
    let clients = ClientLinks()
    let http: HTTPServer
    /// Who may ask what over HTTP.
    let access: HTTPAccess
    let mediaKey: MediaKey
    let uploads: UploadStore
    let clientUploads: ClientUploads
    let runs: RunDirectories
    let stages: StageRunner
    let pipes: PipeDesk
    let feed: LiveFeed
    let previews: PreviewDesk
    let plans: PlanDesk
    let notifications: NotificationDesk
    var metrics = FarmMetrics()
    private lazy var storage = StorageWatch(
        paths: [settings.stateDirectory, settings.outputsDirectory], minimumFreeBytes: settings.minimumFreeBytes)
    /// Nil where no workers are borrowed.
    var elastic: ElasticWorkers?
    var isStopping = false

    init(
        loop: EventLoop, settings: CoordinatorSettings, ffmpeg: FFmpegFacts, log: CoordinatorLog, journal: Journal,
        state: FarmState
    ) throws(SystemError) {
        self.loop = loop
        self.settings = settings
        self.log = log
        self.journal = journal
        farm = Farm(state: state, settings: settings.farm, concurrentStages: max(2, MachineProbe.usableCores() / 2))
        feed = LiveFeed(farm)
        strangers = Strangers(limit: CoordinatorLimits.strangers, connectionLimit: settings.maximumConnections)
        mediaKey = try MediaKey(stateDirectory: settings.stateDirectory)
        uploads = try UploadStore(loop: loop, minimumFreeBytes: settings.minimumFreeBytes)
        clientUploads = try ClientUploads(
            outputs: settings.outputsDirectory, limitBytes: settings.uploadLimitBytes, store: uploads)
        runs = try RunDirectories(outputs: settings.outputsDirectory, loop: loop, key: mediaKey)
        stages = StageRunner(
            loop: loop, programs: settings.programs, ffmpeg: ffmpeg, bounds: settings.fence.bounds, log: log)
        pipes = try PipeDesk(loop: loop, program: settings.programs.ffmpeg, ffmpeg: ffmpeg)
        previews = PreviewDesk(loop: loop, program: settings.programs.ffmpeg)
        plans = PlanDesk(
            loop: loop, programs: settings.programs, ffmpeg: ffmpeg, bounds: settings.fence.bounds)
        notifications = NotificationDesk(
            loop: loop, onDone: settings.onDone, onFailed: settings.onFailed, say: { log.write($0) })
        http = HTTPServer(loop: loop)
        http.report = { log.writeOften($0) }
        access = HTTPAccess(
            hostNames: HTTPAccess.names(of: MachineProbe.hostName(), listeningOn: settings.listen.host)
                + settings.hostNames, secret: settings.secret, code: hmacSHA256)
        journal.onDurable = { [unowned self] in carryOut() }
        journal.onCommitted = { [unowned self] in metrics.journalCommit.observe(seconds: Double($0) / 1e9) }
        journal.onProblemChanged = { [unowned self] in checkStorage() }
        pipes.onEvent = { [unowned self] in handle($0) }
        stages.onFinished = { [unowned self] job, stage, outcome in handle(.stageFinished(job, stage, outcome)) }
    }

    let strangers: Strangers
    /// How often a peer could not prove that it belongs to the farm.
    var deniedPeers = 0

    /// Connections of those who said who they are.
    var peers: Int { workers.count + clients.connectionCount + http.trustedConnections }

    /// A new connection, of which nobody knows yet who is at the other end.
    func receive(_ connection: TCPConnection) {
        IncomingConnection.receive(connection, for: self)
    }

    /// Starts the farm after the replay.
    func start() {
        addRoutes()
        checkStorage()
        handle(.started)
        var lastTick = FarmClock.monotonicMilliseconds()
        loop.every(milliseconds: CoordinatorLimits.tickMilliseconds) { [unowned self] in
            let now = FarmClock.monotonicMilliseconds()
            let late = now - lastTick - Int64(CoordinatorLimits.tickMilliseconds)
            metrics.loopLag.observe(seconds: Double(late) / 1_000)
            lastTick = now
            handle(.tick)
        }
        loop.every(milliseconds: 200) { [unowned self] in clients.updateFollowers(self) }
        loop.every(milliseconds: CoordinatorLimits.feedMilliseconds) { [unowned self] in feed.update(self) }
        loop.every(milliseconds: 1_000) { [unowned self] in everySecond() }
        loop.every(milliseconds: CoordinatorLimits.uploadSweepMilliseconds) { [unowned self] in
            clientUploads.sweep(farm.state.jobs, now: FarmClock.wallMilliseconds() / 1_000, log: log)
        }
    }

    private func everySecond() {
        checkStorage()
        log.tellWhatWasLeftOut()
        elastic?.update(farm.workAhead, at: clock.now)
        runs.writeChangedManifests(of: farm)
        if journal.wantsCompaction { journal.compact(farm.state) }
    }

    // MARK: Events and effects

    func handle(_ event: Event) {
        if let attempt = event.endedAttempt, let job = farm.state.attempts[attempt]?.chunk.job { runs.markChanged(job) }
        for effect in farm.handle(event, at: clock.now) {
            if case .append(let record) = effect {
                journal.append(record)
                note(record)
            } else {
                outbox.add(effect, recordsBefore: journal.appendedRecords)
            }
        }
        carryOut()
    }

    private func carryOut() {
        // Carrying out an effect may lead to an event, and so back here: the outer call goes on with what is new.
        guard !isCarryingOut else { return }
        isCarryingOut = true
        defer { isCarryingOut = false }
        while let effect = outbox.take(durableRecords: journal.durableRecords) { carryOut(effect) }
    }

    private func carryOut(_ effect: Effect) {
        switch effect {
        case .append:
            return
        case .welcome(let session, let worker):
            workers.send(
                .welcome(
                    worker: worker, heartbeatMilliseconds: CoordinatorLimits.heartbeatMilliseconds,
                    version: FarmVersion.current), to: session)
        case .refuse(let session, let reason, let mayRetry):
            workers.send(.refused(reason: reason, mayRetry: mayRetry), to: session)
            workers.close(session)
        case .closeSession(let session):
            workers.close(session)
        case .assign(let session, let attempt):
            assign(attempt, to: session)
        case .cancelAttempt(let session, let attempt):
            workers.send(.cancel(attempt), to: session)
        case .acknowledge(let session, let attempt):
            workers.send(.acknowledge(attempt), to: session)
        case .drain(let session):
            workers.send(.drain, to: session)
        case .startStage(let job, let stage):
            startStage(stage, of: job)
        case .stopStage(let job):
            stages.stop(job)
            pipes.close(job)
        case .adoptChunk(let chunk, let attempt):
            adopt(chunk, from: attempt)
        case .discardChunks(let job):
            pipes.close(job)
            if let job = farm.state.job(job) { runs.discardChunks(of: job.run) }
        case .concludeRun(let job):
            concludeRun(of: job)
        case .answer(let request, let answer):
            clients.answer(request, with: answer)
        }
    }

    private func adopt(_ chunk: ChunkID, from attempt: AttemptID) {
        guard let job = farm.state.job(chunk.job) else { return }
        if job.isPiped {
            pipes.adopt(chunk, of: job, from: attempt)
        } else {
            runs.adopt(chunk.index, of: job, from: attempt)
        }
    }

    private func assign(_ attempt: Attempt, to session: SessionID) {
        // The lease may have ended while the record was being written; the cancellation is then right behind.
        guard let job = farm.state.job(attempt.chunk.job), let plan = job.plan,
            job.chunks.indices.contains(attempt.chunk.index)
        else { return }
        let task: Assignment.Task =
            switch plan {
            case .drill: .drill
            case .video(let video):
                .render(
                    runs.task(for: attempt, care: job.chunks[attempt.chunk.index].care, run: job.run, video: video))
            }
        metrics.dispatch.observe(seconds: Double(clock.now.milliseconds(since: attempt.startedAt)) / 1_000)
        workers.send(.assign(Assignment(attempt: attempt.id, chunk: attempt.chunk, task: task)), to: session)
    }

    private func startStage(_ stage: Stage, of id: JobID) {
        guard let job = farm.state.job(id), case .video(let request) = job.request.work, !isStopping else { return }
        log.write(FarmNote(at: clock.now, job: id, text: "\(stage.rawValue) begins"))
        if stage == .merge, job.isPiped { return pipes.finish(job) }
        stages.start(stage, of: job, request: request, slots: slotsToPlanFor)
    }

    /// The slots that there are or will be: workers that have not joined yet are not forgotten when a job is cut up.
    var slotsToPlanFor: Int {
        let connected = max(farm.slotCounts.slots, settings.expectedSlots)
        return connected > 0 ? connected : MachineProbe.usableCores()
    }

    private func concludeRun(of id: JobID) {
        // While the effect waited for its record a person may have had the job tried again.
        guard let job = farm.state.job(id), job.phase.isFinal else { return }
        pipes.close(id)
        guard !runs.isConcluded(job) else {
            clients.markConcluded(id)
            return
        }
        log.write(
            FarmNote(
                at: clock.now, severity: job.phase == .failed ? .failure : .info, job: id,
                text: job.phase.rawValue + (job.failure.map { ": \($0.summary): \($0.cause)" } ?? "")))
        let summary = farm.summary(of: job)
        runs.conclude(job, report: farm.report(of: job), manifest: farm.manifest(of: job)) { [unowned self] in
            clients.markConcluded(id)
            notifications.tell(summary, report: RunLayout.reportPath(of: job.run), at: clock.now)
        }
    }

    /// Lets people see what happened: in the log, and in the manifest of the job.
    private func note(_ record: Record) {
        switch record {
        case .attemptStarted(let attempt): runs.markChanged(attempt.chunk.job)
        case .chunkLost(let chunk, _, _), .chunkDoubted(let chunk, _, _, _): runs.markChanged(chunk.job)
        case .attemptFailed(let attempt, _, _, _): pipes.forget(attempt)
        case .pipeBroken(let job, _, _, _): runs.markChanged(job)
        case .jobUnited(let job, _, _, _): runs.markChanged(job)
        case .jobPlanned(let job, _, _): runs.markChanged(job)
        case .jobRetried(let job, _): if let run = farm.state.job(job)?.run { runs.reopen(run) }
        default: break
        }
        metrics.note(record)
        if let note = feed.note(record, in: farm, at: clock.now) { log.write(note) }
    }

    // MARK: Storage

    var journalProblem: String? { journal.problem.map { "the journal cannot be written: \($0.cause)" } }

    var storageProblem: String? { journalProblem ?? storage.problem }

    private var reportedStorageProblem: String?

    private func checkStorage() {
        storage.check()
        let problem = storageProblem
        guard problem != reportedStorageProblem else { return }
        reportedStorageProblem = problem
        log.write(problem.map { "nothing is handed out: \($0)" } ?? "storage is writable again")
        handle(.storageChanged(problem: problem))
    }

    var journalBytes: Int64 { journal.sizeBytes }

    // MARK: Stopping

    /// Finishes what is being written, and leaves everything else to the next start: workers keep what they have.
    func stop() {
        guard !isStopping else { return }
        isStopping = true
        log.write("stopping: finishing what is being written")
        stages.stopAll()
        pipes.closeAll()
        elastic?.stop()
        let deadline = FarmClock.monotonicMilliseconds() + CoordinatorLimits.stopMilliseconds
        loop.every(milliseconds: 10) { [unowned self] in
            let isSettled = journal.isSettled && outbox.isEmpty && runs.isIdle && stages.isIdle
            if isSettled || FarmClock.monotonicMilliseconds() > deadline { loop.stop() }
        }
    }
}

extension Event {
    /// The attempt that a worker says has ended.
    fileprivate var endedAttempt: AttemptID? {
        switch self {
        case .attemptSucceeded(_, let attempt, _), .attemptFailed(_, let attempt, _): attempt
        default: nil
        }
    }
}
