import FarmFigures
import FarmModel
import Testing

@Suite("What holds a speed-up back")
struct DiagnosisTests {
    private func figures(_ runs: [BenchmarkRun]) throws -> BenchmarkFigures { try #require(BenchmarkFigures(runs)) }

    private func causes(_ runs: [BenchmarkRun]) throws -> [Finding.Cause] { try figures(runs).findings.map(\.cause) }

    private let serial = Samples.baseline(.serial, wall: 10, processor: 10)

    @Test("speed-up, efficiency and the metrics beside them")
    func metrics() throws {
        let figures = try figures(Samples.usual)
        let point = try #require(figures.points.last)
        #expect(figures.points.map(\.workers) == [1, 2])
        #expect((point.figures.wall.median - 5.886).magnitude < 0.001)
        #expect((point.speedUp - 10.15 / 5.886).magnitude < 0.001)
        #expect(point.efficiency == point.speedUp / 2)
        #expect((figures.limitSeconds(cores: 2) - 4.95).magnitude < 1e-9)
        #expect((figures.serial.processorSecondsPerFrame - 9.9 / 240).magnitude < 1e-9)
        #expect((point.stages.besideProcess - 0.6).magnitude < 1e-9)
        #expect(point.chunks == 8)
    }

    @Test("slow stages are named with their times")
    func slowStages() throws {
        let found = try figures([serial, Samples.farm(workers: 2, chunks: 8, chunkMilliseconds: 1_250, verify: 2_000)])
        let finding = try #require(found.findings.first)
        #expect(finding.cause == .stages)
        #expect(finding.sentence.contains("verification 2.00 s"))
        #expect((finding.seconds - 2.3).magnitude < 1e-9)
    }

    @Test("an uneven last round, of few chunks and of many")
    func idleAtTheEnd() throws {
        let few = Samples.farm(workers: 2, chunks: 3, chunkMilliseconds: 3_300)
        #expect(try causes([serial, few]).first == .tooFewChunks)
        let many = Samples.farm(workers: 2, chunks: 7, chunkMilliseconds: 1_400)
        #expect(try causes([serial, many]).first == .stragglers)
        let use = SlotUse(try #require(many.job), slots: 2)
        #expect((use.tailSeconds - 1.4).magnitude < 1e-9)
        #expect(use.dispatchSeconds == 0)
    }

    @Test("slots that wait for work")
    func dispatch() throws {
        let run = Samples.farm(workers: 2, chunks: 8, chunkMilliseconds: 1_250, gap: 400)
        #expect(try causes([serial, run]).first == .dispatch)
        // Between eight chunks on two workers there are six gaps.
        #expect((SlotUse(try #require(run.job), slots: 2).dispatchSeconds - 2.4).magnitude < 1e-9)
    }

    @Test("chunks that cost more than the frames in one run")
    func startUp() throws {
        let run = Samples.farm(workers: 2, chunks: 8, chunkMilliseconds: 1_700)
        let found = try figures([serial, run]).findings
        #expect(found.first?.cause == .startUp)
        #expect(found.first?.sentence.contains("0.43 s for each chunk") == true)
    }

    @Test("processor time that grows with the workers")
    func sharing() throws {
        let alone = Samples.farm(workers: 1, chunks: 8, chunkMilliseconds: 1_270)
        let both = Samples.farm(workers: 2, chunks: 8, chunkMilliseconds: 1_800)
        let found = try figures([serial, alone, both]).findings
        #expect(found.first?.cause == .sharedMemory)
        #expect(found.first?.sentence.contains("42 % more processor time") == true)
    }

    @Test("ffmpeg that does not get a core, and who has it")
    func waiting() throws {
        let run = Samples.farm(
            workers: 2, chunks: 8, chunkMilliseconds: 2_200, processorMilliseconds: 1_250, others: 0.4)
        let found = try figures([serial, run])
        #expect(found.findings.first?.cause == .waiting)
        #expect(found.findings.first?.sentence.contains("others kept 40 %") == true)
        #expect(found.doubts.contains { $0.contains("busy with something else") })
    }

    @Test("around ffmpeg, and attempts that were thrown away")
    func besideAndRepeats() throws {
        let slow = Samples.farm(workers: 2, chunks: 8, chunkMilliseconds: 1_750, beside: 500)
        #expect(try causes([serial, slow]).first == .publishing)
        var wasteful = Samples.farm(workers: 2, chunks: 8, chunkMilliseconds: 1_270)
        wasteful.job?.attempts[0].status = "lost"
        wasteful.job?.attempts[0].cost = nil
        #expect(try causes([serial, wasteful]).contains(.repeats))
    }

    @Test("a small input is called small where one ffmpeg is faster, and only there")
    func smallInput() throws {
        let short = [
            Samples.baseline(.serial, wall: 0.9, processor: 0.8), Samples.baseline(.plain, wall: 0.6, processor: 0.9),
            Samples.farm(workers: 2, chunks: 2, chunkMilliseconds: 500),
        ]
        #expect(try causes(short).first == .smallInput)
        #expect(try !causes(Samples.usual).contains(.smallInput))
    }

    @Test("where nothing is lost, that is said")
    func nothing() throws {
        let run = Samples.farm(
            workers: 2, chunks: 8, chunkMilliseconds: 1_250, beside: 0, analyze: 20, merge: 20, verify: 20)
        #expect(try causes([serial, run]) == [.nothing])
    }

    @Test("doubts: spread, single runs, heat, clocks and noise")
    func doubts() throws {
        var runs = Samples.usual
        #expect(try figures(runs).doubts == [])
        runs[0].wallSeconds = 14
        runs[1].machine = Samples.machine(throttlings: 3)
        runs[2].machine = Samples.machine(megahertz: 2_000)
        let doubts = try figures(runs).doubts
        #expect(doubts.contains { $0.contains("one ffmpeg, one thread lie up to") })
        #expect(doubts.contains { $0.contains("3 times because of heat") })
        #expect(doubts.contains { $0.contains("between 2000 and 3000 MHz") })
        #expect(try figures(Array(Samples.usual.prefix(4))).doubts.contains { $0.contains("single run") })
        let noise = [1, 2].flatMap { round in
            [serial]
                + [1, 2].map {
                    Samples.farm(
                        workers: $0, chunks: 8, chunkMilliseconds: $0 * (round == $0 ? 1_500 : 1_000), round: round)
                }
        }
        #expect(try figures(noise).doubts.contains { $0.contains("the fit is noise") })
    }

    @Test("without a serial run, or without the farm, there are no figures")
    func incomplete() {
        #expect(BenchmarkFigures([]) == nil)
        #expect(BenchmarkFigures([serial]) == nil)
        #expect(BenchmarkFigures([Samples.farm(workers: 1, chunks: 1, chunkMilliseconds: 1)]) == nil)
    }
}
