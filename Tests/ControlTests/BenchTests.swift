import FarmFigures
import FarmModel
import Foundation
import Testing

@testable import Control

@Suite struct BenchTests {
    @Test func sweeps() throws {
        #expect(try BenchCommand.sweep(nil) == nil)
        #expect(try BenchCommand.sweep("4,1,2,2") == [1, 2, 4])
        #expect(
            [1, 2, 3, 4, 6, 8].map(BenchCommand.usualSweep) == [
                [1], [1, 2], [1, 2, 3], [1, 2, 4], [1, 2, 4, 6], [1, 2, 4, 8],
            ])
        for text in ["", "1,,2", "0", "2,x", "5000"] {
            #expect(throws: (any Error).self) { try BenchCommand.sweep(text) }
        }
    }

    @Test func whatCannotWorkIsSaidBeforeAnythingIsMeasured() {
        let nowhere = Called.renderctl("bench", "in.mp4", "--export", "/nonexistent/b.json", port: 1)
        #expect(nowhere.status == 1)
        #expect(nowhere.words.contains("/nonexistent is no writable folder"))
        #expect(Called.renderctl("bench", "in.mp4", "--sweep", "0", port: 1).status == 64)
        #expect(Called.renderctl("bench", "in.mp4", "--output", "x.mp4", port: 1).status == 64)
    }

    @Test func comparisonsOfExports() throws {
        let folder = NSTemporaryDirectory() + "renderfarm-compare-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (a, b) = (folder + "/a.json", folder + "/b.json")
        var benchmark = Fixtures.benchmark()
        try benchmark.prettyJSONText().write(toFile: a, atomically: true, encoding: .utf8)
        for index in benchmark.runs.indices { benchmark.runs[index].wallSeconds *= 2 }
        benchmark.machine.cores = 8
        try benchmark.prettyJSONText().write(toFile: b, atomically: true, encoding: .utf8)
        let called = Called.renderctl("compare", a, b)
        #expect(called.status == 0)
        #expect(called.data.contains("100 % more"))
        #expect(called.data.contains("not the same: cores: 2 and 8"))
        let json = Called.renderctl("--json", "compare", a, b)
        #expect(json.data.contains(#""ratio":2.0,"clear":true"#))
        try "{}".write(toFile: b, atomically: true, encoding: .utf8)
        #expect(Called.renderctl("compare", a, b).words.contains("is not a benchmark"))
    }

    @Test func thePageOfABenchmark() throws {
        let benchmark = Fixtures.benchmark()
        let page = BenchmarkPage(benchmark: benchmark, figures: try #require(BenchmarkFigures(benchmark.runs)))
        try Golden.check(page.text(width: nil), "bench")
    }
}

extension Fixtures {
    /// Ten seconds of work on one and on two workers, twice each.
    static func benchmark() -> Benchmark {
        Benchmark(
            madeAt: "2026-01-31T12:00:00.000Z", version: "0.1.0",
            input: .init(
                path: "/videos/in.mp4", sizeBytes: 9_000, frames: 240, seconds: 8, width: 1280, height: 720,
                codec: "h264"),
            machine: .init(
                host: "oak", processor: "Some Processor", cores: 2, memoryBytes: 8_000_000_000, kernel: "6.1",
                isWSL: false, ffmpegVersion: "5.1.9"),
            farm: .init(isPrivate: true, address: "127.0.0.1:7420", workers: 2, slots: 2, hosts: ["oak"]),
            request: VideoRequest(input: "/videos/in.mp4", filter: "gblur"), commands: [], runs: runs,
            verified: "4 outputs compared", remarks: ["the farm had other work"])
    }

    private static var runs: [BenchmarkRun] {
        (1...2).flatMap { round -> [BenchmarkRun] in
            let late = 0.1 * Double(round)
            return [
                run(.serial, round, wall: 10 + late, processor: 9.9), run(.plain, round, wall: 7 + late, processor: 11),
                run(.farm(workers: 1), round, wall: 11 + late, processor: 10.4),
                run(.farm(workers: 2), round, wall: 6 + late, processor: 10.6),
            ]
        }
    }

    private static func run(
        _ kind: BenchmarkRun.Kind, _ round: Int, wall: Double, processor: Double
    ) -> BenchmarkRun {
        var job: BenchmarkRun.FarmJob?
        if case .farm(let workers) = kind {
            let process = Int(wall * 1000) - 600
            let attempts = (0..<workers).map { slot in
                AttemptSpan(
                    attempt: AttemptID(slot + 1), chunkIndex: slot, worker: "w\(slot + 1)", slot: 0,
                    startMilliseconds: 200, endMilliseconds: 200 + process, status: "done",
                    cost: AttemptCost(
                        renderMilliseconds: process - 30,
                        processorMilliseconds: Int(processor * 1000) / workers))
            }
            job = BenchmarkRun.FarmJob(
                stages: StageTimes(
                    analyzeMilliseconds: 200, processMilliseconds: process, mergeMilliseconds: 100,
                    verifyMilliseconds: 300, totalMilliseconds: Int(wall * 1000),
                    attemptMilliseconds: workers * process), chunks: workers, attempts: attempts)
        }
        return BenchmarkRun(
            kind: kind, round: round, wallSeconds: wall, processorSeconds: processor, frames: 240,
            machine: .init(cores: 2, otherShare: 0.01, megahertz: 3_000, throttlings: 0), job: job)
    }
}
