import FarmFigures
import FarmModel
import FarmWire
import Invocation
import LinuxIO
import MediaPlan
import MediaStages

/// One benchmark from its first run to its last: every kind of run in turns, the outputs compared, nothing left behind.
final class Bench {
    private let call: ControlCall
    private let request: JobRequest
    private let video: VideoRequest
    private let sweep: [Int]?
    private let repeats: Int
    private let turning: Turning
    private var remarks: [String] = []
    private var runs: [BenchmarkRun] = []

    init(call: ControlCall, options: RenderOptions, sweep: [Int]?, repeats: Int) throws(UserError) {
        self.call = call
        self.sweep = sweep
        self.repeats = repeats
        request = options.request
        video = options.video
        turning = try Turning()
    }

    func perform() throws(UserError) -> Benchmark {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let baselines = try Baselines(video, in: folder.path, turning)
        let farm = try Self.openFarm(call, turning, workers: sweep?.max() ?? MachineProbe.usableCores())
        defer { farm.end() }
        let counts = try workerCounts(farm)
        let farmRuns = FarmRuns(farm: farm, request: request, turning: turning, output: call.output)
        defer { farmRuns.removeOutputs() }
        let facts: Benchmark.FarmFacts
        (facts, remarks) = try Self.facts(of: farm, besides: remarks)
        try measure(counts, baselines, farmRuns, isPrivate: farm.isPrivate)
        return Benchmark(
            madeAt: FarmClock.utcTimestamp(), version: FarmVersion.current, input: baselines.input,
            machine: Self.machine(ffmpegVersion: baselines.ffmpegVersion), farm: facts, request: video,
            commands: baselines.commands + [.init("benchmark", shellQuoted(CommandLine.arguments))], runs: runs,
            verified: farmRuns.check.words, remarks: remarks)
    }

    // MARK: The farm

    static func openFarm(_ call: ControlCall, _ turning: Turning, workers: Int) throws(UserError) -> BenchFarm {
        if let running = try BenchFarm.running(call) {
            call.output.note("measuring the farm at \(call.address)")
            guard try running.status().slots > 0 else {
                throw UserError(
                    "the farm has no workers", cause: "nobody is connected to \(call.address)",
                    hint: "start some with `Scripts/farm up`")
            }
            return running
        }
        call.output.note("no farm is running: measuring one of our own with \(Words.count(workers, "worker"))")
        let own = try PrivateFarm(loop: turning.loop, workers: workers)
        var isHandedOver = false
        defer { if !isHandedOver { own.end(keepingFiles: false) } }
        let farm = try BenchFarm.started(own, turning)
        isHandedOver = true
        return farm
    }

    private func workerCounts(_ farm: BenchFarm) throws(UserError) -> [Int] {
        let slots = try farm.status().slots
        guard let sweep else { return BenchCommand.usualSweep(slots: slots) }
        let possible = sweep.filter { $0 <= slots }
        guard !possible.isEmpty else {
            throw UserError(
                "the farm is too small for this sweep", cause: "it has \(Words.count(slots, "slot"))",
                hint: "start more workers, or ask for fewer")
        }
        if possible.count < sweep.count {
            let missing = sweep.filter { $0 > slots }.map { "\($0)" }.joined(separator: ", ")
            remarks.append("left out of the sweep: \(missing), for the farm has \(Words.count(slots, "slot"))")
        }
        return possible
    }

    /// What is measured, and what a reader has to know of it.
    static func facts(
        of farm: BenchFarm, besides found: [String] = []
    ) throws(UserError) -> (Benchmark.FarmFacts, remarks: [String]) {
        var remarks = found
        let status = try farm.status()
        if status.unfinishedJobs > 0 {
            remarks.append("the farm had other work: \(Words.count(status.unfinishedJobs, "job")) besides this one")
        }
        let workers = try farm.workers()
        let hosts = Set(workers.map(\.host)).sorted()
        if hosts != [MachineProbe.hostName()] {
            remarks.append(
                "what ran here ran on \(MachineProbe.hostName()); the farm's workers are on "
                    + hosts.joined(separator: ", "))
        }
        let facts = Benchmark.FarmFacts(
            isPrivate: farm.isPrivate, address: farm.endpoint.address.description, workers: workers.count,
            slots: workers.reduce(0) { $0 + $1.slots }, hosts: hosts)
        return (facts, remarks)
    }

    static func machine(ffmpegVersion: String) -> Benchmark.Machine {
        Benchmark.Machine(
            host: MachineProbe.hostName(), processor: MachineProbe.processorName(), cores: MachineProbe.usableCores(),
            memoryBytes: MachineProbe.memory().totalBytes, kernel: MachineProbe.kernelRelease(),
            isWSL: MachineProbe.isWSL(), ffmpegVersion: ffmpegVersion)
    }

    // MARK: The runs

    /// One run to warm up, then rounds: every second one backwards, so that what changes slowly meets all kinds alike.
    private func measure(_ counts: [Int], _ baselines: Baselines, _ farmRuns: FarmRuns, isPrivate: Bool)
        throws(UserError)
    {
        call.output.note("warming up")
        _ = try farmRuns.run(workers: counts.last ?? 1, round: 0)
        let kinds = [BenchmarkRun.Kind.serial, .plain] + counts.map { .farm(workers: $0) }
        for round in 1...repeats {
            for kind in round % 2 == 1 ? kinds : kinds.reversed() {
                let run = try perform(kind, round: round, baselines, farmRuns)
                runs.append(run)
                call.output.note(
                    "round \(round) of \(repeats): \(kind.words), \(FigureWords.seconds(run.wallSeconds)), "
                        + "CPU \(FigureWords.percent(run.busyShare))")
            }
        }
        call.output.note("comparing the outputs")
        try farmRuns.compare(with: baselines)
        if !isPrivate {
            let jobs = Words.count(repeats * counts.count + 1, "job")
            call.output.note("the farm remembers \(jobs) without their videos; `renderctl clean` forgets them")
        }
    }

    private func perform(
        _ kind: BenchmarkRun.Kind, round: Int, _ baselines: Baselines, _ farmRuns: FarmRuns
    ) throws(UserError) -> BenchmarkRun {
        switch kind {
        case .serial, .plain: try baselines.run(kind, round: round)
        case .farm(let workers): try farmRuns.run(workers: workers, round: round)
        case .method: try farmRuns.run(request, as: kind, round: round)
        }
    }
}
