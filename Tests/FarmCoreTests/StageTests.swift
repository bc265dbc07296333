import FarmCore
import FarmModel
import Testing

@Suite("Stages")
struct StageTests {
    private let crash = StageFailure(summary: "the stage crashed", cause: "signal 9", mayRetry: true)

    /// A job whose chunks are all done.
    private func merging(chunks: Int = 2) throws -> (TestFarm, JobID, SessionID) {
        var farm = TestFarm()
        let session = farm.join("a", slots: chunks)
        let job = try farm.submitVideo(chunks: chunks)
        for attempt in 1...chunks { _ = farm.succeed(attempt, on: session) }
        #expect(farm.state.job(job)?.phase == .merging)
        return (farm, job, session)
    }

    @Test("submission starts the analysis, and its plan the rendering")
    func analysis() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        let request = JobRequest(work: .video(Samples.video))
        let (answer, effects) = farm.command(.submit(request, Samples.run))
        #expect(answer == .submitted(JobID(1)))
        #expect(
            effects == [
                .append(.jobSubmitted(JobID(1), request, Samples.run, at: farm.now)),
                .startStage(JobID(1), .analyze),
            ])
        let plan = Samples.plan(chunks: 2)
        let planned = farm.tell(.stageFinished(JobID(1), .analyze, .analyzed(plan)))
        #expect(planned.first == .append(.jobPlanned(JobID(1), .video(plan), at: farm.now)))
        #expect(planned.handedOut == ["1.0>0"])
        #expect(session == SessionID(1))
    }

    @Test("merge leads to verification, and verification to the end")
    func mergeAndVerify() throws {
        var (farm, job, _) = try merging()
        #expect(
            farm.tell(.stageFinished(job, .merge, .merged(Samples.merge))) == [
                .append(.jobMerged(job, Samples.merge, at: farm.now)), .startStage(job, .verify),
            ])
        #expect(
            farm.tell(.stageFinished(job, .verify, .verified(Samples.verification))) == [
                .append(.jobVerified(job, Samples.verification, at: farm.now)), .concludeRun(job),
            ])
        #expect(farm.state.job(job)?.phase == .done)
    }

    @Test("no more stages run side by side than allowed; the rest follow by priority, then age")
    func startLimits() throws {
        var farm = TestFarm()
        var jobs: [JobID] = []
        for priority in [0, 0, 0, 5, 0] {
            jobs.append(try farm.submit(JobRequest(work: .video(Samples.video), priority: priority)))
        }
        let plan = StageOutcome.analyzed(Samples.plan(chunks: 1))
        #expect(farm.tell(.stageFinished(jobs[0], .analyze, plan)).outward == [.startStage(jobs[3], .analyze)])
        #expect(farm.tell(.stageFinished(jobs[3], .analyze, plan)).outward == [.startStage(jobs[2], .analyze)])
        #expect(farm.tell(.stageFinished(jobs[1], .analyze, plan)).outward == [.startStage(jobs[4], .analyze)])
    }

    @Test("a crashed stage is run again, three times in all")
    func crashes() throws {
        var (farm, job, _) = try merging()
        for _ in 1..<FarmLimits.stageAttempts {
            #expect(
                farm.tell(.stageFinished(job, .merge, .failed(crash))) == [
                    .append(.stageFailed(job, .merge, crash, isFinal: false, at: farm.now)), .startStage(job, .merge),
                ])
        }
        #expect(
            farm.tell(.stageFinished(job, .merge, .failed(crash))) == [
                .append(.stageFailed(job, .merge, crash, isFinal: true, at: farm.now)), .concludeRun(job),
            ])
        #expect(farm.state.job(job)?.failure == crash)
    }

    @Test("crashes of one stage do not count against the next")
    func freshCount() throws {
        var (farm, job, _) = try merging()
        for _ in 1..<FarmLimits.stageAttempts { farm.tell(.stageFinished(job, .merge, .failed(crash))) }
        farm.tell(.stageFinished(job, .merge, .merged(Samples.merge)))
        #expect(farm.tell(.stageFinished(job, .verify, .failed(crash))).outward == [.startStage(job, .verify)])
    }

    @Test("what cannot succeed is not tried again")
    func finalFailure() throws {
        var farm = TestFarm()
        let job = try farm.submit(JobRequest(work: .video(Samples.video)))
        let failure = StageFailure(summary: "the input has no video", cause: "only audio streams")
        #expect(
            farm.tell(.stageFinished(job, .analyze, .failed(failure))) == [
                .append(.stageFailed(job, .analyze, failure, isFinal: true, at: farm.now)), .concludeRun(job),
            ])
    }

    @Test("damaged chunks are rendered again, each once, and the others are kept")
    func damagedChunks() throws {
        var (farm, job, session) = try merging(chunks: 3)
        let outcome = StageOutcome.chunksDamaged([2, 0, 2, 7, -1], reason: "the hash differs")
        let effects = farm.tell(.stageFinished(job, .merge, outcome))
        #expect(
            effects.records.prefix(2) == [
                .chunkLost(ChunkID(job: job, index: 0), reason: "the hash differs", at: farm.now),
                .chunkLost(ChunkID(job: job, index: 2), reason: "the hash differs", at: farm.now),
            ])
        #expect(effects.handedOut == ["1.0>0", "1.2>0"])
        _ = farm.succeed(4, on: session)
        #expect(farm.succeed(5, on: session).outward.last == .startStage(job, .merge))
    }

    @Test("the verification may find damaged chunks, too")
    func damageFoundLate() throws {
        var (farm, job, session) = try merging()
        farm.tell(.stageFinished(job, .merge, .merged(Samples.merge)))
        let effects = farm.tell(.stageFinished(job, .verify, .chunksDamaged([1], reason: "unreadable")))
        #expect(effects.handedOut == ["1.1>0"])
        #expect(farm.succeed(3, on: session).outward.last == .startStage(job, .merge))
    }

    @Test("chunks that get lost over and over end the job, and a retry may try anew")
    func damagedTooOften() throws {
        var (farm, job, session) = try merging(chunks: 1)
        var attempt = 1
        let lost = StageOutcome.chunksDamaged([0], reason: "gone")
        while farm.state.job(job)?.phase == .merging, attempt < 50 {
            farm.tell(.stageFinished(job, .merge, lost))
            attempt += 1
            _ = farm.succeed(attempt, on: session)
        }
        #expect(attempt == FarmLimits.lostAttemptsPerChunk + 1)
        #expect(farm.state.job(job)?.failure?.summary == "finished chunks keep getting lost")
        #expect(farm.command(.retry(job)).effects.outward == [.startStage(job, .merge)])
        farm.tell(.stageFinished(job, .merge, lost))
        #expect(farm.state.job(job)?.phase == .rendering)
    }

    @Test(
        "an answer of the wrong kind is a failure",
        arguments: [
            StageOutcome.merged(Samples.merge), .verified(Samples.verification),
            .chunksDamaged([0], reason: "what chunks?"),
        ])
    func wrongAnswer(outcome: StageOutcome) throws {
        var farm = TestFarm()
        let job = try farm.submit(JobRequest(work: .video(Samples.video)))
        #expect(farm.tell(.stageFinished(job, .analyze, outcome)).outward == [.startStage(job, .analyze)])
        #expect(farm.state.job(job)?.stageFailures == 1)
    }

    @Test("a plan that leaves out frames is not rendered")
    func wrongPlan() throws {
        var plan = Samples.plan(chunks: 3)
        plan.chunks.remove(at: 1)
        var empty = Samples.plan(chunks: 1)
        empty.chunks = []
        var short = Samples.plan(chunks: 2)
        short.frameCount += 1
        for wrong in [plan, empty, short] {
            var farm = TestFarm()
            let job = try farm.submit(JobRequest(work: .video(Samples.video)))
            farm.tell(.stageFinished(job, .analyze, .analyzed(wrong)))
            #expect(farm.state.job(job)?.phase == .failed)
        }
    }

    @Test("what a stage that nobody waits for has to say is ignored")
    func uninvited() throws {
        var (farm, job, _) = try merging()
        #expect(farm.tell(.stageFinished(job, .verify, .verified(Samples.verification))) == [])
        #expect(farm.tell(.stageFinished(JobID(77), .merge, .merged(Samples.merge))) == [])
    }

    @Test("no stage starts while storage has a problem")
    func storageProblem() throws {
        var farm = TestFarm()
        farm.tell(.storageChanged(problem: "the disk is full"))
        let job = try farm.submit(JobRequest(work: .video(Samples.video)))
        #expect(farm.pass(milliseconds: 1_000) == [])
        #expect(farm.tell(.storageChanged(problem: nil)) == [.startStage(job, .analyze)])
    }
}
