import FarmModel
import Testing

@testable import FarmCore

@Suite("Methods: what drawn frames are kept as on their way into the video, and what if that fails") struct MethodTests
{
    /// A job of three chunks that are folders of pictures, and one worker with a slot for each.
    private struct Studio {
        var farm = TestFarm()
        let session: SessionID
        let job: JobID

        init(_ intermediate: Intermediate? = .pictures(.png, quality: 95), maxAttempts: Int = 1) throws {
            session = farm.join("only", slots: 3)
            job = try farm.submit(JobRequest(work: .video(Samples.video), maxAttempts: maxAttempts))
            let plan = Samples.drawnPlan(chunks: 3, intermediate: intermediate)
            farm.tell(.stageFinished(job, .analyze, .analyzed(plan)))
        }

        var state: Job? { farm.state.job(job) }

        var isInOnePiece: Bool {
            state?.chunks.count == 1 && state?.video?.intermediate == nil && state?.video?.drawing?.method == .disabled
        }
    }

    @Test("pictures have no seams: three chunks are all that the merge needs")
    func noSeams() throws {
        var studio = try Studio()
        var effects: [Effect] = []
        for attempt in 1...3 { effects = studio.farm.succeed(attempt, on: studio.session) }
        #expect(effects.outward.last == .startStage(studio.job, .merge))
        let summary = try #require(studio.state.map(studio.farm.farm.seamSummary))
        #expect(summary.total == 0 && summary.proved == 0)
    }

    @Test("a chunk that is given up for another reason than its scene lets one process render everything")
    func fallback() throws {
        var studio = try Studio()
        _ = studio.farm.succeed(1, on: studio.session)
        let effects = studio.farm.fail(2, on: studio.session)
        #expect(effects.outward.contains(.cancelAttempt(studio.session, AttemptID(3))))
        #expect(effects.outward.contains(.discardChunks(studio.job)))
        #expect(studio.isInOnePiece)
        #expect(studio.state?.seams.unitedBecause == "chunk 1: broken")
        #expect(studio.state?.video?.warnings.contains("rendered in one piece: chunk 1: broken") == true)
    }

    @Test("the same in one piece is final")
    func onlyOnce() throws {
        var studio = try Studio()
        let effects = studio.farm.fail(1, on: studio.session)
        let attempt = try #require(effects.assignments.last)
        _ = studio.farm.fail(attempt.id.number, on: studio.session)
        #expect(studio.state?.phase == .failed)
    }

    @Test("a scene at fault is at fault in one piece as well, and pieces of the video itself are kept for a retry")
    func noFallback() throws {
        for (intermediate, kind) in [
            (Intermediate.pictures(.png, quality: 95), AttemptFailure.Kind.permanent), (nil, .retryable),
        ] as [(Intermediate?, AttemptFailure.Kind)] {
            var studio = try Studio(intermediate)
            _ = studio.farm.fail(1, on: studio.session, kind)
            _ = studio.farm.succeed(2, on: studio.session)
            _ = studio.farm.succeed(3, on: studio.session)
            #expect(studio.state?.phase == .failed && studio.state?.chunks.count == 3)
        }
    }

    @Test(
        "frames of a renderer are too dear to be made again in one piece: the job fails, and a retry makes what is missing"
    )
    func keepsRenderedFrames() throws {
        var plan = Samples.drawnPlan(chunks: 2, intermediate: .pictures(.png, quality: 95))
        plan.drawing?.subject = .renderer(
            RendererPlan(name: "povray", scene: "a.pov", archiveSHA256: "5", firstFrame: 1))
        var farm = TestFarm()
        let session = farm.join("artist", slots: 2, renderers: ["povray"])
        let job = try farm.submit(JobRequest(work: .video(Samples.video), maxAttempts: 1))
        farm.tell(.stageFinished(job, .analyze, .analyzed(plan)))
        _ = farm.fail(1, on: session)
        _ = farm.succeed(2, on: session)
        #expect(farm.state.job(job)?.phase == .failed)
        #expect(farm.state.job(job)?.chunks.map(\.status) == [.failed, .done])
    }

    @Test("a disk without room for pictures may have room for the video, and nobody else waits for it")
    func noRoom() throws {
        var studio = try Studio(maxAttempts: 3)
        let effects = studio.farm.fail(1, on: studio.session, .noRoom)
        #expect(studio.isInOnePiece)
        #expect(effects.assignments.last?.chunk == ChunkID(job: studio.job, index: 0))
    }

    @Test("a video that cannot be made of its pictures is made without them")
    func failingMerge() throws {
        var studio = try Studio()
        for attempt in 1...3 { _ = studio.farm.succeed(attempt, on: studio.session) }
        let failure = StageFailure(summary: "the chunks cannot be joined", cause: "no decoder")
        _ = studio.farm.tell(.stageFinished(studio.job, .merge, .failed(failure)))
        #expect(studio.isInOnePiece && studio.state?.phase == .rendering)
        #expect(studio.state?.seams.unitedBecause == "the chunks cannot be joined: no decoder")
        _ = studio.farm.restart()
        #expect(studio.isInOnePiece)
    }
}
