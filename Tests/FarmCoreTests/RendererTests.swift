import FarmCore
import FarmModel
import Testing

@Suite("External renderers")
struct RendererTests {
    private static func plan(chunks: Int, parity: Parity = .warn) throws -> VideoPlan {
        var plan = Samples.plan(chunks: chunks, parity: parity)
        plan.drawing = DrawingPlan(
            subject: .renderer(
                RendererPlan(
                    name: "povray", scene: "a.pov", archiveSHA256: String(repeating: "0", count: 64), firstFrame: 1)),
            method: .chunk, size: PictureSize(width: 160, height: 90), frameRate: try #require(Rational(24, 1)),
            frameCount: chunks * Samples.framesPerChunk, pixelFormat: DrawingPlan.ownPixelFormat)
        return plan
    }

    private static func submit(_ farm: inout TestFarm, chunks: Int, parity: Parity = .warn) throws -> (
        job: JobID, effects: [Effect]
    ) {
        let job = try farm.submit(JobRequest(work: .video(Samples.video)))
        let planned = Stage.analyze
        return (job, farm.tell(.stageFinished(job, planned, .analyzed(try plan(chunks: chunks, parity: parity)))))
    }

    private static func waiting(_ farm: TestFarm, _ job: JobID) throws -> String? {
        try #require(farm.state.job(job).map(farm.farm.summary(of:))).waitingFor
    }

    @Test("chunks go only to workers that offer the renderer, and the others do other work")
    func onlyToWorkersThatOfferIt() throws {
        var farm = TestFarm()
        _ = farm.join("plain", slots: 4)
        _ = farm.join("artist", slots: 2, renderers: ["blender", "povray"])
        let (_, effects) = try Self.submit(&farm, chunks: 3)
        #expect(effects.handedOut == ["1.0>1", "1.1>1"])
        #expect(farm.farm.checkNothingIdles() == [])
        try farm.submitVideo(chunks: 2)
        #expect(farm.state.attemptsInOrder.map(\.worker.number) == [1, 1, 0, 0])
    }

    @Test("while none offers it the job says so, and goes on with the first that does")
    func waitsForOne() throws {
        var farm = TestFarm()
        _ = farm.join("other", renderers: ["blender"])
        let (job, effects) = try Self.submit(&farm, chunks: 2)
        #expect(effects.handedOut == [])
        #expect(
            try Self.waiting(farm, job)
                == "a worker that offers the renderer povray (those connected offer blender)")
        let session = farm.connect()
        #expect(farm.tell(.workerHello(session, farm.hello("artist", renderers: ["povray"]))).handedOut == ["1.0>1"])
        #expect(try Self.waiting(farm, job) == nil)
        farm.restart()
        #expect(farm.tell(.workerHello(farm.connect(), farm.hello("other", renderers: ["blender"]))).handedOut == [])

    }

    @Test("the build that decides is one of a worker that offers the renderer")
    func strictBuild() throws {
        var farm = TestFarm()
        _ = farm.join("many", slots: 8, build: "7.1 many")
        _ = farm.join("artist", build: "7.1 few", renderers: ["povray"])
        let (_, effects) = try Self.submit(&farm, chunks: 2, parity: .strict)
        #expect(effects.handedOut == ["1.0>1"])
    }

    @Test("finished neighbours have nothing to prove")
    func noSeams() throws {
        var farm = TestFarm()
        let artist = farm.join("artist", renderers: ["povray"])
        let (job, _) = try Self.submit(&farm, chunks: 2)
        var file = Samples.file
        file.seams = .none
        farm.tell(.attemptSucceeded(artist, AttemptID(1), .chunkFile(file)))
        farm.tell(.attemptSucceeded(artist, AttemptID(2), .chunkFile(file)))
        let report = try #require(farm.state.job(job).map(farm.farm.report(of:)))
        #expect(report.seams.total == 0 && report.seams.repairs == 0)
        #expect(farm.state.job(job)?.phase == .merging)
    }

    @Test("a frame may take as long as the worker lets it, and not much longer")
    func patience() throws {
        var farm = TestFarm()
        let artist = farm.join("artist", renderers: ["povray"])
        let (job, _) = try Self.submit(&farm, chunks: 1)
        let limit = 600 + farm.settings.progressTimeoutMilliseconds / 1_000
        farm.pass(seconds: limit - 1, with: [artist])
        #expect(farm.state.job(job)?.chunks[0].failures.isEmpty == true)
        farm.pass(seconds: 3, with: [artist])
        #expect(farm.state.job(job)?.chunks[0].failures.first?.failure.kind == .stalled)
    }
}
