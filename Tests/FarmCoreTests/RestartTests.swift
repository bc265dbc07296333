import FarmCore
import FarmModel
import Testing

@Suite("Restarts")
struct RestartTests {
    @Test("running attempts go on: the worker comes back with them, and nothing is rendered twice")
    func attemptsGoOn() throws {
        var farm = TestFarm()
        _ = farm.join("a", slots: 2)
        let job = try farm.submitVideo(chunks: 2)
        #expect(farm.restart() == [])
        #expect(farm.pass(milliseconds: 5_000) == [])
        let session = farm.connect()
        let hello = farm.hello("a", slots: 2, held: [AttemptID(1), AttemptID(2)])
        #expect(farm.tell(.workerHello(session, hello)) == [.welcome(session, WorkerID(0))])
        _ = farm.succeed(1, on: session)
        #expect(farm.succeed(2, on: session).outward.last == .startStage(job, .merge))
    }

    @Test("a worker that does not come back loses its leases after the grace")
    func workerIsGone() throws {
        var farm = TestFarm()
        _ = farm.join("a")
        try farm.submitVideo(chunks: 1)
        let other = farm.connect()
        farm.restart()
        farm.tell(.workerHello(other, farm.hello("b")))
        #expect(farm.pass(seconds: 10, with: [SessionID(2)]).assignments == [])
        #expect(farm.pass(milliseconds: 1).handedOut == ["1.0>1"])
    }

    @Test("a worker process that was started anew meanwhile has nothing to go on with")
    func newProcess() throws {
        var farm = TestFarm()
        _ = farm.join("a")
        try farm.submitVideo(chunks: 1)
        farm.restart()
        let session = farm.connect()
        let effects = farm.tell(.workerHello(session, farm.hello("a", instance: "a-2")))
        #expect(effects.assignments.map(\.id) == [AttemptID(2)])
    }

    @Test("stages start anew, and finished chunks get their names again")
    func stagesStartAnew() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        let job = try farm.submitVideo(chunks: 1)
        _ = farm.succeed(1, on: session)
        #expect(
            farm.restart() == [.adoptChunk(ChunkID(job: job, index: 0), AttemptID(1)), .startStage(job, .merge)])
    }

    @Test("what is to be done at the end of a job is repeated, since it may not have happened")
    func endsAreRepeated() throws {
        var farm = TestFarm()
        let job = try farm.submit(JobRequest(work: .drill(tasks: 1)))
        _ = farm.command(.cancel(job))
        #expect(farm.restart() == [.concludeRun(job)])
    }

    @Test("a failed job keeps its finished chunks for a retry")
    func failedJobKeepsChunks() throws {
        var farm = TestFarm()
        let session = farm.join("a", slots: 2)
        let job = try farm.submitVideo(chunks: 2)
        _ = farm.succeed(1, on: session)
        _ = farm.fail(2, on: session, .permanent)
        #expect(
            farm.restart() == [.adoptChunk(ChunkID(job: job, index: 0), AttemptID(1)), .concludeRun(job)])
    }

    @Test("delays, pauses and blocked workers survive")
    func settingsSurvive() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        let job = try farm.submitVideo(chunks: 9)
        for attempt in 1...3 { _ = farm.fail(attempt, on: session, .workerFault) }
        _ = farm.command(.pause(job))
        farm.restart()
        #expect(farm.state.workers[0].blocked.map(\.kind) == ["render/libx264"])
        let other = farm.join("b")
        #expect(farm.pass(seconds: 40, with: [other]).assignments == [])
        #expect(farm.command(.resume(job)).effects.handedOut == ["1.0>1"])
    }

    @Test("every prefix of the records is a state to go on from: whatever was torn off, the job comes to its end")
    func everyPrefix() throws {
        let records = try eventfulRun().records
        for count in 0...records.count {
            var farm = try eventfulRun()
            farm.restart(keeping: count)
            let session = farm.join("c", slots: 3)
            for _ in 0..<60 where !farm.state.jobs.allSatisfy(\.phase.isFinal) {
                for job in farm.state.jobs where job.isPaused { _ = farm.command(.resume(job.id)) }
                for attempt in farm.state.attemptsInOrder where attempt.worker == farm.state.worker(named: "c")?.id {
                    let isDrill = farm.state.job(attempt.chunk.job)?.files.isEmpty == true
                    let product: AttemptProduct = isDrill ? .nothing : .chunkFile(Samples.file)
                    farm.tell(.attemptSucceeded(session, attempt.id, product))
                }
                for job in farm.state.jobs { finishStage(of: job, in: &farm) }
                farm.pass(seconds: 1, with: [session])
            }
            let unfinished = farm.state.jobs.filter { !$0.phase.isFinal }.map(\.id)
            #expect(unfinished == [], "after \(count) records")
        }
    }

    private func finishStage(of job: Job, in farm: inout TestFarm) {
        switch job.phase {
        case .analyzing: farm.tell(.stageFinished(job.id, .analyze, .analyzed(Samples.plan(chunks: 3))))
        case .merging: farm.tell(.stageFinished(job.id, .merge, .merged(Samples.merge)))
        case .verifying: farm.tell(.stageFinished(job.id, .verify, .verified(Samples.verification)))
        default: break
        }
    }

    /// Workers that fail and vanish, a backup that wins, a damaged chunk, a cancelled job, a given-up chunk, a drill.
    private func eventfulRun() throws -> TestFarm {
        var farm = TestFarm()
        let a = farm.join("a", slots: 2)
        let b = farm.join("b")
        let first = try farm.submitVideo(chunks: 3)
        farm.pass(seconds: 1, with: [a, b])
        _ = farm.succeed(1, on: a)
        _ = farm.succeed(3, on: a)
        farm.pass(seconds: 10, with: [a, b])
        let backup = try #require(farm.state.attemptsInOrder.first { $0.isBackup })
        _ = farm.succeed(backup.id.number, on: a)
        farm.tell(.stageFinished(first, .merge, .chunksDamaged([0, 1], reason: "gone")))
        let second = try farm.submitVideo(chunks: 4, maxAttempts: 1)
        _ = try farm.submit(JobRequest(work: .drill(tasks: 3)))
        farm.pass(seconds: 2, with: [a, b])
        for attempt in farm.state.attemptsInOrder where attempt.chunk.job == second {
            _ = farm.fail(attempt.id.number, on: attempt.worker == WorkerID(0) ? a : b)
        }
        farm.tell(.workerDisconnected(b))
        farm.pass(seconds: 12, with: [a])
        _ = farm.command(.pause(second))
        let third = try farm.submitVideo(chunks: 2)
        _ = farm.command(.cancel(third))
        return farm
    }
}
