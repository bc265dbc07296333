import FarmModel

/// The farm: every scheduling decision, and nothing else. A value: events go in, effects come out; no clock, no
/// randomness, no input or output. The durable part is `state`; everything else here is derived or volatile and built
/// anew after a restart.
public struct Farm {
    public private(set) var state: FarmState
    public let settings: FarmSettings
    var effects: [Effect] = []

    /// By the number of the worker's id; nil for workers that are neither connected nor awaited.
    var presences: [WorkerPresence?] = []
    var workerOfSession: [SessionID: WorkerID] = [:]
    /// The last process of each worker that was welcomed, by the number of the worker's id; nil since the start.
    var lastInstances: [String?] = []
    /// Jobs that are being rendered, higher priority first, then older first.
    var queues: [JobQueue] = []
    var freeSlots = FreeSlots()
    /// Jobs with a stage that runs right now.
    var runningStages: [(job: JobID, stage: Stage)] = []
    var storageProblem: String?
    var room = RoomWait()
    /// The frames of piped jobs that have not reached their encoders.
    var pipes = FramePool()
    /// Jobs whose stage found a disk full.
    var stagePauses: [JobID: StagePause] = [:]
    /// When the last tick came, or the start before the first one; nil before that.
    var lastTick: Timestamp?
    /// Until then no worker can have been silent for too long; nil when that has to be looked at.
    var earliestSilence: Timestamp?
    let concurrentStages: Int

    /// - Parameter concurrentStages: how many analyses, merges and verifications may run side by side.
    public init(state: FarmState, settings: FarmSettings, concurrentStages: Int = 2) {
        self.state = state
        self.settings = settings
        self.concurrentStages = concurrentStages
        presences = Array(repeating: nil, count: state.workers.count)
        lastInstances = Array(repeating: nil, count: state.workers.count)
        for job in state.jobs where job.isPiped { openPipe(of: job) }
        for job in state.jobs where job.phase == .rendering { insertQueue(for: job) }
    }

    public mutating func handle(_ event: Event, at now: Timestamp) -> [Effect] {
        switch event {
        case .started: onStarted(at: now)
        case .tick: onTick(at: now)
        case .command(let command, let request): onCommand(command, request, at: now)
        case .workerHello(let session, let hello): onWorkerHello(session, hello, at: now)
        case .workerHeartbeat(let session, let heartbeat): onWorkerHeartbeat(session, heartbeat, at: now)
        case .workerDraining(let session): onWorkerDraining(session)
        case .workerDisconnected(let session): onWorkerDisconnected(session, at: now)
        case .attemptSucceeded(let session, let attempt, let product):
            onAttemptSucceeded(session, attempt, product, at: now)
        case .attemptFailed(let session, let attempt, let failure):
            onAttemptFailed(session, attempt, failure, at: now)
        case .stageFinished(let job, let stage, let outcome): onStageFinished(job, stage, outcome, at: now)
        case .framesTaken(let pipe, let chunks): onFramesTaken(pipe, chunks: chunks, at: now)
        case .pipeFailed(let pipe, let failure): onPipeFailed(pipe, failure, at: now)
        case .storageChanged(let problem): onStorageChanged(problem, at: now)
        }
        defer { effects.removeAll(keepingCapacity: false) }
        return effects
    }

    /// Records what happened: the one way in which durable state changes.
    mutating func record(_ record: Record) {
        state.apply(record)
        followPipes(record)
        effects.append(.append(record))
    }

    func presence(of worker: WorkerID) -> WorkerPresence? {
        presences.indices.contains(worker.number) ? presences[worker.number] : nil
    }

    /// Changes a presence, and offers its slots anew when it has any.
    mutating func updatePresence(_ worker: WorkerID, _ change: (inout WorkerPresence) -> Void) {
        guard presences.indices.contains(worker.number), presences[worker.number] != nil else { return }
        change(&presences[worker.number]!)
        freeSlots.offer(presences[worker.number]!)
    }

    // MARK: Queues

    mutating func insertQueue(for job: Job) {
        var queue = JobQueue(job: job, leases: state.activeAttempts(of: job.id))
        queue.limit = limitOfPipe(of: job.id)
        place(queue)
    }

    mutating func place(_ queue: JobQueue) {
        let place = queues.firstIndex {
            $0.priority < queue.priority || ($0.priority == queue.priority && $0.job > queue.job)
        }
        queues.insert(queue, at: place ?? queues.count)
    }

    mutating func removeQueue(of job: JobID) { queues.removeAll { $0.job == job } }

    mutating func updateQueue(of job: JobID, _ change: (inout JobQueue) -> Void) {
        guard let index = queues.firstIndex(where: { $0.job == job }) else { return }
        change(&queues[index])
    }
}
