import FarmCore
import FarmModel
import Testing

@Suite("Schedule")
struct ScheduleTests {
    @Test("a chunk that waits goes to a worker the moment it joins, behind the record of the attempt")
    func joiningWorkerGetsWork() throws {
        var farm = TestFarm()
        let job = try farm.submitVideo(chunks: 2)
        let session = farm.connect()
        let effects = farm.tell(.workerHello(session, farm.hello("a")))
        let attempt = Attempt(
            id: AttemptID(1), chunk: ChunkID(job: job, index: 0), worker: WorkerID(0), workerProcessID: 77,
            isBackup: false, startedAt: farm.now)
        #expect(
            effects == [
                .append(.workerNamed(WorkerID(0), name: "a")), .welcome(session, WorkerID(0)),
                .append(.attemptStarted(attempt)), .assign(session, attempt),
            ])
    }

    @Test("the next chunk follows the moment a slot is free")
    func freedSlotGetsWork() throws {
        var farm = TestFarm()
        try farm.submitVideo(chunks: 2)
        let session = farm.join("a")
        #expect(farm.succeed(1, on: session).handedOut == ["1.1>0"])
    }

    @Test("higher priority first, then the lower chunk")
    func priorityThenIndex() throws {
        var farm = TestFarm()
        try farm.submitVideo(chunks: 2)
        try farm.submitVideo(chunks: 2, priority: 5)
        let session = farm.connect()
        let effects = farm.tell(.workerHello(session, farm.hello("a", slots: 3)))
        #expect(effects.handedOut == ["2.0>0", "2.1>0", "1.0>0"])
    }

    @Test("jobs of equal priority share the slots, the older one first")
    func fairShare() throws {
        var farm = TestFarm()
        for _ in 0..<3 { try farm.submitVideo(chunks: 9) }
        let session = farm.connect()
        let effects = farm.tell(.workerHello(session, farm.hello("a", slots: 7)))
        #expect(effects.handedOut == ["1.0>0", "2.0>0", "3.0>0", "1.1>0", "2.1>0", "3.1>0", "1.2>0"])
        // What becomes free goes to the job that has the least.
        #expect(farm.succeed(2, on: session).handedOut == ["2.2>0"])
    }

    @Test("the least busy worker is served first")
    func leastBusyWorker() throws {
        var farm = TestFarm()
        _ = farm.join("a", slots: 2)
        _ = farm.join("b", slots: 2)
        let job = try farm.submit(JobRequest(work: .video(Samples.video)))
        let effects = farm.tell(.stageFinished(job, .analyze, .analyzed(Samples.plan(chunks: 4))))
        #expect(effects.handedOut == ["1.0>0", "1.1>1", "1.2>0", "1.3>1"])
    }

    @Test("a job uses no more slots than max-parallel allows")
    func maxParallel() throws {
        var farm = TestFarm()
        try farm.submitVideo(chunks: 5, maxParallel: 2)
        let session = farm.connect()
        #expect(farm.tell(.workerHello(session, farm.hello("a", slots: 4))).handedOut == ["1.0>0", "1.1>0"])
        #expect(farm.succeed(1, on: session).handedOut == ["1.2>0"])
    }

    @Test("a changed priority counts from the next free slot on")
    func changedPriority() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        try farm.submitVideo(chunks: 3)
        let second = try farm.submitVideo(chunks: 3)
        #expect(farm.command(.setPriority(second, 1)).effects == [.append(.jobPriorityChanged(second, priority: 1))])
        #expect(farm.succeed(1, on: session).handedOut == ["2.0>0"])
    }

    @Test("nothing is handed out while storage has a problem, and everything afterwards")
    func storageProblem() throws {
        var farm = TestFarm()
        let session = farm.join("a", slots: 2)
        farm.tell(.storageChanged(problem: "the disk is full"))
        let job = try farm.submit(JobRequest(work: .drill(tasks: 3)))
        #expect(farm.pass(milliseconds: 500) == [])
        #expect(farm.tell(.storageChanged(problem: nil)).handedOut == ["1.0>0", "1.1>0"])
        farm.tell(.storageChanged(problem: "the disk is full"))
        // What comes in is still accepted.
        let effects = farm.tell(.attemptSucceeded(session, AttemptID(1), .nothing))
        #expect(effects.outward == [.acknowledge(session, AttemptID(1))])
        #expect(farm.state.job(job)?.doneChunks == 1)
    }

    @Test("a drill of many tasks runs through on few slots")
    func drill() throws {
        var farm = TestFarm()
        let session = farm.join("a", slots: 4)
        let job = try farm.submit(JobRequest(work: .drill(tasks: 100)))
        var last: [Effect] = []
        for attempt in 1...100 { last = farm.tell(.attemptSucceeded(session, AttemptID(attempt), .nothing)) }
        #expect(last.outward == [.acknowledge(session, AttemptID(100)), .concludeRun(job)])
        #expect(farm.state.job(job)?.phase == .done)
    }
}
