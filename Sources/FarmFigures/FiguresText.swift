/// Figures as rows and sentences, for a terminal and for a page alike.
public struct FiguresText {
    private let benchmark: Benchmark
    private let figures: BenchmarkFigures

    public init(_ benchmark: Benchmark, _ figures: BenchmarkFigures) {
        self.benchmark = benchmark
        self.figures = figures
    }

    /// The result: titles, the baselines, and a row for each number of workers.
    public var rows: [[String]] {
        var rows = [
            ["workers", "wall", "min–max", "speed-up", "efficiency", "avg CPU", "frames/s", "CPU ms/frame"],
            row("1 ffmpeg, 1 thread", figures.serial, efficiency: nil),
        ]
        if let plain = figures.plain { rows.append(row("1 ffmpeg, default", plain, efficiency: nil)) }
        return rows + figures.points.map { row("\($0.workers)", $0.figures, efficiency: $0.efficiency) }
    }

    private func row(_ name: String, _ kind: KindFigures, efficiency: Double?) -> [String] {
        [
            name, FigureWords.seconds(kind.wall.median),
            "\(FigureWords.decimal(kind.wall.least, digits: 2))–\(FigureWords.decimal(kind.wall.most, digits: 2))",
            FigureWords.decimal(figures.serial.wall.median / max(1e-9, kind.wall.median), digits: 2),
            efficiency.map(FigureWords.percent) ?? "-", FigureWords.percent(kind.busyShare),
            FigureWords.decimal(kind.framesPerSecond, digits: 1),
            FigureWords.decimal(kind.processorSecondsPerFrame * 1000, digits: 2),
        ]
    }

    /// The stages in the terms in which a speed-up is discussed.
    public var stageRows: [[String]] {
        let head = ["", "1 ffmpeg, 1 thread"] + figures.points.map { FigureWords.count($0.workers, "worker") }
        func row(_ name: String, _ serial: Double?, _ part: (SweepPoint) -> Double) -> [String] {
            [name, serial.map(FigureWords.seconds) ?? "-"] + figures.points.map { FigureWords.seconds(part($0)) }
        }
        let serial = figures.serial.wall.median
        return [
            head, row("T_analyze", nil) { $0.stages.analyze },
            row("T_process (serial, parallel wall)", serial) { $0.stages.process },
            row("T_merge", nil) { $0.stages.merge }, row("T_verify", nil) { $0.stages.verify },
            row("T_total (serial, parallel)", serial) { $0.figures.wall.median },
            row("dispatch overhead, all slots", nil) { $0.slots.dispatchSeconds },
            row("idle at the end, all slots", nil) { $0.slots.tailSeconds },
            row("start-up, CPU a chunk", nil) { $0.startUpSecondsPerChunk },
            row("around ffmpeg, a chunk", nil) { $0.slots.besideSeconds / Double(max(1, $0.chunks)) },
        ]
    }

    public var runRows: [[String]] {
        [["run", "round", "wall", "CPU", "avg CPU", "others"]]
            + benchmark.runs.map { run in
                [
                    run.kind.words, "\(run.round)", FigureWords.seconds(run.wallSeconds),
                    FigureWords.seconds(run.processorSeconds), FigureWords.percent(run.busyShare),
                    FigureWords.percent(run.machine.otherShare),
                ]
            }
    }

    /// What follows from the whole sweep.
    public var verdicts: [String] { [best, amdahl, flatt, bound, benchmark.verified].compactMap { $0 } }

    private var best: String? {
        guard let best = figures.points.min(by: { $0.figures.wall.median < $1.figures.wall.median }) else { return nil }
        let workers = FigureWords.count(best.workers, "worker")
        var text =
            "\(workers): \(FigureWords.decimal(best.speedUp, digits: 2)) times as fast as one ffmpeg with one thread"
        if let plain = figures.plain {
            let ratio = plain.wall.median / best.figures.wall.median
            let isClear = best.figures.wall.isApart(from: plain.wall)
            text += ", \(FigureWords.decimal(ratio, digits: 2)) times as fast as one with its own threads"
            if !isClear { text += " (within the spread of the runs)" }
        }
        return text
    }

    private var amdahl: String? {
        guard let fit = figures.fit, fit.confidence != .noise else { return nil }
        // Single runs say nothing about how sure that is.
        let range =
            fit.fractionHigh > fit.fractionLow
            ? " (95 %: \(FigureWords.percent(fit.fractionLow)) to \(FigureWords.percent(fit.fractionHigh)))" : ""
        let limit = fit.limit.map {
            "no number of workers would be more than \(FigureWords.decimal($0, digits: 1)) times as fast as one worker"
        }
        return "Amdahl: \(FigureWords.percent(fit.serialFraction)) of the work is serial\(range); "
            + (limit ?? "no limit can be seen")
    }

    private var flatt: String? {
        // Slower than the baseline there is no part that could be called serial.
        let all = figures.points.filter { $0.speedUp >= 1 }.compactMap { point in
            point.karpFlatt.map { "\(FigureWords.percent($0)) with \(point.workers)" }
        }
        return all.isEmpty
            ? nil : "Karp–Flatt, the serial fraction that each speed-up implies: " + all.joined(separator: ", ")
    }

    private var bound: String? {
        guard let last = figures.points.last else { return nil }
        let limit = figures.limitSeconds(cores: benchmark.machine.cores)
        guard limit > 0 else { return nil }
        let cores = FigureWords.count(benchmark.machine.cores, "core")
        return "the serial run's processor time on \(cores) without any loss is \(FigureWords.seconds(limit)): "
            + "the whole job takes \(FigureWords.decimal(last.figures.wall.median / limit, digits: 2)) times that, "
            + "its chunks \(FigureWords.decimal(last.stages.process / limit, digits: 2))"
    }

    public var machine: String { Self.machine(benchmark) }

    public static func machine(_ benchmark: Benchmark) -> String {
        let machine = benchmark.machine
        let farm = benchmark.farm
        let memory = FigureWords.decimal(Double(machine.memoryBytes) / 1e9, digits: 0)
        let place = farm.isPrivate ? "a farm of its own" : "the farm at \(farm.address)"
        return
            "\(machine.processor), \(FigureWords.count(machine.cores, "core")), \(memory) GB, Linux \(machine.kernel)"
            + (machine.isWSL ? " (WSL)" : "") + ", ffmpeg \(machine.ffmpegVersion); \(place): "
            + "\(FigureWords.count(farm.workers, "worker")) with \(FigureWords.count(farm.slots, "slot"))"
    }
}
