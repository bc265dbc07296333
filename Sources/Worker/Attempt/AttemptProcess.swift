import FarmHTTP
import FarmModel
import Glibc
import LinuxIO
import MediaPlan
import MediaStages

/// One attempt at rendering one chunk: an ffmpeg, and then what makes its output a chunk.
///
/// It ends exactly once. Unless it ends well, nothing of it is left on disk.
final class AttemptProcess {
    private enum Phase {
        /// Nothing has been started. → looking, preparing, rendering, over
        case waiting
        /// Finds out which of its files are here. → preparing, rendering, over
        case looking
        /// A renderer makes the frames that ffmpeg will read. → rendering, over
        case preparing(FrameRendering)
        /// ffmpeg runs. → finishing, over
        case rendering(ChildProcess)
        /// ffmpeg has ended well: its file is being synced, hashed and decoded. → publishing, sending, over
        case finishing(ChunkCheck)
        /// The file is being given its name; that cannot be stopped any more. → over
        case publishing
        /// The file is on its way to the coordinator. → over
        case sending(ChunkUpload)
        case over
    }

    let attempt: AttemptID
    private let chunk: ChunkID
    private let task: RenderTask
    private let around: AttemptSurroundings
    private var onEnd: ((AttemptOutcome) -> Void)?
    private var phase = Phase.waiting
    private var prepared: PreparedRender?
    private var files = AttemptFiles.all
    private var relayed: RelayedInput?
    private var upload: ChunkUpload?
    /// Draws what ffmpeg reads, where nothing can be decoded; and how it ended, if badly.
    private var drawing: DrawingProcess?
    /// The frames of a renderer, once they are made or being made.
    private var frames: FrameRendering?
    private var drawingTrouble: AttemptTrouble?
    /// How ffmpeg ended, while the other process is still waited for.
    private var rendered: ExitStatus?
    private var log: AttemptLog?
    private var scratchFolder: String?
    private var progressParser = ProgressParser()
    private var errorTail = ErrorTail()
    private var seams = SeamEvidence.none
    private var cost = AttemptCost(renderMilliseconds: 0, processorMilliseconds: 0)
    private var wasStopped = false
    private var killTimer: LoopTimer?
    private var startedAt: Int64 = 0
    private var spawnedAt: Int64 = 0

    /// `onEnd` is called once; it may be called from inside `start()`.
    init(
        _ attempt: AttemptID, chunk: ChunkID, task: RenderTask, around: AttemptSurroundings,
        onEnd: @escaping (AttemptOutcome) -> Void
    ) {
        self.attempt = attempt
        self.chunk = chunk
        self.task = task
        self.around = around
        self.onEnd = onEnd
    }

    var progress: AttemptProgress {
        let last = progressParser.last
        var progress = AttemptProgress(
            attempt: attempt, frame: last?.frame ?? 0, framesPerSecond: last?.framesPerSecond ?? 0,
            transferredBytes: (relayed?.fetchedBytes ?? 0) + (frames?.fetchedBytes ?? 0)
                + (upload?.transferredBytes ?? 0))
        if case .finishing(let check) = phase { progress.checkedFrames = check.frames }
        if let frames { progress.count(rendered: frames.finishedFrames, of: task) }
        return progress
    }

    private var encodedFrames: Int { progressParser.last?.frame ?? 0 }

    func start() {
        startedAt = FarmClock.monotonicMilliseconds()
        guard let access = task.access else { return begin() }
        phase = .looking
        let (task, isElsewhere) = (task, around.media.isAlwaysElsewhere)
        around.media.looking.run {
            isElsewhere ? AttemptFiles.none : AttemptFiles(lookingFor: task, access)
        } completion: { [self] (seen: AttemptFiles) in
            guard case .looking = phase else { return }
            if wasStopped { return end(.failed(.stopped)) }
            files = seen
            begin()
        }
    }

    private func begin() {
        do throws(AttemptTrouble) {
            try launch()
        } catch {
            end(.failed(error.failure))
        }
    }

    /// ffmpeg may end by itself; if it does not, it is killed.
    func stop() {
        guard !wasStopped else { return }
        halt(SIGTERM)
        guard case .rendering(let child) = phase else { return }
        killTimer = around.loop.after(milliseconds: WorkerLimits.stopGraceMilliseconds) {
            child.signalGroup(SIGKILL)
        }
    }

    func kill() { halt(SIGKILL) }

    private func halt(_ signal: Int32) {
        wasStopped = true
        switch phase {
        case .waiting, .looking, .publishing, .over: break
        case .preparing(let frames): frames.kill()
        case .rendering(let child):
            drawing?.kill()
            child.signalGroup(signal)
        case .finishing(let check): check.kill()
        case .sending(let upload):
            upload.stop()
            end(.failed(.stopped))
        }
    }

    /// For an attempt that the worker cannot wait for any longer: what is on disk of it goes now.
    func abandon() {
        kill()
        if case .publishing = phase { return }
        removeTemporaries()
    }

    private func launch() throws(AttemptTrouble) {
        let folder = try makeScratchFolder()
        let prepared = try PreparedRender(task, ffmpeg: around.ffmpeg, files: files, folder: folder)
        self.prepared = prepared
        let log =
            files.seesRun
            ? around.logs.log(runDirectory: prepared.runDirectory, chunk: chunk, attempt: attempt)
            : around.unsentLogs.log(of: attempt)
        self.log = log
        spawnedAt = FarmClock.monotonicMilliseconds()
        guard let order = try FrameRendering.Order(task, files, around.renderers, folder) else {
            return try encode(prepared, folder, log)
        }
        let frames = FrameRendering(order, of: attempt, around: around, log: log) { [self] in
            onFrames($0, prepared, folder, log)
        }
        self.frames = frames
        do throws(SystemError) {
            try frames.start()
        } catch {
            throw AttemptTrouble(error)
        }
        phase = .preparing(frames)
    }

    private func onFrames(
        _ trouble: AttemptTrouble?, _ prepared: PreparedRender, _ folder: String, _ log: AttemptLog
    ) {
        cost.processorMilliseconds = frames?.processorMilliseconds ?? 0
        if wasStopped { return end(.failed(.stopped)) }
        do throws(AttemptTrouble) {
            if let trouble { throw trouble }
            try encode(prepared, folder, log)
        } catch {
            end(.failed(error.failure))
        }
    }

    private func encode(_ prepared: PreparedRender, _ folder: String, _ log: AttemptLog) throws(AttemptTrouble) {
        log.write("started: " + shellQuoted([around.ffmpegPath] + prepared.arguments))
        do throws(SystemError) {
            if case .pictures = task.intermediate { try Files.makeDirectories(prepared.partialPath) }
            let relayed = try openRelay()
            var request = SpawnRequest(program: around.ffmpegPath, arguments: prepared.arguments)
            request.workingDirectory = folder
            request.environmentAdditions = ["TMPDIR": folder, "AV_LOG_FORCE_NOCOLOR": "1"]
            if let relayed {
                request.environmentAdditions.merge(around.media.relay.environment(for: relayed)) { $1 }
            }
            // Both of its ends are the children's alone: each sees when the other is gone.
            let pipe = try startDrawing(folder, log)
            if let pipe { request.standardInput = .descriptor(pipe.reading.number) }
            let child = try ChildProcess.spawn(
                loop: around.loop, request, onOutput: { [self] in onOutput($0, $1) },
                onExit: { [self] in onRendered($0, $1) })
            phase = .rendering(child)
        } catch {
            throw AttemptTrouble(error)
        }
    }

    /// Where the input is elsewhere.
    private func openRelay() throws(SystemError) -> RelayedInput? {
        guard task.drawing == nil, !files.seesInput, let access = task.access else { return nil }
        let input = try around.media.relay.open(task.input, for: attempt, token: access.token) { [weak self] in
            self?.log?.write($0)
        }
        relayed = input
        return input
    }

    private func startDrawing(_ folder: String, _ log: AttemptLog) throws(SystemError) -> ChildPipe? {
        guard let order = RenderCommand.drawing(task) else { return nil }
        let work: DrawingProcess.Work
        switch order.source {
        case .scene(let path, let sha256): work = try .scene(path, sha256, order, around)
        case .renderer:
            guard let frames else { return nil }
            work = .pictures(frames.files, order.frames, around)
        }
        let pipe = try ChildPipe()
        drawing = try DrawingProcess(work, folder: folder, into: pipe.writing, loop: around.loop, log: log) { [self] in
            drawingTrouble = $0
            onBothEnded()
        }
        return pipe
    }

    private func makeScratchFolder() throws(AttemptTrouble) -> String {
        do throws(SystemError) {
            let folder = try around.scratch.makeFolder(attempt: attempt.number)
            scratchFolder = folder
            return folder
        } catch {
            // Whatever is wrong with it, even a full disk: this folder is the worker's own.
            throw AttemptTrouble(.workerFault, error.description)
        }
    }

    private func onOutput(_ stream: ChildStream, _ bytes: UnsafeRawBufferPointer) {
        switch stream {
        case .standardOutput:
            _ = progressParser.read(bytes)
        case .standardError:
            errorTail.read(bytes)
            log?.writeErrorOutput(bytes)
        }
    }

    private func onRendered(_ status: ExitStatus, _ usage: ResourceUsage) {
        cost = AttemptCost(
            renderMilliseconds: Int(FarmClock.monotonicMilliseconds() - spawnedAt),
            processorMilliseconds: cost.processorMilliseconds + Int(usage.processorMilliseconds))
        log?.write("ffmpeg ended: \(status), \(usage.words)")
        if let relayed { log?.write(relayed.summary) }
        rendered = status
        drawing?.dismiss()
        onBothEnded()
    }

    private func onBothEnded() {
        guard let status = rendered, drawing?.isRunning != true else { return }
        if let drawing {
            cost.processorMilliseconds += drawing.processorMilliseconds
            cost.drawingMilliseconds = drawing.processorMilliseconds
        }
        if wasStopped { return end(.failed(.stopped)) }
        // An input that ends too early is none to ffmpeg's mind: what it made of it does not count.
        if let trouble = drawingTrouble ?? relayed?.trouble { return end(.failed(trouble.failure)) }
        guard status.isSuccess else {
            let failure = FailureJudge.judge(
                status.processEnd, lastLines: errorTail.lines, outputPath: prepared?.partialPath)
            return end(.failed(failure))
        }
        do throws(AttemptTrouble) {
            try finish()
        } catch {
            end(.failed(error.failure))
        }
    }

    private func finish() throws(AttemptTrouble) {
        guard let prepared else { return }
        let frames = encodedFrames
        if let expected = task.chunk.expectedFrames, frames != expected {
            // A chunk may have begun too late or too early; for a whole video no other beginning is to be had.
            throw AttemptTrouble(
                task.chunk.isWholeVideo ? .retryable : .inexact,
                "ffmpeg made \(frames) frames instead of \(expected)", lastLines: errorTail.lines)
        }
        if let scratchFolder { seams = try SeamFiles(folder: scratchFolder).evidence(for: task) }
        let order = ChunkScanProcess.Order(path: prepared.partialPath, task: task, frames: frames)
        phase = .finishing(
            ChunkCheck(order, around: around) { [self] result in
                if wasStopped { return end(.failed(.stopped)) }
                switch result {
                case .success(let findings): deliver(findings, prepared)
                case .failure(let trouble): end(.failed(trouble.failure))
                }
            })
    }

    private func deliver(_ findings: ChunkCheck.Findings, _ prepared: PreparedRender) {
        let file = ChunkFile(
            sizeBytes: findings.sealed.sizeBytes, sha256: findings.sealed.sha256, frames: encodedFrames,
            streamFingerprint: findings.fingerprint, commandHash: prepared.commandHash, seams: seams, cost: cost)
        guard files.seesRun, prepared.memory == nil else { return send(file, findings.sealed) }
        phase = .publishing
        around.store.publish(prepared.partialPath, as: task.outputPath) { [self] result in
            switch result {
            case .success: end(.succeeded(.chunkFile(file)))
            case .failure(let error): end(.failed(AttemptTrouble(error).failure))
            }
        }
    }

    private func send(_ file: ChunkFile, _ sealed: ChunkStore.SealedFile) {
        guard let access = task.access, let prepared else { return }
        let upload = ChunkUpload(
            sealed, at: prepared.partialPath, of: attempt, token: access.token, client: around.media.client
        ) { [weak self] in
            self?.log?.write($0)
        } completion: { [self] result in
            switch result {
            case .success: end(.succeeded(.chunkFile(file)))
            case .failure(let trouble): end(.failed(trouble.failure))
            }
        }
        self.upload = upload
        phase = .sending(upload)
        upload.start()
    }

    private func end(_ outcome: AttemptOutcome) {
        guard let onEnd else { return }
        self.onEnd = nil
        phase = .over
        if let relayed { around.media.relay.close(relayed) }
        frames?.close()
        drawing?.dismiss()
        killTimer?.cancel()
        killTimer = nil
        removeTemporaries()
        let milliseconds = FarmClock.monotonicMilliseconds() - startedAt
        let words = outcome.words(afterMilliseconds: milliseconds)
        log?.write(words)
        log?.close()
        log = nil
        WorkerLog.say("job \(chunk.job.number) chunk \(chunk.index) attempt \(attempt.number): \(words)")
        onEnd(outcome)
    }

    /// The partial file has another name by now if the attempt ended well.
    private func removeTemporaries() {
        do throws(SystemError) {
            if let prepared, prepared.memory == nil { try Files.removeTree(prepared.partialPath) }
            if let scratchFolder { try Files.removeTree(scratchFolder) }
        } catch {
            WorkerLog.say("cannot remove a temporary file: \(error.description)")
        }
    }
}

extension AttemptFailure {
    /// Stopped on demand.
    static let stopped = AttemptFailure(kind: .cancelled, summary: "stopped because it was no longer wanted")
}

extension AttemptOutcome {
    fileprivate func words(afterMilliseconds milliseconds: Int64) -> String {
        switch self {
        case .succeeded(.chunkFile(let file)):
            "done: \(file.frames) frames, \(file.sizeBytes) bytes, \(milliseconds) ms"
        case .succeeded(.nothing): "done: \(milliseconds) ms"
        case .failed(let failure): "\(failure.kind.rawValue): \(failure.summary), \(milliseconds) ms"
        }
    }
}
