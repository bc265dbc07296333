import FarmFigures
import FarmModel

/// Runs as a benchmark would have measured them.
enum Samples {
    static func baseline(
        _ kind: BenchmarkRun.Kind, wall: Double, processor: Double, round: Int = 1, others: Double = 0
    ) -> BenchmarkRun {
        BenchmarkRun(
            kind: kind, round: round, wallSeconds: wall, processorSeconds: processor, frames: 240,
            machine: machine(others: others))
    }

    static func machine(others: Double = 0, megahertz: Double? = 3_000, throttlings: Int = 0) -> BenchmarkRun.MachineUse
    {
        BenchmarkRun.MachineUse(cores: 2, otherShare: others, megahertz: megahertz, throttlings: throttlings)
    }

    /// Chunks of equal length, one after the other on each worker, between an analysis and a merge with verification.
    static func farm(
        workers: Int, chunks: Int, chunkMilliseconds: Int, processorMilliseconds: Int? = nil, beside: Int = 20,
        gap: Int = 0, analyze: Int = 200, merge: Int = 100, verify: Int = 300, round: Int = 1, others: Double = 0
    ) -> BenchmarkRun {
        var attempts: [AttemptSpan] = []
        var free = Array(repeating: analyze, count: workers)
        for chunk in 0..<chunks {
            let worker = free.indices.min { free[$0] < free[$1] } ?? 0
            let start = free[worker]
            attempts.append(
                AttemptSpan(
                    attempt: AttemptID(chunk + 1), chunkIndex: chunk, worker: "w\(worker + 1)", slot: 0,
                    startMilliseconds: start, endMilliseconds: start + chunkMilliseconds, status: "done",
                    cost: AttemptCost(
                        renderMilliseconds: chunkMilliseconds - beside,
                        processorMilliseconds: processorMilliseconds ?? chunkMilliseconds - beside)))
            free[worker] += chunkMilliseconds + gap
        }
        let process = (attempts.compactMap(\.endMilliseconds).max() ?? analyze) - analyze
        let total = analyze + process + merge + verify
        return BenchmarkRun(
            kind: .farm(workers: workers), round: round, wallSeconds: Double(total) / 1000,
            processorSeconds: Double(attempts.reduce(0) { $0 + ($1.cost?.processorMilliseconds ?? 0) }) / 1000,
            frames: 240, machine: machine(others: others),
            job: BenchmarkRun.FarmJob(
                stages: StageTimes(
                    analyzeMilliseconds: analyze, processMilliseconds: process, mergeMilliseconds: merge,
                    verifyMilliseconds: verify, totalMilliseconds: total,
                    attemptMilliseconds: chunks * chunkMilliseconds),
                chunks: chunks, attempts: attempts))
    }

    static func benchmark(_ runs: [BenchmarkRun]) -> Benchmark {
        Benchmark(
            madeAt: "2026-01-31T12:00:00.000Z", version: "0.1.0",
            input: .init(
                path: "/videos/in & out.mp4", sizeBytes: 9_000, frames: 240, seconds: 8, width: 1280, height: 720,
                codec: "h264"),
            machine: .init(
                host: "oak", processor: "Some <Processor>", cores: 2, memoryBytes: 8_000_000_000, kernel: "6.1",
                isWSL: false, ffmpegVersion: "5.1.9"),
            farm: .init(isPrivate: true, address: "127.0.0.1:7420", workers: 2, slots: 2, hosts: ["oak"]),
            request: VideoRequest(input: "/videos/in & out.mp4", filter: "gblur=sigma=2,unsharp"),
            commands: [.init("serial", "ffmpeg -i 'in & out.mp4'")], runs: runs, verified: "2 outputs compared",
            remarks: ["the farm had other work"])
    }

    /// Ten seconds of work in eight chunks, twice each.
    static var usual: [BenchmarkRun] {
        (1...2).flatMap { round in
            [
                baseline(.serial, wall: 10 + 0.1 * Double(round), processor: 9.9, round: round),
                baseline(.plain, wall: 7 + 0.1 * Double(round), processor: 11, round: round),
                farm(workers: 1, chunks: 8, chunkMilliseconds: 1_300 + round, round: round),
                farm(workers: 2, chunks: 8, chunkMilliseconds: 1_320 + round, round: round),
            ]
        }
    }
}
