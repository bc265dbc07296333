import FarmCore
import FarmModel

// The worker's side, after the real one: see WorkerCore in target Worker.
extension Simulation {
    mutating func stepWorker(_ happening: Happening) throws(SimulationFailure) {
        switch happening {
        case .workerStarts(let worker, let process):
            startWorker(worker, process)
        case .workerConnects(let worker, _):
            workerConnects(worker)
        case .welcomeMissing(let worker, _, let connection):
            guard workers[worker].link == .greeting(connection: connection) else { return }
            closeAtWorker(connection)
            loseLink(of: worker)
        case .heartbeatDue(let worker, let process, let connection):
            guard workers[worker].link == .joined(connection: connection) else { return }
            send(.heartbeat(workers[worker].heartbeat(at: now)), from: worker)
            if workers[worker].nature.lies { lie(worker) }
            agenda.plan(.heartbeatDue(worker: worker, process: process, connection: connection), at: now + 1_000)
        case .attemptEnds(let worker, _, let attempt):
            endAttempt(attempt, of: worker)
        case .departureDue(let worker, _):
            if workers[worker].running.isEmpty, workers[worker].isDraining { killWorker(worker) }
        case .workerThaws(let worker, _):
            try thaw(worker)
        default:
            return
        }
    }

    private mutating func startWorker(_ worker: Int, _ process: Int) {
        guard !workers[worker].isAlive, process == workers[worker].process + 1 else { return }
        workers[worker].process = process
        workers[worker].isAlive = true
        workers[worker].nature = SimulatedWorker.Nature()
        if !isCalm, random.happens(perMille: 100) { workers[worker].slots = random.within(1...3) }
        workerConnects(worker)
    }

    private mutating func workerConnects(_ worker: Int) {
        guard workers[worker].link == .idle else { return }
        let process = workers[worker].process
        guard let connection = connect(worker) else {
            reconnectLater(worker)
            return
        }
        workers[worker].link = .greeting(connection: connection)
        var hello = workers[worker].hello(instance: process)
        if workers[worker].nature.lies {
            send(.heartbeat(workers[worker].heartbeat(at: now)), from: worker)
            distort(&hello)
        }
        send(.hello(hello), from: worker)
        agenda.plan(.welcomeMissing(worker: worker, process: process, connection: connection), at: now + 10_000)
    }

    mutating func loseLink(of worker: Int) {
        guard let connection = workers[worker].link.connection else { return }
        closeAtWorker(connection)
        workers[worker].link = .idle
        reconnectLater(worker)
    }

    private mutating func reconnectLater(_ worker: Int) {
        let delay = workers[worker].reconnectDelay
        workers[worker].reconnectDelay = min(2 * delay, 5_000)
        agenda.plan(.workerConnects(worker: worker, process: workers[worker].process), at: now + delay)
    }

    mutating func workerHears(_ line: CoordinatorLine, worker: Int) throws(SimulationFailure) {
        switch line {
        case .welcome: join(worker)
        case .refused(let mayRetry): refused(worker, mayRetry: mayRetry)
        case .assign(let attempt, let render): try take(attempt, render, on: worker)
        case .cancel(let attempt): stop(attempt, on: worker)
        case .acknowledge(let attempt): forget(attempt, on: worker)
        case .drain: drain(worker)
        }
    }

    private mutating func join(_ worker: Int) {
        guard case .greeting(let connection) = workers[worker].link else { return }
        workers[worker].link = .joined(connection: connection)
        workers[worker].reconnectDelay = 250
        for held in workers[worker].held {
            if case .finished(let line) = held.state { send(line, from: worker) }
        }
        let process = workers[worker].process
        agenda.plan(.heartbeatDue(worker: worker, process: process, connection: connection), at: now)
    }

    private mutating func refused(_ worker: Int, mayRetry: Bool) {
        guard mayRetry else {
            killWorker(worker)
            return
        }
        loseLink(of: worker)
    }

    private mutating func take(
        _ attempt: Attempt, _ render: SimulatedRender?, on worker: Int
    ) throws(SimulationFailure) {
        guard workers[worker].place(of: attempt.id) == nil else {
            throw failure("attempt \(attempt.id.number) is assigned twice")
        }
        if workers[worker].isDraining {
            finish(attempt, .failed(attempt.id, AttemptFailure(kind: .lost, summary: "leaving")), on: worker)
            return
        }
        rendersBegun[attempt.chunk, default: 0] += 1
        guard let render else {
            finish(attempt, .succeeded(attempt.id, .nothing), on: worker)
            return
        }
        guard workers[worker].running.count < workers[worker].slots else {
            // Only a worker that lies about what it holds can get more than it has room for.
            guard workers[worker].nature.lies else { throw failure("\(workers[worker].name) has no slot left") }
            finish(attempt, .failed(attempt.id, AttemptFailure(kind: .workerFault, summary: "no slot")), on: worker)
            return
        }
        let run = drawRun(of: attempt.chunk, render, on: workers[worker].nature)
        workers[worker].held.append(.init(attempt: attempt.id, chunk: attempt.chunk, state: .running(run)))
        if case .hangs = run.outcome { return }
        let process = workers[worker].process
        agenda.plan(.attemptEnds(worker: worker, process: process, attempt.id), at: now + run.duration)
    }

    private mutating func drawRun(
        of chunk: ChunkID, _ render: SimulatedRender, on nature: SimulatedWorker.Nature
    ) -> SimulatedWorker.Run {
        let duration = render.frames * random.within(10...40) * nature.slowness
        var outcome = SimulatedWorker.Outcome.success
        if let poison = project(for: chunk.job).poison(in: render.chunks) {
            outcome = .failure(poison)
        } else if nature.failsEverything {
            outcome = .failure(.workerFault)
        } else if !isCalm, random.happens(perMille: plan.attemptFailuresPerMille) {
            let kinds: [AttemptFailure.Kind] = [
                .retryable, .retryable, .workerFault, .noRoom, .lost, .cancelled, .stalled, .inexact,
            ]
            outcome = random.happens(perMille: 200) ? .hangs : .failure(kinds[random.below(kinds.count)])
        } else if !isCalm, random.happens(perMille: plan.damagedFilesPerMille) {
            outcome = .damagedSuccess
        }
        return SimulatedWorker.Run(
            startedAt: now, duration: duration, frames: render.frames, seams: render.seams, outcome: outcome)
    }

    private mutating func endAttempt(_ attempt: AttemptID, of worker: Int) {
        guard !workers[worker].nature.isHung, let place = workers[worker].place(of: attempt) else { return }
        let held = workers[worker].held[place]
        switch held.state {
        case .finished:
            return
        case .stopping:
            finish(held, .failed(attempt, AttemptFailure(kind: .cancelled, summary: "stopped")), on: worker)
        case .running(let run):
            switch run.outcome {
            case .success, .damagedSuccess:
                if case .success = run.outcome { attemptFiles[attempt] = true } else { attemptFiles[attempt] = false }
                finish(held, .succeeded(attempt, .chunkFile(Self.file(frames: run.frames, run.seams))), on: worker)
            case .failure(let kind):
                finish(held, .failed(attempt, AttemptFailure(kind: kind, summary: "it failed")), on: worker)
            case .hangs:
                return
            }
        }
    }

    static func file(frames: Int, _ seams: SeamEvidence = .none) -> ChunkFile {
        ChunkFile(
            sizeBytes: 1, sha256: String(repeating: "a", count: 64), frames: frames, streamFingerprint: "",
            commandHash: "", seams: seams)
    }

    private mutating func finish(_ attempt: Attempt, _ line: WorkerLine, on worker: Int) {
        let held = SimulatedWorker.Held(attempt: attempt.id, chunk: attempt.chunk, state: .stopping)
        workers[worker].held.append(held)
        finish(held, line, on: worker)
    }

    private mutating func finish(_ held: SimulatedWorker.Held, _ line: WorkerLine, on worker: Int) {
        guard let place = workers[worker].place(of: held.attempt) else { return }
        workers[worker].held[place].state = .finished(line)
        if case .joined = workers[worker].link { send(line, from: worker) }
        leaveIfDone(worker)
    }

    private mutating func stop(_ attempt: AttemptID, on worker: Int) {
        guard let place = workers[worker].place(of: attempt), case .running = workers[worker].held[place].state else {
            return
        }
        workers[worker].held[place].state = .stopping
        let process = workers[worker].process
        agenda.plan(.attemptEnds(worker: worker, process: process, attempt), at: now + random.within(1...1_500))
    }

    private mutating func forget(_ attempt: AttemptID, on worker: Int) {
        guard let place = workers[worker].place(of: attempt), case .finished = workers[worker].held[place].state else {
            return
        }
        workers[worker].held.remove(at: place)
        leaveIfDone(worker)
    }

    mutating func drain(_ worker: Int) {
        guard workers[worker].isAlive, !workers[worker].isDraining else { return }
        workers[worker].isDraining = true
        if case .joined = workers[worker].link { send(.draining, from: worker) }
        leaveIfDone(worker)
    }

    private mutating func leaveIfDone(_ worker: Int) {
        guard workers[worker].isDraining, workers[worker].running.isEmpty else { return }
        if workers[worker].held.isEmpty {
            killWorker(worker)
        } else {
            let process = workers[worker].process
            agenda.plan(.departureDue(worker: worker, process: process), at: now + 10_000)
        }
    }

    /// The process and everything it ran are gone; somebody starts it again.
    mutating func killWorker(_ worker: Int) {
        guard workers[worker].isAlive else { return }
        counts.workerDeaths += 1
        if let connection = workers[worker].link.connection { closeAtWorker(connection) }
        workers[worker].link = .idle
        workers[worker].isAlive = false
        workers[worker].isFrozen = false
        workers[worker].isDraining = false
        workers[worker].backlog = []
        workers[worker].held = []
        workers[worker].reconnectDelay = 250
        let pause = random.within(100...(isCalm ? 1_000 : 15_000))
        agenda.plan(.workerStarts(worker: worker, process: workers[worker].process + 1), at: now + pause)
    }

    private mutating func thaw(_ worker: Int) throws(SimulationFailure) {
        guard workers[worker].isFrozen else { return }
        workers[worker].isFrozen = false
        let backlog = workers[worker].backlog
        workers[worker].backlog = []
        // Everything that waited happens now, before anything that comes later.
        for happening in backlog { try step(happening) }
    }
}
