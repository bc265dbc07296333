import FarmCore
import FarmModel
import Testing

@Suite("Attempts")
struct AttemptTests {
    private func oneJob(chunks: Int = 1, maxAttempts: Int? = nil) throws -> (TestFarm, JobID, SessionID) {
        var farm = TestFarm()
        let session = farm.join("a")
        let job = try farm.submitVideo(chunks: chunks, maxAttempts: maxAttempts)
        return (farm, job, session)
    }

    @Test("a result is recorded, then adopted and acknowledged, and the merge begins")
    func success() throws {
        var (farm, job, session) = try oneJob()
        let chunk = ChunkID(job: job, index: 0)
        let effects = farm.succeed(1, on: session)
        #expect(
            effects == [
                .append(.attemptSucceeded(AttemptID(1), .chunkFile(Samples.file), at: farm.now)),
                .adoptChunk(chunk, AttemptID(1)), .acknowledge(session, AttemptID(1)), .startStage(job, .merge),
            ])
        #expect(farm.state.chunk(chunk)?.winner?.attempt == AttemptID(1))
        #expect(farm.state.attempts.isEmpty)
    }

    @Test("a result that comes twice is acknowledged twice and counted once")
    func duplicate() throws {
        var (farm, job, session) = try oneJob(chunks: 2)
        _ = farm.succeed(1, on: session)
        #expect(farm.succeed(1, on: session) == [.acknowledge(session, AttemptID(1))])
        #expect(farm.fail(1, on: session) == [.acknowledge(session, AttemptID(1))])
        #expect(farm.state.job(job)?.doneChunks == 1)
    }

    @Test("a result without a lease is acknowledged and ignored")
    func withoutLease() throws {
        var (farm, job, session) = try oneJob()
        let other = farm.join("b")
        #expect(farm.succeed(1, on: other) == [.acknowledge(other, AttemptID(1))])
        #expect(farm.succeed(99, on: session) == [.acknowledge(session, AttemptID(99))])
        #expect(farm.succeed(1, on: SessionID(1_000)) == [])
        #expect(farm.state.job(job)?.doneChunks == 0)
    }

    @Test(
        "a result that cannot be right is the worker's fault",
        arguments: [
            AttemptProduct.nothing, .chunkFile(Samples.file(frames: 9)),
            .chunkFile(
                ChunkFile(sizeBytes: 0, sha256: "", frames: 10, streamFingerprint: "", commandHash: "")),
        ])
    func wrongProduct(product: AttemptProduct) throws {
        var (farm, job, session) = try oneJob()
        farm.tell(.attemptSucceeded(session, AttemptID(1), product))
        let chunk = try #require(farm.state.chunk(ChunkID(job: job, index: 0)))
        #expect(chunk.status == .queued)
        #expect(chunk.failures.map(\.failure.kind) == [.workerFault])
    }

    @Test("each failure doubles the delay, up to the limit")
    func growingDelay() throws {
        var (farm, job, session) = try oneJob(maxAttempts: 10)
        var delays: [Int] = []
        for attempt in 1...8 {
            _ = farm.fail(attempt, on: session)
            let chunk = try #require(farm.state.chunk(ChunkID(job: job, index: 0)))
            let delay = try #require(chunk.notBefore).milliseconds(since: farm.now)
            delays.append(delay)
            farm.pass(seconds: max(1, delay / 1_000), with: [session])
            #expect(farm.state.attempts.keys.map(\.number) == [attempt + 1])
        }
        #expect(delays == [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    }

    @Test("a chunk is not tried again before its delay is over")
    func delayIsKept() throws {
        var (farm, _, session) = try oneJob()
        _ = farm.fail(1, on: session)
        #expect(farm.pass(milliseconds: 499).assignments == [])
        #expect(farm.pass(milliseconds: 1).assignments.map(\.id) == [AttemptID(2)])
    }

    @Test("a lost lease is tried again at once", arguments: [AttemptFailure.Kind.lost, .cancelled])
    func lost(kind: AttemptFailure.Kind) throws {
        var (farm, job, session) = try oneJob()
        let effects = farm.fail(1, on: session, kind)
        let failure = AttemptFailure(kind: .lost, summary: "broken")
        #expect(
            effects.records.first
                == .attemptFailed(AttemptID(1), failure, then: .retry(notBefore: farm.now), at: farm.now))
        #expect(effects.assignments.map(\.chunk) == [ChunkID(job: job, index: 0)])
    }

    @Test("what fails for good is given up at once, and the job with it")
    func permanent() throws {
        var (farm, job, session) = try oneJob()
        let effects = farm.fail(1, on: session, .permanent)
        let failure = AttemptFailure(kind: .permanent, summary: "broken")
        #expect(effects.records.first == .attemptFailed(AttemptID(1), failure, then: .giveUp, at: farm.now))
        #expect(effects.outward == [.acknowledge(session, AttemptID(1)), .concludeRun(job)])
        #expect(farm.state.job(job)?.phase == .failed)
    }

    @Test("after max-attempts failures a chunk is given up", arguments: [1, 3])
    func maxAttempts(most: Int) throws {
        var (farm, job, session) = try oneJob(maxAttempts: most)
        for attempt in 1...most {
            #expect(farm.state.job(job)?.phase == .rendering)
            _ = farm.fail(attempt, on: session)
            farm.pass(seconds: 3, with: [session])
        }
        #expect(farm.state.job(job)?.phase == .failed)
        #expect(farm.state.chunk(ChunkID(job: job, index: 0))?.attemptsStarted == most)
    }

    @Test("a chunk that keeps killing its workers is given up, too")
    func killer() throws {
        var (farm, job, session) = try oneJob()
        for attempt in 1...FarmLimits.lostAttemptsPerChunk { _ = farm.fail(attempt, on: session, .lost) }
        #expect(farm.state.job(job)?.phase == .failed)
    }

    @Test("a failed chunk goes to another worker where there is one")
    func anotherWorker() throws {
        var (farm, _, first) = try oneJob()
        let second = farm.join("b")
        _ = farm.fail(1, on: first)
        #expect(farm.pass(milliseconds: 500).handedOut == ["1.0>1"])
        _ = farm.fail(2, on: second)
        // Both have failed now, so that either may try.
        #expect(farm.pass(milliseconds: 1_000).assignments.count == 1)
    }

    @Test("a busy worker is waited for, a departing or stuck one is not")
    func alternatives() throws {
        var (farm, job, first) = try oneJob()
        let second = farm.join("b")
        try farm.submitVideo(chunks: 1)
        #expect(farm.state.attempts[AttemptID(2)]?.worker == WorkerID(1))
        _ = farm.fail(1, on: first)
        #expect(farm.pass(milliseconds: 500).assignments == [])
        farm.tell(.workerDraining(second))
        #expect(farm.pass(milliseconds: 1).handedOut == ["\(job.number).0>0"])
    }

    @Test("one poison chunk does not hide the rest, and the report names it")
    func poison() throws {
        var (farm, job, session) = try oneJob(chunks: 3)
        _ = farm.tell(
            .attemptFailed(
                session, AttemptID(1),
                AttemptFailure(kind: .permanent, summary: "no such frame", lastLines: ["frame not found"])))
        #expect(farm.state.job(job)?.phase == .rendering)
        _ = farm.succeed(2, on: session)
        #expect(farm.succeed(3, on: session).outward.last == .concludeRun(job))
        let failed = try #require(farm.state.job(job))
        #expect(failed.phase == .failed)
        #expect(failed.failure?.summary == "1 chunk of 3 could not be rendered")
        #expect(failed.failure?.cause == "chunk 0: no such frame")
        #expect(failed.failure?.lastLines == ["frame not found"])
        let report = farm.farm.report(of: failed)
        #expect(report.missing.map(\.chunkID) == [0])
        #expect(report.missing.first?.errorLines == ["frame not found"])
        #expect(report.chunks == ChunkCounts(total: 3, done: 2, failed: 1, attempts: 3))
    }

    @Test("what a worker writes about a failure is bounded")
    func clippedFailure() throws {
        var (farm, job, session) = try oneJob()
        let line = String(repeating: "ä", count: FarmLimits.failureLineBytes)
        let failure = AttemptFailure(
            kind: .retryable, summary: line, lastLines: Array(repeating: line, count: 50))
        farm.tell(.attemptFailed(session, AttemptID(1), failure))
        let kept = try #require(farm.state.chunk(ChunkID(job: job, index: 0))?.failures.first?.failure)
        #expect(kept.lastLines.count == FarmLimits.failureLines)
        #expect(kept.summary.utf8.count <= FarmLimits.failureLineBytes + 6)
    }

    @Test("a frame counter that stands still ends the attempt, and its slot waits for the worker to let go")
    func stalled() throws {
        var (farm, job, session) = try oneJob()
        let moving = { (second: Int) in
            [AttemptProgress(attempt: AttemptID(1), frame: second / 60, framesPerSecond: 1)]
        }
        #expect(farm.pass(seconds: 180, with: [session], frames: moving).records == [])
        let effects = farm.pass(seconds: 70, with: [session])
        #expect(effects.outward == [.cancelAttempt(session, AttemptID(1))])
        #expect(farm.state.chunk(ChunkID(job: job, index: 0))?.failures.map(\.failure.kind) == [.stalled])
        // The stopped process still occupies the only slot.
        #expect(farm.pass(seconds: 5, with: [session]).assignments == [])
        let released = farm.fail(1, on: session, .cancelled)
        #expect(released.outward.first == .acknowledge(session, AttemptID(1)))
        #expect(released.handedOut == ["1.0>0"])
    }

    @Test("what has to decode a great deal first may show nothing for longer")
    func preparing() throws {
        var farm = TestFarm()
        let session = farm.join("a", slots: 2)
        var plan = Samples.plan(chunks: 2)
        // Half an hour of video in each chunk, and no place to enter the second one.
        plan.frameCount = 90_000
        plan.chunks[0].frameCount = 45_000
        (plan.chunks[1].firstFrame, plan.chunks[1].frameCount) = (45_000, 45_000)
        plan.chunks[1].starts = [ChunkStart(seekPts: nil, warmUpFrame: 45_000, warmUpPts: plan.chunks[1].startPts)]
        let job = try farm.submit(JobRequest(work: .video(Samples.video)))
        farm.tell(.stageFinished(job, .analyze, .analyzed(plan)))
        let effects = farm.pass(seconds: 250, with: [session])
        #expect(effects.outward == [.cancelAttempt(session, AttemptID(1))], "the first one has nothing before it")
        #expect(farm.state.chunk(ChunkID(job: job, index: 1))?.failures.isEmpty == true)
        farm.pass(seconds: 5_000, with: [session])
        #expect(farm.state.chunk(ChunkID(job: job, index: 1))?.failures.map(\.failure.kind) == [.stalled])
    }
}
