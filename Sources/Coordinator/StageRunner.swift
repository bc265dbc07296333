import FarmCore
import FarmModel
import FarmWire
import Glibc
import JSONText
import LinuxIO
import MediaPlan
import MediaStages

/// Runs the stages of jobs as children of the coordinator: a crash of one is an event, not the end.
final class StageRunner {
    var onFinished: (JobID, Stage, StageOutcome) -> Void = { _, _, _ in }

    private let loop: EventLoop
    private let programs: MediaPrograms
    let ffmpeg: FFmpegFacts
    private let bounds: MediaBounds
    private let log: CoordinatorLog
    private var running: [JobID: RunningStage] = [:]
    /// Told to end, and not gone yet.
    private var stopping = 0

    private final class RunningStage {
        let stage: Stage
        var child: ChildProcess?
        var answer: [UInt8] = []
        var errors = ErrorTail()
        var isStopped = false

        init(stage: Stage) { self.stage = stage }
    }

    init(loop: EventLoop, programs: MediaPrograms, ffmpeg: FFmpegFacts, bounds: MediaBounds, log: CoordinatorLog) {
        self.loop = loop
        self.programs = programs
        self.ffmpeg = ffmpeg
        self.bounds = bounds
        self.log = log
    }

    var isIdle: Bool { running.isEmpty && stopping == 0 }

    func start(_ stage: Stage, of job: Job, request: VideoRequest, slots: Int) {
        let order = StageRequest(
            stage: stage, request: request, run: job.run, plan: job.video, chunkFiles: job.files.compactMap { $0 },
            merge: job.merge, slots: slots, programs: programs, ffmpeg: ffmpeg, bounds: bounds)
        let path = job.run.directory + "/stage_\(stage.rawValue).json"
        let entry = RunningStage(stage: stage)
        running[job.id] = entry
        do {
            try Files.writeAtomically(path, order.jsonBytes, synced: false)
            entry.child = try spawn(job.id, entry, requestPath: path)
        } catch {
            log.write("job \(job.id.number): \(stage.rawValue) cannot be started: \(error)")
            let failure = StageFailure(
                summary: "the \(stage.rawValue) stage could not be started", cause: error.description, mayRetry: true)
            // Never from inside `start`: the core is still being carried out.
            loop.after(milliseconds: 1_000) { [weak self] in self?.finish(job.id, entry, .failed(failure)) }
        }
    }

    private func spawn(
        _ job: JobID, _ entry: RunningStage, requestPath: String
    ) throws(SystemError) -> ChildProcess {
        let request = SpawnRequest(program: try ownProgram(), arguments: ["--stage", requestPath])
        return try ChildProcess.spawn(loop: loop, request) { stream, bytes in
            switch stream {
            case .standardOutput:
                if entry.answer.count + bytes.count <= CoordinatorLimits.stageAnswerBytes {
                    entry.answer.append(contentsOf: bytes)
                }
            case .standardError:
                entry.errors.read(bytes)
            }
        } onExit: { [weak self] status, _ in
            self?.onExit(job, entry, status)
        }
    }

    private func onExit(_ job: JobID, _ entry: RunningStage, _ status: ExitStatus) {
        if entry.isStopped {
            stopping -= 1
            return
        }
        finish(job, entry, outcome(of: entry, status))
    }

    private func outcome(of entry: RunningStage, _ status: ExitStatus) -> StageOutcome {
        guard status.isSuccess else {
            return .failed(
                StageFailure(
                    summary: "the \(entry.stage.rawValue) stage crashed", cause: status.description, mayRetry: true,
                    lastLines: entry.errors.lines))
        }
        do {
            return try readJSON(StageOutcome.self, from: entry.answer)
        } catch {
            return .failed(
                StageFailure(
                    summary: "the \(entry.stage.rawValue) stage gave an unreadable answer", cause: error.description,
                    mayRetry: true, lastLines: entry.errors.lines))
        }
    }

    private func finish(_ job: JobID, _ entry: RunningStage, _ outcome: StageOutcome) {
        guard running[job] === entry else { return }
        running[job] = nil
        onFinished(job, entry.stage, outcome)
    }

    func stop(_ job: JobID) {
        guard let entry = running.removeValue(forKey: job) else { return }
        end(entry)
    }

    func stopAll() {
        for entry in running.values { end(entry) }
        running = [:]
    }

    private func end(_ entry: RunningStage) {
        guard let child = entry.child, child.isRunning else { return }
        entry.isStopped = true
        stopping += 1
        // The stage keeps nothing that a later run would miss, and its own children die with it.
        child.signalGroup(SIGKILL)
    }
}
