import FarmCore
import FarmModel
import Testing

@Suite("Attempts on a time line")
struct SpanTests {
    private func spans(_ farm: TestFarm, _ job: JobID) throws -> [AttemptSpan] {
        farm.farm.detail(of: try #require(farm.state.job(job))).attempts
    }

    @Test("finished, failed and running attempts, in the order of their start and without overlap in a row")
    func allKinds() throws {
        var farm = TestFarm()
        let a = farm.join("a", slots: 2)
        let job = try farm.submitVideo(chunks: 3)
        farm.pass(seconds: 1, with: [a])
        _ = farm.succeed(2, on: a)
        farm.pass(seconds: 1, with: [a])
        _ = farm.fail(1, on: a)
        farm.pass(seconds: 1, with: [a])
        let spans = try spans(farm, job)
        #expect(spans.map(\.attempt.number) == [1, 2, 3, 4])
        #expect(spans.map(\.chunkIndex) == [0, 1, 2, 0])
        #expect(spans.map(\.status) == ["retryable", "done", "running", "running"])
        #expect(spans.map(\.startMilliseconds) == [0, 0, 1_000, 3_000])
        #expect(spans.map(\.endMilliseconds) == [2_000, 1_000, nil, nil])
        #expect(spans.map(\.slot) == [0, 1, 1, 0])
        #expect(spans.map(\.cost) == [nil, Samples.file.cost, nil, nil])
        #expect(spans.allSatisfy { $0.worker == "a" })
    }

    @Test("a chunk that was doubted keeps the time of its first rendering")
    func doubted() throws {
        var farm = TestFarm()
        let a = farm.join("a")
        let job = try farm.submitVideo(chunks: 1)
        farm.pass(seconds: 2, with: [a])
        _ = farm.succeed(1, on: a)
        farm.pass(seconds: 1, with: [a])
        farm.tell(.stageFinished(job, .merge, .chunksDamaged([0], reason: "gone")))
        farm.pass(seconds: 1, with: [a])
        let spans = try spans(farm, job)
        #expect(spans.map(\.status) == ["lost", "running"])
        #expect(spans.map(\.endMilliseconds) == [2_000, nil])
        #expect(spans.map(\.startMilliseconds) == [0, 3_000])
    }
}
