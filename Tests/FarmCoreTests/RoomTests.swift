import FarmCore
import FarmModel
import Testing

/// A full disk is nobody's fault: the farm waits, and goes on when there is room.
@Suite struct RoomTests {
    @Test func aFullDiskIsHeldAgainstNobody() throws {
        var farm = TestFarm()
        let session = farm.join("alpha")
        let job = try farm.submitVideo(chunks: 2, maxAttempts: 1)
        for attempt in 1...50 {
            #expect(farm.fail(attempt, on: session, .noRoom).assignments.isEmpty, "it must wait first")
            let later = farm.pass(seconds: farm.settings.retryMaxDelayMilliseconds / 1_000 + 1, with: [session])
            #expect(later.assignments.map(\.id.number) == [attempt + 1])
        }
        let chunk = try #require(farm.state.job(job)?.chunks[0])
        #expect(chunk.attemptsStarted == 51)
        #expect(chunk.failures.count == 1, "the last of them tells all")
        #expect(farm.state.workers[0].blocked.isEmpty)
        #expect(farm.succeed(51, on: session).assignments.map(\.chunk.index) == [1])
    }

    @Test func theWaitGrowsWithEachTryAndEndsWithASuccess() throws {
        var farm = TestFarm()
        let session = farm.join("alpha", slots: 2)
        try farm.submitVideo(chunks: 4)
        let base = farm.settings.retryBaseDelayMilliseconds
        // Attempts that fail side by side make the wait no longer.
        _ = farm.fail(1, on: session, .noRoom)
        _ = farm.fail(2, on: session, .noRoom)
        #expect(farm.pass(milliseconds: base - 1).assignments.isEmpty)
        #expect(farm.pass(milliseconds: 1).assignments.map(\.id.number) == [3, 4])
        _ = farm.fail(3, on: session, .noRoom)
        #expect(farm.pass(milliseconds: base).assignments.isEmpty)
        #expect(farm.succeed(4, on: session).assignments.count == 2, "there is room after all")
    }

    @Test func theJobSaysWhatItWaitsFor() throws {
        var farm = TestFarm()
        let session = farm.join("alpha")
        let job = try farm.submitVideo(chunks: 1)
        _ = farm.fail(1, on: session, .noRoom)
        #expect(try farm.farm.summary(of: #require(farm.state.job(job))).waitingFor == "room on the disk: broken")
    }

    @Test func whatTheAttemptsThemselvesFreeIsNoRoom() throws {
        var farm = TestFarm()
        let session = farm.join("alpha")
        try farm.submitVideo(chunks: 1)
        farm.tell(.storageChanged(problem: "the disk is full"))
        _ = farm.fail(1, on: session, .noRoom)
        #expect(farm.tell(.storageChanged(problem: nil)).assignments.isEmpty)
        #expect(farm.pass(milliseconds: farm.settings.retryBaseDelayMilliseconds).assignments.count == 1)
    }

    @Test func aStageWaitsForRoomForAsLongAsItTakes() throws {
        var farm = TestFarm()
        let session = farm.join("alpha")
        let job = try farm.submitVideo(chunks: 1)
        #expect(farm.succeed(1, on: session).contains(.startStage(job, .merge)))
        let failure = StageFailure(summary: "no", cause: "the disk is full", mayRetry: true, needsRoom: true)
        for _ in 1...20 {
            let effects = farm.tell(.stageFinished(job, .merge, .failed(failure)))
            #expect(!effects.contains(.startStage(job, .merge)))
            let waiting = try farm.farm.summary(of: #require(farm.state.job(job))).waitingFor
            #expect(waiting == "room for the merge stage: the disk is full")
            let later = farm.pass(seconds: farm.settings.retryMaxDelayMilliseconds / 1_000 + 1, with: [session])
            #expect(later.contains(.startStage(job, .merge)))
        }
        farm.tell(.stageFinished(job, .merge, .merged(Samples.merge)))
        #expect(farm.state.job(job)?.phase == .verifying)
        #expect(farm.farm.summary(of: try #require(farm.state.job(job))).waitingFor == nil)
    }
}
