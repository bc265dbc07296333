import FarmCore
import FarmModel
import Testing

@Suite("Backups")
struct BackupTests {
    /// A job of three chunks of which two took a second each; the third hangs on worker `b`, and `a` is idle.
    private func straggling(maxParallel: Int? = nil) throws -> (TestFarm, JobID, a: SessionID, b: SessionID) {
        var farm = TestFarm()
        let a = farm.join("a")
        let b = farm.join("b")
        let job = try farm.submitVideo(chunks: 3, maxParallel: maxParallel)
        farm.pass(seconds: 1, with: [a, b])
        _ = farm.succeed(1, on: a)
        farm.pass(seconds: 1, with: [a, b])
        _ = farm.succeed(3, on: a)
        #expect(farm.state.attempts.keys.map(\.number) == [2])
        return (farm, job, a, b)
    }

    @Test("an idle slot gets a copy of a straggler near the job's end, and not too early")
    func begins() throws {
        var (farm, job, a, b) = try straggling()
        #expect(farm.pass(seconds: 2, with: [a, b]).assignments == [])
        let effects = farm.pass(milliseconds: 1)
        let backup = Attempt(
            id: AttemptID(4), chunk: ChunkID(job: job, index: 1), worker: WorkerID(0), workerProcessID: 77,
            isBackup: true, startedAt: farm.now)
        #expect(effects == [.append(.attemptStarted(backup)), .assign(a, backup)])
        #expect(farm.pass(seconds: 5, with: [a, b]) == [])
    }

    @Test("the backup wins: the other lease ends before the commit, and its worker stops")
    func backupWins() throws {
        var (farm, job, a, b) = try straggling()
        farm.pass(seconds: 3, with: [a, b])
        let effects = farm.succeed(4, on: a)
        let failure = AttemptFailure(kind: .cancelled, summary: "another attempt was first")
        #expect(
            effects == [
                .append(.attemptFailed(AttemptID(2), failure, then: .nothing, at: farm.now)),
                .cancelAttempt(b, AttemptID(2)),
                .append(.attemptSucceeded(AttemptID(4), .chunkFile(Samples.file), at: farm.now)),
                .adoptChunk(ChunkID(job: job, index: 1), AttemptID(4)), .acknowledge(a, AttemptID(4)),
                .startStage(job, .merge),
            ])
        #expect(farm.succeed(2, on: b) == [.acknowledge(b, AttemptID(2))])
        #expect(farm.state.chunk(ChunkID(job: job, index: 1))?.winner?.attempt == AttemptID(4))
    }

    @Test("the original wins: the backup is stopped")
    func originalWins() throws {
        var (farm, job, a, b) = try straggling()
        farm.pass(seconds: 3, with: [a, b])
        let effects = farm.succeed(2, on: b)
        #expect(effects.outward.first == .cancelAttempt(a, AttemptID(4)))
        #expect(farm.state.chunk(ChunkID(job: job, index: 1))?.winner?.attempt == AttemptID(2))
        #expect(farm.state.chunk(ChunkID(job: job, index: 1))?.failures == [])
    }

    @Test("when one of two fails, the other goes on")
    func oneFails() throws {
        var (farm, job, a, b) = try straggling()
        farm.pass(seconds: 3, with: [a, b])
        #expect(farm.fail(2, on: b).assignments == [])
        #expect(farm.state.chunk(ChunkID(job: job, index: 1))?.active == AttemptID(4))
        #expect(farm.succeed(4, on: a).outward.last == .startStage(job, .merge))
    }

    @Test("backups that fail over and over use up the budget of the chunk")
    func bounded() throws {
        var (farm, job, a, b) = try straggling()
        let moving = { (second: Int) in
            [AttemptProgress(attempt: AttemptID(2), frame: second, framesPerSecond: 1)]
        }
        let c = farm.join("c", slots: 20)
        for _ in 0..<30 {
            farm.pass(seconds: 1, with: [a, b, c], frames: moving)
            for attempt in farm.state.attemptsInOrder where attempt.isBackup {
                _ = farm.fail(attempt.id.number, on: attempt.worker == WorkerID(0) ? a : c)
            }
        }
        let chunk = try #require(farm.state.chunk(ChunkID(job: job, index: 1)))
        #expect(chunk.attemptsStarted <= FarmSettings().maxAttempts + 1)
        #expect(chunk.active == AttemptID(2))
    }

    @Test("a backup counts against max-parallel")
    func maxParallel() throws {
        var farm = TestFarm()
        let a = farm.join("a")
        let b = farm.join("b")
        try farm.submitVideo(chunks: 2, maxParallel: 1)
        farm.pass(seconds: 1, with: [a, b])
        _ = farm.succeed(1, on: a)
        #expect(farm.pass(seconds: 30, with: [a, b]).assignments == [])
    }

    @Test("a paused job gets no backups")
    func paused() throws {
        var (farm, job, a, b) = try straggling()
        _ = farm.command(.pause(job))
        #expect(farm.pass(seconds: 10, with: [a, b]).assignments == [])
    }

    @Test("nobody is their own backup")
    func oneWorker() throws {
        var farm = TestFarm()
        let session = farm.join("a", slots: 4)
        try farm.submitVideo(chunks: 2)
        farm.pass(seconds: 1, with: [session])
        _ = farm.succeed(1, on: session)
        #expect(farm.pass(seconds: 60, with: [session]).assignments == [])
    }
}
