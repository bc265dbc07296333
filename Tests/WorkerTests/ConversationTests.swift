import FarmModel
import FarmWire
import Glibc
import LinuxIO
import Testing

/// The real worker and a fake coordinator: what they say to each other when nothing is rendered.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ConversationTests {
    let loop: EventLoop
    let folder: TestFolder

    init() throws {
        loop = try EventLoop()
        folder = try TestFolder()
    }

    @Test func sendsHeartbeatsWithTheStateOfTheMachine() throws {
        let coordinator = try FakeCoordinator(loop: loop)
        let worker = try WorkerUnderTest(loop: loop, port: coordinator.port, folder: folder)
        try coordinator.welcome(heartbeatMilliseconds: 100)
        let machine = try coordinator.next("heartbeat with core loads") { message -> MachineLoad? in
            guard case .heartbeat(let heartbeat) = message, let machine = heartbeat.machine else { return nil }
            return machine.coreBusyPercent.isEmpty ? nil : machine
        }
        #expect(machine.coreBusyPercent.allSatisfy { (0...100).contains($0) })
        #expect(machine.memoryTotalBytes > machine.memoryAvailableBytes)
        #expect(machine.scratchFreeBytes > 0)
        withExtendedLifetime(worker) {}
    }

    @Test func answersDrills() throws {
        let coordinator = try FakeCoordinator(loop: loop)
        let worker = try WorkerUnderTest(loop: loop, port: coordinator.port, folder: folder)
        try coordinator.welcome()
        for attempt in 1...100 {
            coordinator.send(
                .assign(
                    Assignment(
                        attempt: AttemptID(attempt), chunk: ChunkID(job: JobID(1), index: attempt), task: .drill)))
        }
        for attempt in 1...100 { #expect(try coordinator.success(of: attempt) == .nothing) }
        withExtendedLifetime(worker) {}
    }

    @Test func waitsForACoordinatorThatComesLaterAndComplainsOnce() throws {
        let early = try FakeCoordinator(loop: loop)
        early.die()
        let worker = try WorkerUnderTest(loop: loop, port: early.port, folder: folder)
        try worker.waitUntilSaid("no coordinator at 127.0.0.1:\(early.port): connection refused")
        let coordinator = try FakeCoordinator(loop: loop, port: early.port)
        try coordinator.welcome()
        try worker.waitUntilSaid("joined the coordinator")
        #expect(worker.lines(with: "no coordinator") == 1)
    }

    @Test func saysThatSomethingElseListens() throws {
        let other = try FakeCoordinator(loop: loop, greeting: "SSH-2.0-OpenSSH_9.2\r\n")
        let worker = try WorkerUnderTest(loop: loop, port: other.port, folder: folder)
        try worker.waitUntilSaid("is no coordinator of this version")
        #expect(worker.said.contains("SSH-2.0"))
        try worker.signal(SIGTERM)
        #expect(try worker.waitForExit() == .exited(0))
    }

    @Test func endsWhenItIsNotWanted() throws {
        let coordinator = try FakeCoordinator(loop: loop)
        let worker = try WorkerUnderTest(loop: loop, port: coordinator.port, folder: folder)
        try coordinator.welcome()
        coordinator.send(.refused(reason: "sent away by a person", mayRetry: false))
        #expect(try worker.waitForExit() == .exited(1))
        #expect(worker.said.contains("error: the coordinator at 127.0.0.1:\(coordinator.port) sent this worker away"))
        #expect(worker.said.contains("cause: sent away by a person"))
    }

    @Test func leavesWhenTheCoordinatorDrainsIt() throws {
        let coordinator = try FakeCoordinator(loop: loop)
        let worker = try WorkerUnderTest(loop: loop, port: coordinator.port, folder: folder)
        try coordinator.welcome()
        coordinator.send(.drain)
        #expect(try worker.waitForExit() == .exited(0))
    }

    @Test func aSecondWorkerWithTheSameScratchFolderRefuses() throws {
        let coordinator = try FakeCoordinator(loop: loop)
        let first = try WorkerUnderTest(loop: loop, port: coordinator.port, folder: folder)
        try coordinator.welcome()
        let second = try WorkerUnderTest(loop: loop, port: coordinator.port, folder: folder, name: "bob")
        #expect(try second.waitForExit() == .exited(1))
        #expect(second.said.contains("error: another worker uses the scratch folder"))
        #expect(coordinator.isConnected)
        withExtendedLifetime(first) {}
    }

    @Test func removesWhatAnEarlierWorkerLeft() throws {
        try Files.makeDirectories(folder.path + "/scratch/attempt-17/deeper")
        try Files.writeAtomically(folder.path + "/scratch/attempt-17/left", [1], synced: false)
        try Files.writeAtomically(folder.path + "/scratch/keep", [1], synced: false)
        let coordinator = try FakeCoordinator(loop: loop)
        let worker = try WorkerUnderTest(loop: loop, port: coordinator.port, folder: folder)
        try coordinator.welcome()
        #expect(try folder.names(in: "scratch") == ["keep", "worker.lock"])
        #expect(worker.said.contains("removed 1 abandoned"))
    }

    @Test func refusesWithoutFfmpeg() throws {
        let worker = try WorkerUnderTest(
            loop: loop, port: 1, folder: folder, environment: ["FARM_FFMPEG": "/nowhere/ffmpeg"])
        #expect(try worker.waitForExit() == .exited(78))
        #expect(worker.said.contains("error: cannot find /nowhere/ffmpeg\n"))
        #expect(worker.said.contains("hint:  install it"))
    }

    @Test func refusesAnFfmpegThatIsTooOld() throws {
        let fake = try folder.writeProgram(
            "old-ffmpeg", "[ $1 = -version ] || exec ffmpeg \"$@\"\necho 'ffmpeg version 4.2.7 Copyright (c)'")
        let worker = try WorkerUnderTest(loop: loop, port: 1, folder: folder, environment: ["FARM_FFMPEG": fake])
        #expect(try worker.waitForExit() == .exited(78))
        #expect(worker.said.contains("cause: it is version 4.2.7\n"))
    }

    @Test func refusesWhatIsNoFfmpeg() throws {
        let worker = try WorkerUnderTest(
            loop: loop, port: 1, folder: folder, environment: ["FARM_FFMPEG": "/bin/true"])
        #expect(try worker.waitForExit() == .exited(78))
        #expect(worker.said.contains("error: /bin/true is not an ffmpeg\n"))
    }
}
