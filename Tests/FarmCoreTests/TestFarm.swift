import FarmCore
import FarmModel
import Testing

/// A farm under test with its clock and its journal. After every event its invariants are checked, and that the records
/// folded from scratch, as well as those of a snapshot, give the live state.
struct TestFarm {
    private(set) var farm: Farm
    private(set) var now = Timestamp(milliseconds: 1_000_000)
    private(set) var records: [Record] = []
    private var nextSession = 1
    private var nextRequest = 1
    let settings: FarmSettings

    init(settings: FarmSettings = FarmSettings()) {
        self.settings = settings
        farm = Farm(state: FarmState(), settings: settings)
        tell(.started)
    }

    var state: FarmState { farm.state }

    @discardableResult
    mutating func tell(_ event: Event, _ place: SourceLocation = #_sourceLocation) -> [Effect] {
        let effects = farm.handle(event, at: now)
        records += effects.records
        #expect(farm.checkInvariants() == [], sourceLocation: place)
        var replayed = FarmState()
        for record in records { replayed.apply(record) }
        #expect(replayed == farm.state, "the records do not fold to the live state", sourceLocation: place)
        var restored = FarmState()
        farm.state.forEachSnapshotRecord { restored.apply($0) }
        #expect(restored == farm.state, "the snapshot does not fold to the live state", sourceLocation: place)
        return effects
    }

    /// Lets time pass, and the farm notice it.
    @discardableResult
    mutating func pass(milliseconds: Int, _ place: SourceLocation = #_sourceLocation) -> [Effect] {
        now = now.adding(milliseconds: milliseconds)
        return tell(.tick, place)
    }

    /// Lets time pass with a heartbeat from each session every second, so that nobody counts as silent.
    @discardableResult
    mutating func pass(
        seconds: Int, with sessions: [SessionID], frames: (Int) -> [AttemptProgress] = { _ in [] }
    ) -> [Effect] {
        var effects: [Effect] = []
        for second in 0..<seconds {
            for session in sessions {
                effects += tell(.workerHeartbeat(session, Heartbeat(machine: nil, running: frames(second))))
            }
            effects += pass(milliseconds: 1_000)
        }
        return effects
    }

    /// The coordinator dies and a new one reads the journal.
    @discardableResult
    mutating func restart(afterMilliseconds away: Int = 100, keeping count: Int? = nil) -> [Effect] {
        if let count { records.removeLast(records.count - count) }
        var state = FarmState()
        for record in records { state.apply(record) }
        #expect(state.checkInvariants() == [])
        farm = Farm(state: state, settings: settings)
        now = now.adding(milliseconds: away)
        return tell(.started)
    }

    // MARK: What happens most

    func hello(
        _ name: String, slots: Int = 1, instance: String? = nil, held: [AttemptID] = [], isDraining: Bool = false,
        build: String? = nil, renderers: [String] = []
    ) -> WorkerHello {
        let ffmpeg = build.map {
            FFmpegFacts(
                version: "7.1", hasFpsMode: true, encoders: ["libx264"],
                builds: [EncoderBuild(encoder: "libx264", build: $0)])
        }
        return WorkerHello(
            name: name, instance: instance ?? "\(name)-1", slots: slots, processID: 77, host: "host", version: "1",
            ffmpeg: ffmpeg, heldAttempts: held, isDraining: isDraining,
            renderers: renderers.map { OfferedRenderer(name: $0, frameLimitMilliseconds: 600_000) })
    }

    mutating func connect() -> SessionID {
        defer { nextSession += 1 }
        return SessionID(nextSession)
    }

    /// A worker connects; what it is given goes unnoticed.
    mutating func join(
        _ name: String, slots: Int = 1, instance: String? = nil, held: [AttemptID] = [], isDraining: Bool = false,
        build: String? = nil, renderers: [String] = []
    ) -> SessionID {
        let session = connect()
        let hello = hello(
            name, slots: slots, instance: instance, held: held, isDraining: isDraining, build: build,
            renderers: renderers)
        tell(.workerHello(session, hello))
        return session
    }

    mutating func command(_ command: Command, _ place: SourceLocation = #_sourceLocation) -> (
        answer: CommandAnswer?, effects: [Effect]
    ) {
        let request = RequestID(nextRequest)
        nextRequest += 1
        let effects = tell(.command(command, request), place)
        let answers = effects.compactMap { effect -> CommandAnswer? in
            if case .answer(request, let answer) = effect { answer } else { nil }
        }
        #expect(answers.count == 1, "each command gets exactly one answer", sourceLocation: place)
        return (answers.first, effects.filter { if case .answer = $0 { false } else { true } })
    }

    mutating func submit(_ request: JobRequest, _ place: SourceLocation = #_sourceLocation) throws -> JobID {
        let answer = command(.submit(request, Samples.run), place).answer
        guard case .submitted(let job)? = answer else {
            throw UnexpectedAnswer(answer: answer)
        }
        return job
    }

    /// A video that has been analysed and waits to be rendered; returns what was assigned at once.
    @discardableResult
    mutating func submitVideo(
        chunks: Int, priority: Int = 0, maxParallel: Int? = nil, maxAttempts: Int? = nil, parity: Parity = .warn
    ) throws -> JobID {
        let request = JobRequest(
            work: .video(Samples.video), priority: priority, maxParallel: maxParallel, maxAttempts: maxAttempts)
        let job = try submit(request)
        tell(.stageFinished(job, .analyze, .analyzed(Samples.plan(chunks: chunks, parity: parity))))
        return job
    }

    mutating func succeed(
        _ attempt: Int, on session: SessionID, _ place: SourceLocation = #_sourceLocation
    ) -> [Effect] {
        tell(.attemptSucceeded(session, AttemptID(attempt), .chunkFile(Samples.file)), place)
    }

    mutating func fail(
        _ attempt: Int, on session: SessionID, _ kind: AttemptFailure.Kind = .retryable,
        _ place: SourceLocation = #_sourceLocation
    ) -> [Effect] {
        tell(.attemptFailed(session, AttemptID(attempt), AttemptFailure(kind: kind, summary: "broken")), place)
    }
}

struct UnexpectedAnswer: Error {
    let answer: CommandAnswer?
}

enum Samples {
    static let video = VideoRequest(input: "/videos/in.mp4")
    static let run = RunIdentity(name: "run_1", directory: "/outputs/run_1", output: "/outputs/final/out.mp4")
    static let framesPerChunk = 10

    static var file: ChunkFile { file(frames: framesPerChunk) }

    static func file(frames: Int) -> ChunkFile {
        ChunkFile(
            sizeBytes: 5, sha256: String(repeating: "0", count: 64), frames: frames, streamFingerprint: "f",
            commandHash: "c", seams: seams("0"))
    }

    /// A chunk whose pictures at both ends have this hash, a single digit: seams of equal digits agree.
    static func seams(head: String? = nil, _ tail: String) -> SeamEvidence {
        func frame(_ digit: String) -> SeamFrame { SeamFrame(pts: 0, hash: String(repeating: digit, count: 32)) }
        return SeamEvidence(head: [frame(head ?? tail)], tail: [frame(tail)])
    }

    static func plan(chunks: Int, encoder: String = "libx264", parity: Parity = .warn) -> VideoPlan {
        let chunkPlans = (0..<chunks).map { index in
            let first = index * framesPerChunk
            return ChunkPlan(
                firstFrame: first, frameCount: framesPerChunk, startPts: Int64(first),
                endPts: Int64(first + framesPerChunk), lastPts: Int64(first + framesPerChunk - 1),
                expectedFrames: framesPerChunk,
                starts: (0...2).map {
                    let warmUp = max(0, first - 4 * $0)
                    return ChunkStart(seekPts: nil, warmUpFrame: warmUp, warmUpPts: Int64(warmUp))
                })
        }
        return VideoPlan(
            input: InputIdentity(path: "/videos/in.mp4", sizeBytes: 9, modifiedNanoseconds: 9),
            timeBase: Rational(1, 25)!, timestampOffset: 0, frameCount: chunks * framesPerChunk, firstPts: 0,
            settings: RenderSettings(filter: nil, encoding: EncoderSettings(encoder: encoder)),
            chunkFormat: "nut", chunkExtension: "nut", threads: 1, chunks: chunkPlans, keepsFrameCount: true,
            parity: parity, warnings: [], reasons: [])
    }

    /// The same for frames that are drawn.
    static func drawnPlan(chunks: Int, intermediate: Intermediate?) -> VideoPlan {
        var plan = plan(chunks: chunks)
        plan.drawing = DrawingPlan(
            subject: .scene(preparedPath: "/scene.json", sha256: "5"), method: .chunk,
            size: PictureSize(width: 64, height: 36), frameRate: Rational(25, 1)!, frameCount: plan.frameCount,
            pixelFormat: "gbrp", intermediate: intermediate)
        return plan
    }

    static let merge = MergeReport(
        method: .copy, fallbackReason: nil, temporaryPath: "/outputs/tmp", sizeBytes: 9, sha256: "", warnings: [])
    static let verification = VerifyReport(
        output: "/outputs/final/out.mp4", frames: 10, sizeBytes: 9, durationMilliseconds: 400, checks: [])
}

extension [Effect] {
    var records: [Record] { compactMap { if case .append(let record) = $0 { record } else { nil } } }

    var assignments: [Attempt] { compactMap { if case .assign(_, let attempt) = $0 { attempt } else { nil } } }

    /// Which chunk went to which worker, as `job.chunk>worker`.
    var handedOut: [String] {
        assignments.map { "\($0.chunk.job.number).\($0.chunk.index)>\($0.worker.number)" }
    }

    /// Everything but the records.
    var outward: [Effect] { filter { if case .append = $0 { false } else { true } } }
}
