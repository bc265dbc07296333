import FarmModel
import Testing

@testable import FarmCore

@Suite("Nearness")
struct NearnessTests {
    @Test("the next chunk, the middle of what is left, or the first one")
    func choice() {
        #expect(ChunkChoice.chunk(of: [], after: [1]) == nil)
        #expect(ChunkChoice.chunk(of: [5, 3, 4], after: [0, 2]) == 3)
        #expect(ChunkChoice.chunk(of: [9, 3, 6], after: [2, 5]) == 6, "behind the latest first")
        #expect(ChunkChoice.chunk(of: [0, 1, 2, 3], after: []) == 0)
        #expect(ChunkChoice.chunk(of: [2, 3, 4, 5, 6, 7], after: [0]) == 5)
        #expect(ChunkChoice.chunk(of: [1, 2, 9, 8, 7, 6], after: [4]) == 8)
        #expect(ChunkChoice.chunk(of: [14, 15], after: [7]) == 14)
    }

    @Test("workers that fetch their inputs go on where they are, and others take chunks in order")
    func fetchingWorkersStayTogether() throws {
        var farm = TestFarm()
        try farm.submitVideo(chunks: 9)
        let (near, far) = (farm.join("near"), farm.join("far"))
        let progress = AttemptProgress(attempt: AttemptID(2), frame: 0, framesPerSecond: 0, transferredBytes: 1)
        farm.tell(.workerHeartbeat(far, Heartbeat(machine: nil, running: [progress])))
        #expect(farm.succeed(2, on: far).handedOut == ["1.2>1"])
        #expect(farm.succeed(1, on: near).handedOut == ["1.3>0"])
        #expect(farm.succeed(3, on: far).handedOut == ["1.6>1"], "the middle of what is left")
        #expect(farm.succeed(4, on: near).handedOut == ["1.4>0"])
        #expect(farm.succeed(5, on: far).handedOut == ["1.7>1"])
    }

    @Test("bytes on their way count as progress while no frame comes")
    func transferKeepsAnAttemptAlive() throws {
        var farm = TestFarm()
        try farm.submitVideo(chunks: 1)
        let session = farm.join("a")
        let effects = farm.pass(seconds: 150, with: [session]) { second in
            [
                AttemptProgress(
                    attempt: AttemptID(1), frame: 0, framesPerSecond: 0, transferredBytes: Int64(second) * 1_000)
            ]
        }
        #expect(!effects.contains(.cancelAttempt(session, AttemptID(1))))
        let silent = farm.pass(seconds: 130, with: [session]) { _ in
            [AttemptProgress(attempt: AttemptID(1), frame: 0, framesPerSecond: 0, transferredBytes: 149_000)]
        }
        #expect(silent.contains(.cancelAttempt(session, AttemptID(1))))
    }
}
