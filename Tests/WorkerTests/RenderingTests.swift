import FarmModel
import FarmWire
import Glibc
import LinuxIO
import Testing

/// The real worker with a real ffmpeg and a fake coordinator.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct RenderingTests {
    let loop: EventLoop
    let folder: TestFolder
    let clip: TestClip
    let coordinator: FakeCoordinator

    init() throws {
        loop = try EventLoop()
        folder = try TestFolder()
        clip = try TestClip(in: folder)
        coordinator = try FakeCoordinator(loop: loop)
    }

    func startWorker(slots: Int = 2, environment: [String: String] = [:]) throws -> WorkerUnderTest {
        try WorkerUnderTest(
            loop: loop, port: coordinator.port, folder: folder, slots: slots, environment: environment)
    }

    @Test func rendersAChunkAndTellsWhatItMade() throws {
        let worker = try startWorker()
        let hello = try coordinator.welcome()
        #expect(hello.name == "ada")
        #expect(hello.slots == 2)
        #expect(hello.instance.count == 32)
        #expect(hello.ffmpeg?.encoders.contains("libx264") == true)
        #expect(hello.heldAttempts.isEmpty)
        #expect(!hello.isDraining)

        coordinator.send(.assign(try clip.assignment(attempt: 1)))
        let product = try coordinator.success(of: 1)
        guard case .chunkFile(let file) = product else {
            Issue.record("no file: \(product)")
            return
        }
        #expect(file.frames == TestClip.frames)
        let path = clip.outputPath(attempt: 1)
        #expect(file.sha256 == (try sha256OfFile(path)))
        #expect(file.sizeBytes == (try Files.facts(path).sizeBytes))
        #expect(file.commandHash == (try clip.task(attempt: 1).commandHash))
        #expect(!file.streamFingerprint.isEmpty)
        #expect(try folder.names(in: "run/chunks") == [".chunk_000.attempt_1.nut"])
        #expect(try folder.names(in: "scratch") == ["worker.lock"])

        let log = try String(
            decoding: Files.read(folder.path + "/run/logs/worker_ada.log", limitBytes: 1 << 20), as: UTF8.self)
        #expect(log.contains("chunk 0 attempt 1: started: "))
        #expect(log.contains("ffmpeg ended: exit status 0"))
        #expect(log.contains("chunk 0 attempt 1: done: 60 frames"))

        coordinator.send(.acknowledge(AttemptID(1)))
        try worker.signal(SIGTERM)
        #expect(try worker.waitForExit() == .exited(0))
    }

    @Test func twoAttemptsAtOneChunkHaveTheSameFingerprint() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        for attempt in 1...2 { coordinator.send(.assign(try clip.assignment(attempt: attempt))) }
        var files = try (1...2).map { try coordinator.success(of: $0) }.compactMap { product -> ChunkFile? in
            if case .chunkFile(let file) = product { file } else { nil }
        }
        #expect(files.count == 2)
        // All that differs is how long they took.
        #expect(files.allSatisfy { $0.cost.renderMilliseconds > 0 })
        files[1].cost = files[0].cost
        #expect(files[0] == files[1])
        try worker.signal(SIGKILL)
        _ = try worker.waitForExit()
    }

    @Test func aWrongNumberOfFramesIsAFailure() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1, claiming: 61)))
        let failure = try coordinator.failure(of: 1)
        #expect(failure.kind == .retryable)
        #expect(failure.summary == "ffmpeg made 60 frames instead of 61")
        #expect(try folder.names(in: "run/chunks") == [])
        withExtendedLifetime(worker) {}
    }

    @Test func anInputThatChangedIsAPermanentFailure() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        let assignment = try clip.assignment(attempt: 1)
        let file = try FileDescriptor.open(clip.path, flags: O_WRONLY | O_APPEND)
        try file.writeAll([0])
        coordinator.send(.assign(assignment))
        let failure = try coordinator.failure(of: 1)
        #expect(failure.kind == .permanent)
        #expect(failure.summary.hasPrefix("the input changed since it was analysed"))
        withExtendedLifetime(worker) {}
    }

    @Test func aCommandThatDiffersFromTheCoordinatorsIsTheWorkersFault() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        var task = try clip.task(attempt: 1)
        task.commandHash = String(repeating: "0", count: 64)
        coordinator.send(
            .assign(
                Assignment(attempt: AttemptID(1), chunk: ChunkID(job: JobID(1), index: 0), task: .render(task))))
        #expect(try coordinator.failure(of: 1).kind == .workerFault)
        withExtendedLifetime(worker) {}
    }

    @Test func aFilterThatFfmpegDoesNotKnowFailsWithItsLastLines() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1, filter: "nosuchfilter")))
        let failure = try coordinator.failure(of: 1)
        #expect(failure.lastLines.contains { $0.contains("nosuchfilter") })
        #expect(try folder.names(in: "run/chunks") == [])
        withExtendedLifetime(worker) {}
    }

    @Test func cancelStopsTheProcessAndLeavesNothing() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1, filter: TestClip.slowFilter)))
        try waitForProcess(of: 1)
        coordinator.send(.cancel(AttemptID(1)))
        #expect(try coordinator.failure(of: 1).kind == .cancelled)
        #expect(try folder.names(in: "run/chunks") == [])
        #expect(try processes(naming: clip.outputPath(attempt: 1)) == [])
        withExtendedLifetime(worker) {}
    }

    @Test func aProcessThatDoesNotListenIsKilled() throws {
        let stubborn = try folder.writeProgram(
            "ffmpeg", "[ \"$1\" = -nostdin ] || exec ffmpeg \"$@\"\ntrap '' TERM\nwhile :; do sleep 0.1; done")
        let worker = try startWorker(environment: ["FARM_FFMPEG": stubborn])
        try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1)))
        try waitForProcess(of: 1)
        coordinator.send(.cancel(AttemptID(1)))
        #expect(try coordinator.failure(of: 1).kind == .cancelled)
        #expect(try processes(naming: clip.outputPath(attempt: 1)) == [])
        withExtendedLifetime(worker) {}
    }

    @Test func anEmptyFileIsNoChunk() throws {
        let lying = try folder.writeProgram(
            "ffmpeg",
            """
            [ "$1" = -nostdin ] || exec ffmpeg "$@"
            for last; do :; done
            : > "${last#file:}"
            printf 'frame=60\\nfps=1\\nprogress=end\\n'
            """)
        let worker = try startWorker(environment: ["FARM_FFMPEG": lying])
        try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1)))
        #expect(try coordinator.failure(of: 1).kind == .retryable)
        #expect(try folder.names(in: "run/chunks") == [])
        withExtendedLifetime(worker) {}
    }

    @Test func aWorkerThatWasFrozenLearnsThatItsAttemptIsNoLongerWanted() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1, filter: TestClip.slowFilter)))
        try waitForProcess(of: 1)
        try worker.signal(SIGSTOP)
        coordinator.die()
        let second = try FakeCoordinator(loop: loop, port: coordinator.port)
        try worker.signal(SIGCONT)
        #expect(try second.welcome().heldAttempts == [AttemptID(1)])
        second.send(.cancel(AttemptID(1)))
        #expect(try second.failure(of: 1).kind == .cancelled)
        #expect(try folder.names(in: "run/chunks") == [])
    }

    @Test func aResultIsSentAgainUntilItIsAcknowledged() throws {
        let worker = try startWorker()
        let first = try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1)))
        let product = try coordinator.success(of: 1)
        coordinator.die()

        let second = try FakeCoordinator(loop: loop, port: coordinator.port)
        let hello = try second.welcome()
        #expect(hello.instance == first.instance)
        #expect(hello.heldAttempts == [AttemptID(1)])
        #expect(try second.success(of: 1) == product)
        second.send(.acknowledge(AttemptID(1)))
        try worker.signal(SIGTERM)
        #expect(try worker.waitForExit() == .exited(0))
    }

    @Test func anAttemptGoesOnWhileTheCoordinatorIsAway() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1)))
        coordinator.send(.assign(try clip.assignment(attempt: 2, filter: TestClip.slowFilter)))
        try waitForProcess(of: 2)
        coordinator.die()
        try worker.waitUntilSaid("attempt 1: done")

        let second = try FakeCoordinator(loop: loop, port: coordinator.port)
        #expect(try second.welcome().heldAttempts == [AttemptID(1), AttemptID(2)])
        _ = try second.success(of: 1)
        #expect(try processes(naming: clip.outputPath(attempt: 2)).count == 1)
        #expect(worker.lines(with: "lost the coordinator") == 1)
        try worker.waitUntilSaid("again as worker 1")
    }

    @Test func drainingFinishesWhatRunsAndTakesNothingNew() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1, filter: "scale=1280:720,nlmeans=r=5")))
        try waitForProcess(of: 1)
        try worker.signal(SIGTERM)
        try coordinator.next("draining") { $0 == .draining ? () : nil }
        coordinator.send(.assign(try clip.assignment(attempt: 2)))
        #expect(try coordinator.failure(of: 2).kind == .lost)
        _ = try coordinator.success(of: 1)
        for attempt in 1...2 { coordinator.send(.acknowledge(AttemptID(attempt))) }
        #expect(try worker.waitForExit() == .exited(0))
    }

    @Test func aSecondSignalStopsAtOnceAndLeavesNothing() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1, filter: TestClip.slowFilter)))
        try waitForProcess(of: 1)
        try worker.signal(SIGTERM)
        try coordinator.next("draining") { $0 == .draining ? () : nil }
        try worker.signal(SIGINT)
        #expect(try coordinator.failure(of: 1).kind == .lost)
        #expect(try worker.waitForExit() == .exited(130))
        #expect(try folder.names(in: "run/chunks") == [])
        #expect(try folder.names(in: "scratch") == ["worker.lock"])
        #expect(try processes(naming: clip.outputPath(attempt: 1)) == [])
    }

    @Test func aKilledWorkerLeavesNoProcess() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1, filter: TestClip.slowFilter)))
        try waitForProcess(of: 1)
        try worker.signal(SIGKILL)
        #expect(try worker.waitForExit() == .signalled(SIGKILL))
        let isGone = try loop.run(
            until: { (try? processes(naming: clip.outputPath(attempt: 1)).isEmpty) == true },
            deadlineMilliseconds: 5_000)
        #expect(isGone)
    }

    @Test func aKilledFfmpegIsReportedAndTheWorkerGoesOn() throws {
        let worker = try startWorker()
        try coordinator.welcome()
        coordinator.send(.assign(try clip.assignment(attempt: 1, filter: TestClip.slowFilter)))
        try waitForProcess(of: 1)
        for pid in try processes(naming: clip.outputPath(attempt: 1)) { #expect(kill(pid, SIGKILL) == 0) }
        #expect(try coordinator.failure(of: 1).summary.contains("9"))
        coordinator.send(.assign(try clip.assignment(attempt: 2)))
        _ = try coordinator.success(of: 2)
        withExtendedLifetime(worker) {}
    }

    /// Waits until the attempt's ffmpeg writes.
    private func waitForProcess(of attempt: Int) throws {
        let path = clip.outputPath(attempt: attempt)
        let runs = try loop.run(
            until: { (try? processes(naming: path).isEmpty) == false }, deadlineMilliseconds: 20_000)
        try #require(runs)
    }
}
