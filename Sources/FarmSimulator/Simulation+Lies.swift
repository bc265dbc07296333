import FarmCore
import FarmModel

// Workers that say what is not true: broken ones, or hostile ones.
extension Simulation {
    /// Sends something that no honest worker would send.
    mutating func lie(_ worker: Int) {
        guard random.happens(perMille: 700) else { return }
        counts.lies += 1
        let anyAttempt = AttemptID(random.within(0...(farm?.state.nextAttempt ?? 1) + 2))
        let ownAttempt = random.pick(workers[worker].held.map(\.attempt)) ?? anyAttempt
        let frames = random.within(-1...70)
        switch random.below(9) {
        case 0: claim(anyAttempt, .chunkFile(Self.file(frames: frames)), worker)
        case 1: claim(ownAttempt, .chunkFile(Self.file(frames: frames)), worker)
        case 2: claim(ownAttempt, .nothing, worker)
        case 3:
            var file = Self.file(frames: 10)
            file.sha256 = "none"
            claim(ownAttempt, .chunkFile(file), worker)
        case 4: send(.failed(anyAttempt, AttemptFailure(kind: .permanent, summary: "I say so")), from: worker)
        case 5:
            for _ in 0..<3 { send(.failed(ownAttempt, AttemptFailure(kind: .lost, summary: "gone")), from: worker) }
        case 6:
            let progress = AttemptProgress(attempt: ownAttempt, frame: Int.max, framesPerSecond: -1)
            send(.heartbeat(Heartbeat(machine: nil, running: [progress, progress])), from: worker)
        case 7: send(.hello(workers[worker].hello(instance: workers[worker].process)), from: worker)
        default: send(.draining, from: worker)
        }
    }

    /// Reports success for an attempt that still runs, or is another worker's. What lies under its name is worth nothing.
    private mutating func claim(_ attempt: AttemptID, _ product: AttemptProduct, _ worker: Int) {
        if attemptFiles[attempt] == nil { attemptFiles[attempt] = false }
        for _ in 0..<random.within(1...2) { send(.succeeded(attempt, product), from: worker) }
    }

    /// A hello that does not fit what the worker holds.
    mutating func distort(_ hello: inout WorkerHello) {
        switch random.below(6) {
        case 0: hello.slots = random.within(-1...2_000)
        case 1: hello.name = ""
        case 2: hello.name = random.pick(workers.map(\.name)) ?? ""
        case 3: hello.heldAttempts = []
        case 4: hello.heldAttempts += (0..<6).map { _ in AttemptID(random.within(0...farm!.state.nextAttempt)) }
        default: hello.instance = "another"
        }
    }
}
