import FarmCore
import FarmModel

/// The real core in a simulated world: workers, network, disk, stages, people and the clock are made up, and everything
/// that goes wrong is drawn from one seed. First comes a time with faults, then one without, in which every job must
/// settle. After every event the promises of the farm are checked; the first broken one ends the run.
public struct Simulation {
    public let seed: UInt64
    let plan: FaultPlan
    let profile: Profile
    var random: SeededNumbers
    var agenda = Agenda<Happening>()
    /// Milliseconds since the beginning.
    var now = 0
    var trace = Trace()
    public internal(set) var counts = SimulationCounts()

    var farm: Farm?
    /// Counts the processes of the coordinator.
    var life = 0
    var outbox: [HeldBackEffect] = []
    /// After so many further effects the coordinator is killed; nil while nobody is after it.
    var effectsUntilDeath: Int?
    var runningStages: [JobID: (stage: Stage, run: Int)] = [:]
    var nextStageRun = 1
    var pipes: [JobID: SimulatedPipe] = [:]
    var awaitedPipes: Set<PipeID> = []
    /// Stopped by SIGSTOP, or with the whole machine: what happens meanwhile waits in the backlog.
    var isFrozen = false
    var backlog: [Happening] = []
    /// What the farm was told last.
    var hasStorageProblem = false
    var connectionOfSession: [SessionID: Int] = [:]
    var nextSession = 1

    var journal = SimulatedJournal()
    /// The fold of all records, durable or not, apart from the farm's own.
    var folded = FarmState()
    var ledger = Ledger()
    /// Finished files under the names of their attempts, and whether they are sound.
    var attemptFiles: [AttemptID: Bool] = [:]
    /// Finished files under their final names.
    var chunkFiles: [ChunkID: (attempt: AttemptID, isSound: Bool)] = [:]

    var workers: [SimulatedWorker] = []
    var connections: [SimulatedConnection] = []
    var projects: [JobID: SimulatedProject] = [:]
    /// How often workers began to render each chunk.
    var rendersBegun: [ChunkID: Int] = [:]

    var nextRequest = 1
    var openRequests: [RequestID: Command] = [:]
    var isCalm = false
    var calmRetries: [JobID: Int] = [:]
    var settledAt: Int?

    public enum Profile: Sendable {
        /// Every kind of fault, mixed differently for each seed.
        case everything
        /// Only the coordinator dies, and then nothing may be rendered twice.
        case coordinatorCrashes
    }

    struct HeldBackEffect {
        let recordsBefore: Int
        let highestAttempt: AttemptID
        let effect: Effect
    }

    public init(seed: UInt64, profile: Profile = .everything) {
        self.seed = seed
        self.profile = profile
        var random = SeededNumbers(seed: seed)
        switch profile {
        case .everything: plan = .drawn(from: &random)
        case .coordinatorCrashes: plan = .coordinatorCrashes(from: &random)
        }
        for number in 0..<random.within(1...5) {
            let build = random.happens(perMille: 300) ? "other" : "usual"
            workers.append(SimulatedWorker(name: "worker-\(number)", build: build, slots: random.within(1...3)))
        }
        self.random = random
    }

    /// Runs until everything has settled.
    public mutating func run() throws(SimulationFailure) {
        agenda.plan(.coordinatorStarts(life: 1), at: 0)
        for worker in workers.indices {
            agenda.plan(.workerStarts(worker: worker, process: 1), at: random.below(2_000))
        }
        agenda.plan(.personActs, at: 10)
        agenda.plan(.faultStrikes, at: plan.faultPauseMilliseconds)
        agenda.plan(.faultsEnd, at: plan.faultyMilliseconds)
        while settledAt == nil, let (time, happening) = agenda.next() {
            now = time
            trace.note(time, happening)
            try step(happening)
            if now > plan.faultyMilliseconds + Self.longestSettlingMilliseconds {
                throw failure("not everything has settled so long after the faults")
            }
        }
        try checkEnd()
    }

    /// Twenty attempts with the longest delay between them would fit in.
    static let longestSettlingMilliseconds = 900_000

    /// Simulated clocks begin at a plausible date.
    var timestamp: Timestamp { Timestamp(milliseconds: 1_750_000_000_000 + Int64(now)) }

    mutating func step(_ happening: Happening) throws(SimulationFailure) {
        if let (worker, process) = addressee(of: happening) {
            guard workers[worker].isAlive, workers[worker].process == process else { return }
            if workers[worker].isFrozen, !happening.isThaw {
                workers[worker].backlog.append(happening)
                return
            }
        }
        if isFrozen, happening.concernsCoordinator {
            backlog.append(happening)
            return
        }
        switch happening {
        case .coordinatorStarts, .tick, .syncEnds, .storageChecked, .stageEnds, .coordinatorThaws:
            try stepCoordinator(happening)
        case .encoderTakes, .encoderEnds, .pipeFails: try stepPipe(happening)
        case .arrivesAtCoordinator, .coordinatorSeesEnd, .arrivesAtWorker, .workerSeesEnd:
            try stepNetwork(happening)
        case .workerStarts, .workerConnects, .welcomeMissing, .heartbeatDue, .attemptEnds, .departureDue, .workerThaws:
            try stepWorker(happening)
        case .faultStrikes: try strike()
        case .diskHasRoom: try diskHasRoom()
        case .personActs: try personActs()
        case .faultsEnd: try endFaults()
        case .personReviews: try personReviews()
        }
    }

    /// The worker process to which something happens, if it is one.
    private func addressee(of happening: Happening) -> (worker: Int, process: Int)? {
        switch happening {
        case .workerConnects(let worker, let process), .welcomeMissing(let worker, let process, _),
            .heartbeatDue(let worker, let process, _), .attemptEnds(let worker, let process, _),
            .departureDue(let worker, let process), .workerThaws(let worker, let process):
            (worker, process)
        case .arrivesAtWorker(let connection, _), .workerSeesEnd(let connection):
            (connections[connection].worker, connections[connection].process)
        default:
            nil
        }
    }

    func failure(_ complaint: String) -> SimulationFailure {
        SimulationFailure(seed: seed, milliseconds: now, complaint: complaint, steps: trace.lines)
    }
}

/// What a set of runs went through, so that a test can tell whether it covered anything.
public struct SimulationCounts: Equatable, Sendable {
    public var events = 0
    public var records = 0
    public var commits = 0
    public var backups = 0
    public var chunksLost = 0
    public var chunksDoubted = 0
    public var jobsUnited = 0
    public var chunksPiped = 0
    public var pipesBroken = 0
    public var encoderDeaths = 0
    public var coordinatorCrashes = 0
    public var recordsTornOff = 0
    public var workerDeaths = 0
    public var brokenConnections = 0
    public var lies = 0
    public var blockedWorkers = 0
    public var jobsDone = 0
    public var jobsFailed = 0
    public var jobsCancelled = 0
    public var simulatedMilliseconds = 0

    public init() {}
}

public struct SimulationFailure: Error, CustomStringConvertible {
    public let seed: UInt64
    /// Simulated time since the beginning.
    public let milliseconds: Int
    public let complaint: String
    /// What happened last.
    public let steps: [String]

    public var description: String {
        """
        after \(milliseconds) simulated ms: \(complaint)
        \(steps.joined(separator: "\n"))
        reproduce with: Scripts/simulate --seed \(seed)
        """
    }
}
