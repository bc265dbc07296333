import FarmModel
import Testing

@testable import FarmCore

@Suite("Pipes: frames go through memory into one encoder, in their order") struct PipeTests {
    /// A job of eight chunks of ten frames, of which 30 may be ahead of the encoder, and workers with four slots.
    private struct Pipe {
        var farm = TestFarm()
        let session: SessionID
        let job: JobID

        init(chunks: Int = 8) throws {
            session = farm.join("only", slots: 4)
            job = try farm.submit(JobRequest(work: .video(Samples.video)))
            let plan = Samples.drawnPlan(chunks: chunks, intermediate: .rawFrames(bytesEach: 4, window: 30))
            farm.tell(.stageFinished(job, .analyze, .analyzed(plan)))
        }

        var state: Job? { farm.state.job(job) }
        var id: PipeID { PipeID(job: job, restarts: state?.pipe.restarts ?? 0) }

        func chunks(_ status: ChunkState.Status) -> [Int] {
            state?.chunks.indices.filter { state?.chunks[$0].status == status } ?? []
        }

        mutating func take(_ chunks: Int) -> [Effect] { farm.tell(.framesTaken(id, chunks: chunks)) }

        mutating func lose() -> [Effect] {
            farm.tell(.pipeFailed(id, StageFailure(summary: "the encoder failed", cause: "signal 9")))
        }

        /// Renders chunks in whatever order they are handed out, each taken at once, until all are done.
        mutating func finish() -> [Effect] {
            var effects: [Effect] = []
            while let attempt = farm.state.attemptsInOrder.first {
                effects = farm.succeed(attempt.id.number, on: session)
                let taken = state?.chunks.firstIndex { $0.status != .done } ?? state?.chunks.count ?? 0
                effects += take(taken)
            }
            return effects
        }
    }

    @Test("nothing is begun further ahead of the encoder than may wait")
    func window() throws {
        var pipe = try Pipe()
        #expect(pipe.chunks(.running) == [0, 1, 2], "the fourth slot has nothing to do")
        #expect(pipe.farm.succeed(2, on: pipe.session).assignments.isEmpty)
        #expect(pipe.farm.succeed(1, on: pipe.session).assignments.isEmpty, "the encoder has not taken it yet")
        #expect(pipe.take(1).handedOut == ["1.3>0"])
        #expect(pipe.take(2).handedOut == ["1.4>0"])
        #expect(pipe.take(1).assignments.isEmpty, "what has been taken stays taken")
    }

    @Test("finished frames go to the encoder, and the merge is its end")
    func ending() throws {
        var pipe = try Pipe()
        let effects = pipe.finish()
        #expect(effects.outward.contains(.startStage(pipe.job, .merge)))
        _ = pipe.farm.tell(.stageFinished(pipe.job, .merge, .merged(Samples.merge)))
        #expect(pipe.state?.phase == .verifying)
    }

    @Test("with its encoder all of a job's frames are gone, and drawn once more; the second time it does without")
    func encoderDies() throws {
        var pipe = try Pipe()
        _ = pipe.farm.succeed(1, on: pipe.session)
        let effects = pipe.lose()
        let cancelled = AttemptFailure(kind: .cancelled, summary: "all frames are drawn anew")
        #expect(
            effects.prefix(5) == [
                .append(.attemptFailed(AttemptID(2), cancelled, then: .nothing, at: pipe.farm.now)),
                .cancelAttempt(pipe.session, AttemptID(2)),
                .append(.attemptFailed(AttemptID(3), cancelled, then: .nothing, at: pipe.farm.now)),
                .cancelAttempt(pipe.session, AttemptID(3)),
                .append(
                    .pipeBroken(
                        pipe.job, reason: "the encoder failed: signal 9", isEncodersFault: true, at: pipe.farm.now)),
            ])
        #expect(effects.dropFirst(5).first == .discardChunks(pipe.job))
        #expect(pipe.chunks(.done).isEmpty && pipe.state?.pipe.encoderFailures == 1)
        _ = pipe.farm.fail(2, on: pipe.session, .cancelled)
        #expect(pipe.chunks(.running) == [0, 1, 2])
        _ = pipe.lose()
        #expect(pipe.state?.chunks.count == 1 && pipe.state?.isPiped == false)
        #expect(pipe.state?.seams.unitedBecause == "the encoder failed: signal 9")
    }

    @Test("a job in one piece leaves its pipe as well")
    func onePiece() throws {
        var pipe = try Pipe(chunks: 1)
        _ = pipe.lose()
        _ = pipe.farm.fail(1, on: pipe.session, .cancelled)
        _ = pipe.lose()
        #expect(pipe.state?.isPiped == false && pipe.state?.video?.drawing?.method == .disabled)
    }

    @Test("what is said of an encoder that is gone counts for nothing")
    func lateWords() throws {
        var pipe = try Pipe()
        let first = pipe.id
        _ = pipe.lose()
        let before = pipe.state
        #expect(pipe.farm.tell(.pipeFailed(first, StageFailure(summary: "late", cause: ""))).isEmpty)
        #expect(pipe.farm.tell(.framesTaken(first, chunks: 8)).isEmpty)
        #expect(pipe.state == before)
    }

    @Test("an encoder that fails at its very end is one that has failed")
    func failingMerge() throws {
        var pipe = try Pipe()
        _ = pipe.finish()
        #expect(pipe.state?.phase == .merging)
        _ = pipe.lose()
        #expect(pipe.state?.phase == .rendering && pipe.chunks(.running) == [0, 1, 2])
        _ = pipe.finish()
        let damaged = StageOutcome.chunksDamaged([0], reason: "the merged file is gone")
        _ = pipe.farm.tell(.stageFinished(pipe.job, .merge, .merged(Samples.merge)))
        _ = pipe.farm.tell(.stageFinished(pipe.job, .verify, damaged))
        #expect(pipe.state?.isPiped == false && pipe.state?.phase == .rendering)
    }

    @Test("a new coordinator has no encoder: all frames are drawn anew, and nobody is at fault")
    func restart() throws {
        for mayBeMerging in [false, true] {
            var pipe = try Pipe()
            _ = pipe.farm.succeed(1, on: pipe.session)
            if mayBeMerging { _ = pipe.take(1) + pipe.finish() }
            let effects = pipe.farm.restart()
            #expect(effects.contains(.discardChunks(pipe.job)))
            #expect(!effects.contains { if case .adoptChunk = $0 { true } else { false } })
            #expect(pipe.state?.doneChunks == 0 && pipe.state?.phase == .rendering)
            #expect(pipe.state?.pipe == PipeHistory(restarts: 1))
            _ = pipe.farm.join("only", slots: 4)
            #expect(pipe.chunks(.running) == [0, 1, 2])
        }
    }

    @Test("a range that its scene makes impossible ends the job at once: nothing passes it in a pipe")
    func impossible() throws {
        var pipe = try Pipe()
        let effects = pipe.farm.fail(2, on: pipe.session, .permanent)
        let cancelled = AttemptFailure(kind: .cancelled, summary: "the job has failed")
        #expect(
            effects.prefix(6) == [
                .append(
                    .attemptFailed(
                        AttemptID(2), AttemptFailure(kind: .permanent, summary: "broken"), then: .giveUp,
                        at: pipe.farm.now)),
                .acknowledge(pipe.session, AttemptID(2)),
                .append(.attemptFailed(AttemptID(1), cancelled, then: .nothing, at: pipe.farm.now)),
                .cancelAttempt(pipe.session, AttemptID(1)),
                .append(.attemptFailed(AttemptID(3), cancelled, then: .nothing, at: pipe.farm.now)),
                .cancelAttempt(pipe.session, AttemptID(3)),
            ])
        #expect(effects.contains(.concludeRun(pipe.job)))
        #expect(pipe.state?.phase == .failed && pipe.state?.failure?.cause == "chunk 1: broken")
    }

    @Test("a job that is tried again begins anew, with a fresh encoder and all its room")
    func retry() throws {
        var pipe = try Pipe()
        let first = pipe.id
        _ = pipe.farm.succeed(1, on: pipe.session)
        _ = pipe.take(1)
        _ = pipe.farm.fail(2, on: pipe.session, .permanent)
        for attempt in [3, 4] { _ = pipe.farm.fail(attempt, on: pipe.session, .cancelled) }
        let effects = pipe.farm.command(.retry(pipe.job)).effects
        #expect(pipe.state?.pipe == PipeHistory(restarts: 1))
        #expect(effects.handedOut == ["1.0>0", "1.1>0", "1.2>0"], "what the first encoder had taken is gone")
        #expect(pipe.farm.tell(.framesTaken(first, chunks: 8)).isEmpty)
        #expect(pipe.finish().outward.contains(.startStage(pipe.job, .merge)))
    }

    /// Jobs whose frames are begun, arrive and are taken in a random order.
    private struct Traffic {
        var random: SeededNumbers
        var pool = FramePool()
        var lengths: [[Int]] = []
        var arrived: [Set<Int>] = []

        init(seed: UInt64) {
            random = SeededNumbers(seed: seed)
            for job in 0..<random.within(1...4) {
                let (frames, bytesEach) = (random.within(1...100), random.within(1...2_600_000))
                lengths.append((0..<random.within(1...30)).map { _ in random.within(1...frames) })
                arrived.append([])
                var first = 0
                let chunks = lengths[job].map { count in
                    defer { first += count }
                    return ChunkPlan(
                        firstFrame: first, frameCount: count, startPts: Int64(first), endPts: nil,
                        lastPts: Int64(first + count - 1), starts: [])
                }
                pool.open(JobID(job), FrameWindow(frames: frames, bytesEach: bytesEach, chunks: chunks))
            }
        }

        func taken(_ job: Int) -> Int { pool[JobID(job)]?.taken ?? 0 }
        func begun(_ job: Int) -> Int { pool[JobID(job)]?.begun ?? 0 }

        enum Step {
            case begin(Int)
            case arrive(Int, chunk: Int)
            case take(Int)
        }

        /// What may happen next.
        func possible(encodersMove: Bool) -> [Step] {
            lengths.indices.flatMap { job -> [Step] in
                let waiting = (taken(job)..<begun(job)).filter { !arrived[job].contains($0) }
                var steps = waiting.map { Step.arrive(job, chunk: $0) }
                if begun(job) < pool.limit(of: JobID(job)) ?? 0 { steps.append(.begin(job)) }
                if encodersMove, arrived[job].contains(taken(job)) { steps.append(.take(job)) }
                return steps
            }
        }

        mutating func step(encodersMove: Bool) -> Bool {
            let choices = possible(encodersMove: encodersMove)
            guard !choices.isEmpty else { return false }
            switch choices[random.within(0...choices.count - 1)] {
            case .begin(let job): pool.update(JobID(job)) { $0.begin($0.begun) }
            case .arrive(let job, let chunk): arrived[job].insert(chunk)
            case .take(let job): pool.update(JobID(job)) { $0.take($0.taken + 1) }
            }
            return true
        }
    }

    @Test("whatever the order in which frames arrive: never more than may wait, and every job comes to its end")
    func randomArrival() {
        for seed in 0..<200 as Range<UInt64> {
            var traffic = Traffic(seed: seed)
            while traffic.step(encodersMove: true) {
                #expect(traffic.pool.heldFrames <= FarmLimits.framesInPipe)
                #expect(traffic.pool.heldBytes <= FarmLimits.bytesInPipe)
            }
            #expect(traffic.lengths.indices.allSatisfy { traffic.taken($0) == traffic.lengths[$0].count })
        }
    }

    @Test("encoders that stall stop what is begun, and nothing else is lost by it")
    func stalledEncoders() {
        for seed in 200..<300 as Range<UInt64> {
            var traffic = Traffic(seed: seed)
            while traffic.step(encodersMove: false) {}
            let begun = traffic.lengths.indices.map { traffic.begun($0) }
            #expect(begun.contains { $0 > 0 })
            #expect(traffic.lengths.indices.allSatisfy { traffic.arrived[$0].count == begun[$0] })
            #expect(traffic.pool.heldFrames <= FarmLimits.framesInPipe)
            while traffic.step(encodersMove: true) {}
            #expect(traffic.lengths.indices.allSatisfy { traffic.taken($0) == traffic.lengths[$0].count })
        }
    }
}
