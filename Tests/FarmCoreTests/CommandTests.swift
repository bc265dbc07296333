import FarmCore
import FarmModel
import Testing

@Suite("Commands")
struct CommandTests {
    @Test("job numbers go up and are never used again")
    func numbers() throws {
        var farm = TestFarm()
        let first = try farm.submit(JobRequest(work: .drill(tasks: 1)))
        _ = farm.command(.cancel(first))
        #expect(farm.command(.forget(first)).effects == [.append(.jobForgotten(first))])
        #expect(farm.state.jobs.isEmpty)
        #expect(try farm.submit(JobRequest(work: .drill(tasks: 1))) == JobID(2))
    }

    @Test(
        "what is out of bounds is refused with a reason, and leaves no trace",
        arguments: [
            JobRequest(work: .drill(tasks: 0)), JobRequest(work: .drill(tasks: FarmLimits.tasksPerDrill + 1)),
            JobRequest(work: .video(Samples.video), priority: 101),
            JobRequest(work: .video(Samples.video), priority: -101),
            JobRequest(work: .video(Samples.video), maxParallel: 0),
            JobRequest(work: .video(Samples.video), maxAttempts: 0),
            JobRequest(work: .video(Samples.video), maxAttempts: 21),
        ])
    func outOfBounds(request: JobRequest) {
        var farm = TestFarm()
        let (answer, effects) = farm.command(.submit(request, Samples.run))
        guard case .refused(.outOfBounds)? = answer else {
            Issue.record("accepted: \(request)")
            return
        }
        #expect(effects == [])
        #expect(farm.state.nextJob == 1)
    }

    @Test("commands about unknown jobs are refused")
    func unknownJob() {
        var farm = TestFarm()
        let job = JobID(9)
        let commands: [Command] = [
            .cancel(job), .pause(job), .resume(job), .retry(job), .setPriority(job, 1), .forget(job),
        ]
        for command in commands { #expect(farm.command(command).answer == .refused(.noSuchJob(job))) }
    }

    @Test("a job that has ended can only be forgotten, and one that has not cannot")
    func wrongPhase() throws {
        var farm = TestFarm()
        let job = try farm.submitVideo(chunks: 1)
        #expect(farm.command(.forget(job)).answer == .refused(.wrongPhase(job, .rendering)))
        #expect(farm.command(.retry(job)).answer == .refused(.wrongPhase(job, .rendering)))
        #expect(farm.command(.cancel(job)).answer == .done)
        let commands: [Command] = [.cancel(job), .pause(job), .resume(job), .retry(job), .setPriority(job, 1)]
        for command in commands { #expect(farm.command(command).answer == .refused(.wrongPhase(job, .cancelled))) }
        #expect(farm.command(.forget(job)).answer == .done)
    }

    @Test("cancelling while rendering ends the leases first, and frees the slots for others")
    func cancelRendering() throws {
        var farm = TestFarm()
        let session = farm.join("a", slots: 2)
        let job = try farm.submitVideo(chunks: 2)
        try farm.submitVideo(chunks: 1)
        let (answer, effects) = farm.command(.cancel(job))
        let failure = AttemptFailure(kind: .cancelled, summary: "the job was cancelled")
        #expect(answer == .done)
        #expect(
            effects == [
                .append(.attemptFailed(AttemptID(1), failure, then: .nothing, at: farm.now)),
                .cancelAttempt(session, AttemptID(1)),
                .append(.attemptFailed(AttemptID(2), failure, then: .nothing, at: farm.now)),
                .cancelAttempt(session, AttemptID(2)), .append(.jobCancelled(job, at: farm.now)), .concludeRun(job),
            ])
        // A slot is free when its process has stopped, and not before.
        #expect(farm.pass(milliseconds: 500).assignments == [])
        #expect(farm.fail(1, on: session, .cancelled).handedOut == ["2.0>0"])
        #expect(farm.succeed(2, on: session) == [.acknowledge(session, AttemptID(2))])
        #expect(farm.state.job(job)?.doneChunks == 0)
    }

    @Test("cancelling during a stage stops the stage, and the next job's begins")
    func cancelStage() throws {
        var farm = TestFarm()
        var jobs: [JobID] = []
        for _ in 0..<3 { jobs.append(try farm.submit(JobRequest(work: .video(Samples.video)))) }
        #expect(
            farm.command(.cancel(jobs[0])).effects == [
                .stopStage(jobs[0]), .append(.jobCancelled(jobs[0], at: farm.now)), .concludeRun(jobs[0]),
                .startStage(jobs[2], .analyze),
            ])
        // The end of the stopped stage was on its way already.
        #expect(farm.tell(.stageFinished(jobs[0], .analyze, .analyzed(Samples.plan(chunks: 1)))) == [])
    }

    @Test("a paused job finishes what runs, and starts nothing new until it is resumed")
    func pauseRendering() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        let job = try farm.submitVideo(chunks: 2)
        #expect(farm.command(.pause(job)).effects == [.append(.jobPaused(job))])
        #expect(farm.command(.pause(job)).effects == [])
        #expect(farm.succeed(1, on: session).assignments == [])
        #expect(farm.command(.resume(job)).effects.handedOut == ["1.1>0"])
        #expect(farm.command(.resume(job)).effects == [])
    }

    @Test("a paused job starts no stage")
    func pauseBeforeMerge() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        let job = try farm.submitVideo(chunks: 1)
        _ = farm.command(.pause(job))
        #expect(farm.succeed(1, on: session).outward.last == .acknowledge(session, AttemptID(1)))
        #expect(farm.command(.resume(job)).effects == [.append(.jobResumed(job)), .startStage(job, .merge)])
    }

    @Test("a retry renders what is missing and keeps what is done")
    func retryRendering() throws {
        var farm = TestFarm()
        let session = farm.join("a", slots: 3)
        let job = try farm.submitVideo(chunks: 3, maxAttempts: 1)
        _ = farm.succeed(1, on: session)
        _ = farm.fail(2, on: session)
        _ = farm.succeed(3, on: session)
        #expect(farm.state.job(job)?.phase == .failed)
        let (answer, effects) = farm.command(.retry(job))
        #expect(answer == .done)
        #expect(effects.handedOut == ["1.1>0"])
        #expect(farm.state.job(job)?.failure == nil)
        #expect(farm.succeed(4, on: session).outward.last == .startStage(job, .merge))
    }

    @Test("a retry runs a failed stage again", arguments: [Stage.analyze, .merge])
    func retryStage(stage: Stage) throws {
        var farm = TestFarm()
        let session = farm.join("a")
        let job = try farm.submit(JobRequest(work: .video(Samples.video)))
        if stage == .merge {
            farm.tell(.stageFinished(job, .analyze, .analyzed(Samples.plan(chunks: 1))))
            _ = farm.succeed(1, on: session)
        }
        farm.tell(.stageFinished(job, stage, .failed(StageFailure(summary: "broken", cause: "unknown"))))
        #expect(
            farm.command(.retry(job)).effects == [.append(.jobRetried(job, at: farm.now)), .startStage(job, stage)])
    }

    @Test("the priority of a failed job may change, since it may be retried")
    func priorityOfFailedJob() throws {
        var farm = TestFarm()
        let job = try farm.submit(JobRequest(work: .video(Samples.video)))
        farm.tell(.stageFinished(job, .analyze, .failed(StageFailure(summary: "broken", cause: "unknown"))))
        #expect(farm.command(.setPriority(job, 7)).answer == .done)
        #expect(farm.state.job(job)?.priority == 7)
        guard case .refused(.outOfBounds)? = farm.command(.setPriority(job, 700)).answer else {
            Issue.record("a priority out of range was accepted")
            return
        }
    }
}
