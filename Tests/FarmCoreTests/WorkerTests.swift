import FarmCore
import FarmModel
import Testing

@Suite("Workers")
struct WorkerTests {
    @Test("a worker keeps its number, and each name has its own")
    func identity() {
        var farm = TestFarm()
        let session = farm.join("a")
        _ = farm.join("b")
        farm.tell(.workerDisconnected(session))
        let again = farm.connect()
        #expect(farm.tell(.workerHello(again, farm.hello("a"))) == [.welcome(again, WorkerID(0))])
        #expect(farm.state.workers.map(\.name) == ["a", "b"])
    }

    @Test("an impossible introduction is refused for good")
    func refusedHello() {
        var farm = TestFarm()
        let many = (1...3_000).map { AttemptID($0) }
        let hellos = [
            farm.hello(""), farm.hello(String(repeating: "x", count: 200)), farm.hello("a", slots: 0),
            farm.hello("a", slots: 100_000), farm.hello("a", held: many), farm.hello("a", held: [AttemptID(1)]),
        ]
        for hello in hellos {
            let session = farm.connect()
            let effects = farm.tell(.workerHello(session, hello))
            guard case .refuse(session, _, mayRetry: false)? = effects.first, effects.count == 1 else {
                Issue.record("\(hello.name) was not refused: \(effects)")
                continue
            }
        }
        #expect(farm.state.workers.isEmpty)
    }

    @Test("a second process with a name that is in use may try again later")
    func nameInUse() {
        var farm = TestFarm()
        _ = farm.join("a")
        let second = farm.connect()
        let effects = farm.tell(.workerHello(second, farm.hello("a", instance: "other")))
        #expect(effects == [.refuse(second, reason: "another worker named a is connected", mayRetry: true)])
    }

    @Test("a second introduction on one connection ends it")
    func secondHello() {
        var farm = TestFarm()
        let session = farm.join("a")
        let effects = farm.tell(.workerHello(session, farm.hello("b")))
        #expect(
            effects == [.refuse(session, reason: "a second introduction on one connection", mayRetry: false)])
        #expect(farm.farm.workerSummaries(at: farm.now).isEmpty)
    }

    @Test("a connected worker that falls silent loses its leases")
    func leaseTimeout() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        let job = try farm.submitVideo(chunks: 1)
        #expect(farm.pass(seconds: 15, with: []) == [])
        let effects = farm.pass(milliseconds: 1)
        let failure = AttemptFailure(kind: .lost, summary: "the worker fell silent")
        #expect(
            effects == [
                .append(.attemptFailed(AttemptID(1), failure, then: .retry(notBefore: farm.now), at: farm.now)),
                .closeSession(session),
            ])
        // It comes back with an attempt that is no longer wanted, and gets the chunk as a new attempt when it has let go.
        let again = farm.connect()
        let hello = farm.hello("a", held: [AttemptID(1)])
        #expect(
            farm.tell(.workerHello(again, hello)) == [
                .welcome(again, WorkerID(0)), .cancelAttempt(again, AttemptID(1)),
            ])
        #expect(farm.succeed(1, on: again).handedOut == ["\(job.number).0>0"])
        #expect(farm.state.job(job)?.doneChunks == 0)
    }

    @Test("a coordinator that overslept does not blame its workers")
    func oversleeping() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        try farm.submitVideo(chunks: 1)
        let away = farm.join("b")
        try farm.submitVideo(chunks: 1)
        farm.tell(.workerDisconnected(away))
        farm.pass(milliseconds: 100)
        #expect(farm.pass(milliseconds: 3_600_000) == [])
        // From now on the usual times count.
        #expect(farm.pass(seconds: 10, with: [session]) == [])
        #expect(farm.pass(milliseconds: 100).records.count == 1)
    }

    @Test("a heartbeat keeps the lease")
    func heartbeats() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        try farm.submitVideo(chunks: 1)
        #expect(farm.pass(seconds: 60, with: [session]) == [])
    }

    @Test("attempts outlive their connection")
    func reconnection() throws {
        var farm = TestFarm()
        let session = farm.join("a", slots: 2)
        try farm.submitVideo(chunks: 2)
        #expect(farm.tell(.workerDisconnected(session)) == [])
        #expect(farm.pass(seconds: 10, with: []) == [])
        let again = farm.connect()
        let hello = farm.hello("a", slots: 2, held: [AttemptID(1), AttemptID(2)])
        #expect(farm.tell(.workerHello(again, hello)) == [.welcome(again, WorkerID(0))])
        #expect(farm.succeed(1, on: again).contains(.acknowledge(again, AttemptID(1))))
    }

    @Test("a worker that stays away too long loses its leases")
    func reconnectionTooLate() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        try farm.submitVideo(chunks: 1)
        farm.tell(.workerDisconnected(session))
        farm.pass(seconds: 10, with: [])
        let effects = farm.pass(milliseconds: 1)
        let failure = AttemptFailure(kind: .lost, summary: "the worker did not come back")
        #expect(
            effects.records == [
                .attemptFailed(AttemptID(1), failure, then: .retry(notBefore: farm.now), at: farm.now)
            ])
    }

    @Test("what a worker no longer has when it comes back is lost and rendered again")
    func forgottenAttempts() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        try farm.submitVideo(chunks: 1)
        farm.tell(.workerDisconnected(session))
        let again = farm.connect()
        let effects = farm.tell(.workerHello(again, farm.hello("a", instance: "a-2")))
        #expect(effects.assignments.map(\.id) == [AttemptID(2)])
        #expect(farm.state.attempts[AttemptID(1)] == nil)
    }

    @Test("a hello that costs a job its last hope ends the job")
    func lastHope() throws {
        var farm = TestFarm()
        var session = farm.join("a")
        let job = try farm.submitVideo(chunks: 1)
        for process in 2...FarmLimits.lostAttemptsPerChunk + 1 {
            #expect(farm.state.job(job)?.phase == .rendering)
            farm.tell(.workerDisconnected(session))
            session = farm.join("a", instance: "a-\(process)")
        }
        #expect(farm.state.job(job)?.phase == .failed)
    }

    @Test("a new connection replaces the old one of the same process")
    func replacedConnection() throws {
        var farm = TestFarm()
        let old = farm.join("a")
        try farm.submitVideo(chunks: 1)
        let new = farm.connect()
        let effects = farm.tell(.workerHello(new, farm.hello("a", held: [AttemptID(1)])))
        #expect(effects == [.closeSession(old), .welcome(new, WorkerID(0))])
        #expect(farm.tell(.workerDisconnected(old)) == [])
        #expect(farm.succeed(1, on: old) == [])
        #expect(farm.succeed(1, on: new).contains(.acknowledge(new, AttemptID(1))))
    }

    @Test("a worker that came back with fewer slots gets no more than fit")
    func fewerSlots() throws {
        var farm = TestFarm()
        let session = farm.join("a", slots: 2)
        try farm.submitVideo(chunks: 4)
        farm.tell(.workerDisconnected(session))
        let again = farm.join("a", slots: 1, held: [AttemptID(1), AttemptID(2)])
        #expect(farm.succeed(1, on: again).assignments == [])
        #expect(farm.succeed(2, on: again).assignments.count == 1)
    }

    @Test("time away does not count as time without progress")
    func progressWhileAway() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        try farm.submitVideo(chunks: 1)
        #expect(farm.pass(seconds: 115, with: [session]) == [])
        farm.tell(.workerDisconnected(session))
        farm.pass(seconds: 9, with: [])
        let again = farm.join("a", held: [AttemptID(1)])
        #expect(farm.pass(seconds: 4, with: [again]) == [])
        #expect(farm.pass(seconds: 2, with: [again]).outward == [.cancelAttempt(again, AttemptID(1))])
    }

    @Test("absurd progress is bounded", arguments: [Double.nan, -1, 0, .leastNonzeroMagnitude, .infinity, 25])
    func absurdProgress(speed: Double) throws {
        var farm = TestFarm()
        let session = farm.join("a", slots: 2)
        let job = try farm.submitVideo(chunks: 2)
        let running = [1, 2].map { AttemptProgress(attempt: AttemptID($0), frame: Int.max, framesPerSecond: speed) }
        farm.tell(.workerHeartbeat(session, Heartbeat(machine: nil, running: running)))
        let summary = farm.farm.summary(of: try #require(farm.state.job(job)))
        #expect(summary.framesDone == 20)
        #expect(summary.framesPerSecond >= 0)
    }

    @Test("whoever has measured nothing yet counts with the pace of the finished chunks")
    func speedBeforeTheFirstFrame() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        let job = try farm.submitVideo(chunks: 3)
        func speed() throws -> Double { farm.farm.summary(of: try #require(farm.state.job(job))).framesPerSecond }
        farm.pass(seconds: 4, with: [session]) { _ in
            [AttemptProgress(attempt: AttemptID(1), frame: 0, framesPerSecond: 0)]
        }
        #expect(try speed() == 0)
        _ = farm.succeed(1, on: session)
        #expect(try speed() == 2.5)
        let measured = AttemptProgress(attempt: AttemptID(2), frame: 3, framesPerSecond: 7)
        farm.tell(.workerHeartbeat(session, Heartbeat(machine: nil, running: [measured])))
        #expect(try speed() == 7)
    }

    @Test("repeated faults take a worker off a kind of work, until it is started anew")
    func blocked() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        try farm.submitVideo(chunks: 9)
        for attempt in 1...FarmLimits.workerFaultsBeforeBlock { _ = farm.fail(attempt, on: session, .workerFault) }
        let kind = BlockedKind(kind: "render/libx264", reason: "broken")
        #expect(farm.records.contains(.workerBlocked(WorkerID(0), kind)))
        #expect(farm.pass(seconds: 10, with: [session]).assignments == [])
        #expect(farm.farm.workerSummaries(at: farm.now).map(\.blocked) == [[kind]])
        // Other work is not affected.
        let drill = try farm.submit(JobRequest(work: .drill(tasks: 1)))
        #expect(farm.state.attempts.values.map(\.chunk.job) == [drill])
        farm.tell(.attemptSucceeded(session, AttemptID(4), .nothing))

        farm.tell(.workerDisconnected(session))
        let again = farm.connect()
        #expect(farm.tell(.workerHello(again, farm.hello("a"))).outward == [.welcome(again, WorkerID(0))])
        farm.tell(.workerDisconnected(again))
        let renewed = farm.connect()
        let effects = farm.tell(.workerHello(renewed, farm.hello("a", instance: "a-2")))
        #expect(effects.first == .append(.workerUnblocked(WorkerID(0))))
        #expect(effects.assignments.count == 1)
    }

    @Test("a chunk that kills every ffmpeg is given up, and takes no worker off its work")
    func deadlyChunk() throws {
        var farm = TestFarm()
        let sessions = [farm.join("a"), farm.join("b")]
        let job = try farm.submitVideo(chunks: 1)
        var failures = 0
        while let attempt = farm.state.attemptsInOrder.first, failures < 100 {
            _ = farm.fail(attempt.id.number, on: sessions[attempt.worker.number], .workerFault)
            failures += 1
            farm.pass(seconds: farm.settings.retryMaxDelayMilliseconds / 1_000 + 1, with: sessions)
        }
        #expect(failures == FarmLimits.lostAttemptsPerChunk)
        #expect(farm.state.job(job)?.phase == .failed)
        #expect(farm.state.workers.allSatisfy { $0.blocked.isEmpty })
    }

    @Test("a success between faults clears the worker")
    func praised() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        try farm.submitVideo(chunks: 20)
        for attempt in 1...12 {
            _ = attempt % 3 == 0 ? farm.succeed(attempt, on: session) : farm.fail(attempt, on: session, .workerFault)
        }
        #expect(farm.state.workers[0].blocked.isEmpty)
    }

    @Test("who fails at chunks that others can do is at fault")
    func blamedByOthers() throws {
        var farm = TestFarm()
        let bad = farm.join("bad")
        let good = farm.join("good")
        try farm.submitVideo(chunks: 20)
        while farm.state.workers[0].blocked.isEmpty, farm.state.nextAttempt < 40 {
            for attempt in farm.state.attemptsInOrder {
                _ =
                    attempt.worker == WorkerID(0)
                    ? farm.fail(attempt.id.number, on: bad) : farm.succeed(attempt.id.number, on: good)
            }
            farm.pass(seconds: 1, with: [bad, good])
        }
        #expect(farm.state.workers.map { $0.blocked.count } == [1, 0])
    }

    @Test("a draining worker finishes what it has and gets nothing new")
    func drained() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        try farm.submitVideo(chunks: 2)
        let (answer, effects) = farm.command(.drain(workerName: "a"))
        #expect(answer == .done)
        #expect(effects == [.drain(session)])
        #expect(farm.succeed(1, on: session).assignments == [])
        #expect(farm.command(.drain(workerName: "b")).answer == .refused(.noSuchWorker(name: "b")))
        farm.tell(.workerDisconnected(session))
        #expect(farm.command(.drain(workerName: "a")).answer == .refused(.noSuchWorker(name: "a")))
    }

    @Test("a worker that was drained while it was away is told when it comes back")
    func drainedWhileAway() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        try farm.submitVideo(chunks: 2)
        farm.tell(.workerDisconnected(session))
        #expect(farm.command(.drain(workerName: "a")).effects == [])
        let again = farm.connect()
        let effects = farm.tell(.workerHello(again, farm.hello("a", held: [AttemptID(1)])))
        #expect(effects == [.welcome(again, WorkerID(0)), .drain(again)])
    }

    @Test("a worker that drains by itself is left in peace")
    func draining() throws {
        var farm = TestFarm()
        try farm.submitVideo(chunks: 2)
        let session = farm.connect()
        #expect(farm.tell(.workerHello(session, farm.hello("a", isDraining: true))).assignments == [])
        let other = farm.join("b")
        #expect(farm.tell(.workerDraining(other)) == [])
        #expect(farm.succeed(1, on: other).assignments == [])
    }

    @Test("a worker that is kicked loses everything at once")
    func kicked() throws {
        var farm = TestFarm()
        let session = farm.join("a")
        _ = farm.join("b")
        try farm.submitVideo(chunks: 2)
        _ = farm.succeed(2, on: SessionID(2))
        let (answer, effects) = farm.command(.kick(workerName: "a"))
        #expect(answer == .done)
        let failure = AttemptFailure(kind: .lost, summary: "the worker was sent away")
        #expect(
            effects.records.first
                == .attemptFailed(AttemptID(1), failure, then: .retry(notBefore: farm.now), at: farm.now))
        #expect(effects.outward.first == .refuse(session, reason: "sent away with `renderctl kick`", mayRetry: false))
        #expect(effects.handedOut == ["1.0>1"])
        #expect(farm.succeed(1, on: session) == [])
        #expect(farm.command(.kick(workerName: "a")).answer == .refused(.noSuchWorker(name: "a")))
    }
}
