import FarmModel

/// A worker process with the behaviour of the real one: results are kept until they are acknowledged and sent again on
/// each connection, running attempts do not notice whether there is one.
struct SimulatedWorker {
    let name: String
    /// Of its encoder: the same for all processes of this name.
    let build: String
    var slots: Int
    /// Counts the processes of this worker; each is an instance of its own.
    var process = 0
    var isAlive = false
    var isDraining = false
    var link = Link.idle
    var held: [Held] = []
    var reconnectDelay = 250
    var nature = Nature()
    /// Stopped by SIGSTOP: what happens meanwhile waits in the backlog.
    var isFrozen = false
    var backlog: [Happening] = []
    /// Nothing gets through to or from this worker before this moment.
    var cutOffUntil = 0

    enum Link: Equatable {
        case idle
        case greeting(connection: Int)
        case joined(connection: Int)

        var connection: Int? {
            switch self {
            case .idle: nil
            case .greeting(let connection), .joined(let connection): connection
            }
        }
    }

    /// How a process behaves; a new one starts out well.
    struct Nature {
        var slowness = 1
        /// Attempts neither go on nor stop, but the heartbeats continue.
        var isHung = false
        /// Reports whatever comes to mind.
        var lies = false
        var failsEverything = false
    }

    struct Held {
        let attempt: AttemptID
        let chunk: ChunkID
        var state: State
    }

    enum State {
        case running(Run)
        case stopping
        case finished(WorkerLine)
    }

    /// A running ffmpeg; nothing ends one that hangs, except for a stop.
    struct Run {
        let startedAt: Int
        let duration: Int
        let frames: Int
        let seams: SeamEvidence
        var outcome: Outcome
    }

    enum Outcome {
        case success
        case damagedSuccess
        case failure(AttemptFailure.Kind)
        case hangs
    }

    var running: [Held] {
        held.filter { if case .finished = $0.state { false } else { true } }
    }

    func hello(instance: Int) -> WorkerHello {
        WorkerHello(
            name: name, instance: "\(name)/\(instance)", slots: slots, processID: 1_000 + instance, host: "host",
            version: "1", ffmpeg: FFmpegFacts(version: build, hasFpsMode: true, encoders: ["libx264"]),
            heldAttempts: held.map(\.attempt), isDraining: isDraining)
    }

    func place(of attempt: AttemptID) -> Int? { held.firstIndex { $0.attempt == attempt } }

    /// How far the running attempts have come.
    func heartbeat(at now: Int) -> Heartbeat {
        let progress = held.compactMap { held -> AttemptProgress? in
            guard case .running(let run) = held.state else { return nil }
            let part = min(run.duration, now - run.startedAt)
            var frame = run.frames * part / max(1, run.duration)
            if case .hangs = run.outcome { frame = min(frame, run.frames / 2) }
            if nature.isHung { frame = min(frame, 1) }
            return AttemptProgress(attempt: held.attempt, frame: frame, framesPerSecond: 25)
        }
        return Heartbeat(machine: nil, running: progress)
    }
}

/// One TCP connection: lines arrive in order, or the connection breaks and what was under way is lost.
struct SimulatedConnection {
    let worker: Int
    let process: Int
    /// The life of the coordinator that accepted it.
    let life: Int
    let session: SessionID
    /// Whom the coordinator takes the other end for: a liar may have used another one's name.
    var welcomedAs: WorkerID?
    var isOpenAtWorker = true
    var isOpenAtCoordinator = true
    var isBroken = false
    /// When the last line under way in each direction arrives.
    var lastToWorker = 0
    var lastToCoordinator = 0
}

/// What a worker is told to render.
struct SimulatedRender {
    let frames: Int
    /// The chunks of the first plan that it covers.
    let chunks: Range<Int>
    let seams: SeamEvidence
}

/// What a person submitted, and what is wrong with it, if anything.
struct SimulatedProject {
    let chunkFrames: [Int]
    /// Chunks that no worker can render.
    let poison: [Int: AttemptFailure.Kind]
    let isUnreadable: Bool
    let parity: Parity
    /// How far ahead of their encoder frames may be drawn; nil where the chunks are pieces of the video.
    let pipeWindow: Int?
    /// The care that each chunk needs for its first frames to come out right; where no care is enough, only a render in
    /// one piece is right.
    let neededCare: [Int]
    /// Ways to begin a chunk.
    static let beginnings = 3

    var canSucceed: Bool { poison.isEmpty && !isUnreadable }

    init(seed: UInt64, plan: FaultPlan) {
        var random = SeededNumbers(seed: seed)
        let count = random.within(1...14)
        chunkFrames = (0..<count).map { _ in random.within(5...60) }
        var poison: [Int: AttemptFailure.Kind] = [:]
        for index in 0..<count where random.happens(perMille: plan.poisonPerMille) {
            poison[index] = random.happens(perMille: 500) ? .permanent : .retryable
        }
        self.poison = poison
        isUnreadable = random.happens(perMille: plan.poisonPerMille / 3)
        pipeWindow = random.happens(perMille: plan.pipesPerMille) ? random.within(60...100) : nil
        parity = random.happens(perMille: 300) && pipeWindow == nil ? .strict : .warn
        let trouble = random.happens(perMille: plan.seamTroublePerMille) && pipeWindow == nil ? 300 : 0
        neededCare = (0..<count).map { _ in
            random.happens(perMille: trouble) ? random.within(1...Self.beginnings) : 0
        }
    }

    /// Why some of these chunks of the first plan cannot be rendered, if so.
    func poison(in chunks: Range<Int>) -> AttemptFailure.Kind? {
        chunks.lazy.compactMap { poison[$0] }.first
    }

    /// What a chunk of `plan` shows of its seams when it is rendered with so much care.
    func seams(ofChunk index: Int, in plan: VideoPlan, care: Int) -> SeamEvidence {
        var seams = SeamEvidence.none
        if index > 0 {
            let isRight = care >= neededCare[index]
            seams.head = [Self.seamFrame(plan.chunks[index].startPts, isRight ? 0 : care + 1)]
        }
        if let end = plan.chunks[index].endPts { seams.tail = [Self.seamFrame(end, 0)] }
        return seams
    }

    private static func seamFrame(_ pts: Int64, _ mark: Int) -> SeamFrame {
        SeamFrame(pts: pts, hash: String(repeating: String(mark), count: 32))
    }

    private func drawing(frames: Int) -> DrawingPlan? {
        guard let pipeWindow, let rate = Rational(25, 1) else { return nil }
        return DrawingPlan(
            subject: .scene(preparedPath: "scene.json", sha256: ""), method: .pipe,
            size: PictureSize(width: 16, height: 16), frameRate: rate, frameCount: frames, pixelFormat: "rgb0",
            intermediate: .rawFrames(bytesEach: 1_024, window: pipeWindow))
    }

    var videoPlan: VideoPlan {
        var chunks: [ChunkPlan] = []
        var first = 0
        for (index, frames) in chunkFrames.enumerated() {
            let end = index + 1 == chunkFrames.count ? nil : Int64(first + frames)
            chunks.append(
                ChunkPlan(
                    firstFrame: first, frameCount: frames, startPts: Int64(first), endPts: end,
                    lastPts: Int64(first + frames - 1), expectedFrames: frames,
                    starts: (0..<Self.beginnings).map { _ in
                        ChunkStart(seekPts: nil, warmUpFrame: first, warmUpPts: Int64(first))
                    }))
            first += frames
        }
        return VideoPlan(
            input: InputIdentity(path: "in.mp4", sizeBytes: 1, modifiedNanoseconds: 1), drawing: drawing(frames: first),
            timeBase: Rational(1, 25)!, timestampOffset: 0, frameCount: first, firstPts: 0,
            settings: RenderSettings(filter: nil, encoding: EncoderSettings(encoder: "libx264")),
            chunkFormat: "nut", chunkExtension: "nut", threads: 1, chunks: chunks, keepsFrameCount: true,
            parity: parity,
            warnings: [],
            reasons: [])
    }
}
