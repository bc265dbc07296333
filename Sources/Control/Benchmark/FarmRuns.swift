import FarmFigures
import FarmModel
import FarmWire
import Invocation
import LinuxIO
import MediaPlan

/// The same job on the farm, again and again, with one number of workers or another.
final class FarmRuns {
    private(set) var check = OutputComparison()
    private let farm: BenchFarm
    private let request: JobRequest
    private let turning: Turning
    private let output: Output

    init(farm: BenchFarm, request: JobRequest, turning: Turning, output: Output) {
        self.farm = farm
        self.request = request
        self.turning = turning
        self.output = output
    }

    func run(workers: Int, round: Int) throws(UserError) -> BenchmarkRun {
        var job = request
        job.maxParallel = workers
        return try run(job, as: .farm(workers: workers), round: round)
    }

    func run(_ job: JobRequest, as kind: BenchmarkRun.Kind, round: Int) throws(UserError) -> BenchmarkRun {
        let processes = try farm.localProcesses()
        let before = MachineProbe.processorMilliseconds(of: processes)
        let watch = MachineWatch()
        let memory = MemoryWatch(processes, turning.loop)
        defer { memory.end() }
        let started = FarmClock.monotonicNanoseconds()
        let report = try render(job)
        let wall = Double(FarmClock.monotonicNanoseconds() - started) / 1e9
        let local = Double(MachineProbe.processorMilliseconds(of: processes) - before) / 1000
        check.add(report.output)
        let other = try elsewhere(report)
        return BenchmarkRun(
            kind: kind, round: round, wallSeconds: wall,
            processorSeconds: local + other.processorSeconds, frames: report.frames,
            machine: watch.use(ofRunSeconds: local, cores: MachineProbe.usableCores() + other.cores),
            job: BenchmarkRun.FarmJob(
                stages: report.stages, chunks: report.chunks.total, attempts: report.attempts),
            footprint: BenchmarkRun.Footprint(
                writtenBytes: memory.writtenBytes(), peakMemoryBytes: memory.peakBytes))
    }

    /// When nothing is measured any more.
    func compare(with baselines: Baselines) throws(UserError) {
        try check.compareAll(with: baselines.serialOutput, isLossless: baselines.isLossless, turning)
    }

    /// The same where one output is the measure of all others.
    func compareWithFirst(isLossless: Bool) throws(UserError) {
        guard let first = check.waiting.first else { return }
        check.reference = "the first one"
        try check.compareAll(with: first, isLossless: isLossless, turning)
    }

    /// For an end before that.
    func removeOutputs() { check.removeAll() }

    /// What workers on other machines took, as they said, and the cores of those machines.
    private func elsewhere(_ report: JobReport) throws(UserError) -> (processorSeconds: Double, cores: Int) {
        let here = MachineProbe.hostName()
        let others = try farm.workers().filter { $0.host != here }
        let names = Set(others.map(\.name))
        let milliseconds = report.attempts.filter { names.contains($0.worker) }
            .reduce(0) { $0 + ($1.cost?.processorMilliseconds ?? 0) }
        var cores: [String: Int] = [:]
        for worker in others {
            cores[worker.host] = max(cores[worker.host] ?? 0, worker.machine?.coreBusyPercent.count ?? 1)
        }
        return (Double(milliseconds) / 1000, cores.values.reduce(0, +))
    }

    private func render(_ job: JobRequest) throws(UserError) -> JobReport {
        try turning.checkInterruption()
        let (id, run) = try farm.submit(job)
        var quiet = output
        if !quiet.isLive { quiet.writeWords = { _ in } }
        let waiter = JobWaiter(
            loop: turning.loop, farm: farm.endpoint, job: id, view: ProgressView(loop: turning.loop, output: quiet))
        turning.onInterruption = { waiter.end(.interrupted) }
        farm.onFailure = { waiter.end(.failed($0)) }
        defer { (turning.onInterruption, farm.onFailure) = (nil, nil) }
        switch try JobWait.outcome(of: waiter, turning.loop) {
        case .ended(let report):
            guard report.status == Job.Phase.done.rawValue else {
                throw UserError(
                    report.failure?.summary ?? "the job \(report.status)",
                    cause: printable(report.failure?.cause ?? "the farm did not finish it"), exitCode: .jobFailed)
            }
            return report
        case .failed(let error):
            throw error
        case .interrupted:
            _ = try farm.ask(.cancel(id))
            check.remove(RunLayout.temporaryOutput(of: run))
            try turning.checkInterruption()
            throw UserError("the benchmark was stopped", cause: "interrupted", exitCode: .interrupted)
        }
    }
}
