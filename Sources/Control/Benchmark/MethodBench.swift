import FarmFigures
import FarmModel
import FarmWire
import Invocation
import LinuxIO
import MediaPlan

/// The same drawn video by one method after the other, in turns.
final class MethodBench {
    private let call: ControlCall
    private let request: JobRequest
    private let video: VideoRequest
    private let methods: [FrameMethod]
    private let repeats: Int
    private let turning: Turning

    init(call: ControlCall, request: JobRequest, methods: [FrameMethod], repeats: Int) throws(UserError) {
        guard case .video(let video) = request.work, video.drawing != nil else {
            throw UserError("--methods is for scenes", cause: "nothing is drawn", exitCode: .usage)
        }
        self.call = call
        self.request = request
        self.video = video
        self.methods = methods
        self.repeats = repeats
        turning = try Turning()
    }

    func perform() throws(UserError) -> Benchmark {
        let farm = try Bench.openFarm(call, turning, workers: MachineProbe.usableCores())
        defer { farm.end() }
        let farmRuns = FarmRuns(farm: farm, request: request, turning: turning, output: call.output)
        defer { farmRuns.removeOutputs() }
        let (facts, remarks) = try Bench.facts(of: farm)
        let ffmpeg = try farm.workers().compactMap(\.ffmpegVersion).first ?? "unknown"
        let runs = try measure(farmRuns)
        call.output.note("comparing the outputs")
        try farmRuns.compareWithFirst(isLossless: EncoderFacts.keepsEveryPixel(video.encoding))
        return Benchmark(
            madeAt: FarmClock.utcTimestamp(), version: FarmVersion.current, input: input(runs),
            machine: Bench.machine(ffmpegVersion: ffmpeg), farm: facts, request: video,
            commands: [.init("benchmark", shellQuoted(CommandLine.arguments))], runs: runs,
            verified: farmRuns.check.words, remarks: remarks)
    }

    /// Every second round goes backwards, so that what changes slowly meets all methods alike.
    private func measure(_ farmRuns: FarmRuns) throws(UserError) -> [BenchmarkRun] {
        call.output.note("warming up")
        _ = try run(methods[0], round: 0, farmRuns)
        var runs: [BenchmarkRun] = []
        for round in 1...repeats {
            for method in round % 2 == 1 ? methods : methods.reversed() {
                let run = try run(method, round: round, farmRuns)
                runs.append(run)
                call.output.note(
                    "round \(round) of \(repeats): \(run.kind.words), \(FigureWords.seconds(run.wallSeconds)), "
                        + "CPU \(FigureWords.percent(run.busyShare))")
            }
        }
        return runs
    }

    private func run(_ method: FrameMethod, round: Int, _ farmRuns: FarmRuns) throws(UserError) -> BenchmarkRun {
        var drawn = video
        drawn.drawing?.method = method
        var job = request
        job.work = .video(drawn)
        return try farmRuns.run(job, as: .method(method), round: round)
    }

    private func input(_ runs: [BenchmarkRun]) -> Benchmark.Input {
        Benchmark.Input(
            path: video.input, sizeBytes: (try? Files.facts(video.input).sizeBytes) ?? 0,
            frames: runs.first?.frames ?? 0, seconds: 0, width: 0, height: 0, codec: "")
    }
}
