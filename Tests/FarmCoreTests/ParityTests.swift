import FarmCore
import FarmModel
import Testing

@Suite("Parity")
struct ParityTests {
    @Test("a strict job is made by the build with the most slots, and by no other")
    func oneBuildOnly() throws {
        var farm = TestFarm()
        _ = farm.join("odd", build: "7.1 odd")
        let even = farm.join("even", slots: 2, build: "7.1 even")
        let job = try farm.submit(JobRequest(work: .video(Samples.video)))
        let plan = Samples.plan(chunks: 4, parity: .strict)
        #expect(farm.tell(.stageFinished(job, .analyze, .analyzed(plan))).handedOut == ["1.0>1", "1.1>1"])
        #expect(farm.succeed(1, on: even).handedOut == ["1.2>1"])
        #expect(farm.farm.checkNothingIdles() == [])
    }

    @Test("the first chunk decides: more slots of another build that join later change nothing")
    func firstChunkDecides() throws {
        var farm = TestFarm()
        try farm.submitVideo(chunks: 3, parity: .strict)
        let first = farm.join("a", build: "7.1 one")
        let late = farm.connect()
        #expect(farm.tell(.workerHello(late, farm.hello("b", slots: 8, build: "7.1 two"))).handedOut == [])
        #expect(farm.succeed(1, on: first).handedOut == ["1.1>0"])
    }

    @Test("with nothing left of a build another one may begin anew")
    func anotherBuildBeginsAnew() throws {
        var farm = TestFarm()
        try farm.submitVideo(chunks: 2, parity: .strict)
        let first = farm.join("a", build: "7.1 one")
        let second = farm.join("b", build: "7.1 two")
        // The worker leaves, and its only attempt goes with it: whoever is left may have the chunk.
        _ = farm.fail(1, on: first, .lost)
        farm.tell(.workerDisconnected(first))
        farm.pass(seconds: 20, with: [second])
        #expect(farm.state.attempts.count == 1)
        #expect(farm.state.attemptsInOrder.allSatisfy { $0.encoderBuild == "7.1 two" })
    }

    @Test("after a restart the finished chunks still decide, and the job says what it waits for")
    func restartKeepsTheBuild() throws {
        var farm = TestFarm()
        let job = try farm.submitVideo(chunks: 3, parity: .strict)
        let first = farm.join("a", build: "7.1 one")
        _ = farm.succeed(1, on: first)
        _ = farm.fail(2, on: first, .lost)
        farm.restart()
        let other = farm.connect()
        #expect(farm.tell(.workerHello(other, farm.hello("b", build: "7.1 two"))).handedOut == [])
        farm.pass(seconds: 20, with: [other])
        let summary = try #require(farm.state.job(job).map(farm.farm.summary(of:)))
        #expect(summary.waitingFor?.contains("same build of libx264 as the finished chunks, 7.1 one") == true)
        let back = farm.connect()
        let effects = farm.tell(.workerHello(back, farm.hello("a", instance: "a-2", build: "7.1 one")))
        #expect(effects.handedOut == ["1.1>0"])
    }

    @Test("otherwise any build will do, and the report names builds and workers")
    func warningNamesTheWorkers() throws {
        var farm = TestFarm()
        let job = try farm.submitVideo(chunks: 3)
        let one = farm.join("a", build: "7.1 one")
        let two = farm.join("b", build: "7.1 two")
        _ = farm.succeed(1, on: one)
        _ = farm.succeed(2, on: two)
        _ = farm.succeed(3, on: one)
        let report = try #require(farm.state.job(job).map(farm.farm.report(of:)))
        #expect(
            report.encoderBuilds == [
                BuildShare(build: "7.1 one", chunks: 2, workers: ["a"]),
                BuildShare(build: "7.1 two", chunks: 1, workers: ["b"]),
            ])
        #expect(report.warnings.contains { $0.hasSuffix("7.1 one (a): 2; 7.1 two (b): 1") }, "\(report.warnings)")
    }
}
