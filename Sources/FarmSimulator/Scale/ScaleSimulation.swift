import FarmCore
import FarmModel

/// The real core with as many workers as wanted, in a world where nothing breaks: how long a job takes on them, and how
/// much there is to decide and to say. Times are drawn from nothing: whoever asks says how long each chunk takes.
public struct ScaleSimulation {
    public struct Setup: Equatable, Sendable {
        public var workers: Int
        /// Of each chunk, in the order in which the farm hands them out.
        public var chunkMilliseconds: [Int]
        /// From a decision to the worker that learns of it: the journal's sync, and the way.
        public var handOutMilliseconds: Int
        public var heartbeatMilliseconds: Int

        public init(
            workers: Int, chunkMilliseconds: [Int], handOutMilliseconds: Int = 2, heartbeatMilliseconds: Int = 2_000
        ) {
            self.workers = workers
            self.chunkMilliseconds = chunkMilliseconds
            self.handOutMilliseconds = handOutMilliseconds
            self.heartbeatMilliseconds = heartbeatMilliseconds
        }

        /// No schedule is shorter: all the work spread evenly, or the longest chunk.
        public var boundMilliseconds: Double {
            let total = chunkMilliseconds.reduce(0, +)
            return max(Double(total) / Double(max(1, workers)), Double(chunkMilliseconds.max() ?? 0))
        }
    }

    public struct Outcome: Equatable, Sendable {
        /// From the submission to the last result.
        public var makespanMilliseconds = 0
        /// Attempts that were started, those included that were stopped because another was first.
        public var attempts = 0
        public var messagesIn = 0
        public var messagesOut = 0
        public var heartbeats = 0
        public var records = 0
        public var ticks = 0
        /// The job ended as it should.
        public var isDone = false
    }

    private enum Happening {
        case tick
        case heartbeat(worker: Int)
        case attemptEnds(worker: Int, AttemptID)
        case attemptStops(worker: Int, AttemptID)
    }

    /// As the coordinator's own.
    private static let tickMilliseconds = 100
    private static let frameMilliseconds = 40

    private let setup: Setup
    private var farm = Farm(state: FarmState(), settings: FarmSettings())
    private var agenda = Agenda<Happening>()
    private var now = 0
    private var outcome = Outcome()
    /// Attempts that were stopped: their ends do not happen.
    private var stopped: Set<AttemptID> = []
    /// What each worker renders, and since when.
    private var rendering: [(attempt: AttemptID, since: Int)?]

    public init(_ setup: Setup) {
        self.setup = setup
        rendering = Array(repeating: nil, count: setup.workers)
    }

    public mutating func run() -> Outcome {
        tell(.started)
        for worker in 0..<setup.workers { join(worker) }
        let request = JobRequest(work: .drill(tasks: setup.chunkMilliseconds.count))
        tell(.command(.submit(request, RunIdentity(name: "", directory: "", output: "")), RequestID(1)))
        agenda.plan(.tick, at: Self.tickMilliseconds)
        while !outcome.isDone, let (time, happening) = agenda.next() {
            now = time
            happen(happening)
        }
        outcome.makespanMilliseconds = now
        return outcome
    }

    private mutating func join(_ worker: Int) {
        let hello = WorkerHello(
            name: "worker-\(worker)", instance: "1", slots: 1, processID: 1, host: "host-\(worker)", version: "0",
            ffmpeg: nil, heldAttempts: [], isDraining: false)
        tell(.workerHello(SessionID(worker), hello))
        // Spread out, as workers that were not started by one clock.
        let first = setup.heartbeatMilliseconds * worker / max(1, setup.workers)
        agenda.plan(.heartbeat(worker: worker), at: first)
    }

    private mutating func happen(_ happening: Happening) {
        switch happening {
        case .tick:
            outcome.ticks += 1
            tell(.tick)
            agenda.plan(.tick, at: now + Self.tickMilliseconds)
        case .heartbeat(let worker):
            outcome.heartbeats += 1
            hear(.workerHeartbeat(SessionID(worker), heartbeat(of: worker)))
            agenda.plan(.heartbeat(worker: worker), at: now + setup.heartbeatMilliseconds)
        case .attemptEnds(let worker, let attempt):
            guard stopped.remove(attempt) == nil else { return }
            rendering[worker] = nil
            hear(.attemptSucceeded(SessionID(worker), attempt, .nothing))
        case .attemptStops(let worker, let attempt):
            rendering[worker] = nil
            hear(
                .attemptFailed(
                    SessionID(worker), attempt, AttemptFailure(kind: .cancelled, summary: "no longer wanted")))
        }
    }

    /// Without progress a long chunk would count as stalled.
    private func heartbeat(of worker: Int) -> Heartbeat {
        let running = rendering[worker].map { entry in
            AttemptProgress(
                attempt: entry.attempt, frame: (now - entry.since) / Self.frameMilliseconds,
                framesPerSecond: 1_000 / Double(Self.frameMilliseconds))
        }
        return Heartbeat(machine: nil, running: [running].compactMap { $0 })
    }

    private mutating func hear(_ event: Event) {
        outcome.messagesIn += 1
        tell(event)
    }

    private mutating func tell(_ event: Event) {
        for effect in farm.handle(event, at: Timestamp(milliseconds: Int64(now))) { carryOut(effect) }
    }

    private mutating func carryOut(_ effect: Effect) {
        switch effect {
        case .append: outcome.records += 1
        case .concludeRun: outcome.isDone = true
        case .assign(let session, let attempt):
            outcome.messagesOut += 1
            outcome.attempts += 1
            let length = setup.chunkMilliseconds[attempt.chunk.index]
            rendering[session.number] = (attempt.id, now)
            agenda.plan(
                .attemptEnds(worker: session.number, attempt.id), at: now + setup.handOutMilliseconds + max(1, length))
        case .cancelAttempt(let session, let attempt):
            outcome.messagesOut += 1
            stopped.insert(attempt)
            agenda.plan(.attemptStops(worker: session.number, attempt), at: now + setup.handOutMilliseconds)
        case .acknowledge, .welcome: outcome.messagesOut += 1
        default: return
        }
    }
}
