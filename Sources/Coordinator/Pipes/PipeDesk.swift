import FarmCore
import FarmHTTP
import FarmModel
import FarmWire
import LinuxIO
import MediaPlan
import MediaStages

/// The frames of piped jobs, from the workers' uploads to the encoder of each job: in memory and nowhere else. How much
/// that is the core bounds, by what it hands out.
final class PipeDesk {
    private let loop: EventLoop
    private let program: String
    private let ffmpeg: FFmpegFacts
    private let checking: BackgroundJobs
    /// What happened to the pipe of a job.
    var onEvent: (Event) -> Void = { _ in }
    private let memory = FrameMemory()
    /// Whole, and not adopted yet.
    private var received: [AttemptID: (job: JobID, frames: FrameBuffer)] = [:]
    private var pipes: [JobID: Pipe] = [:]
    /// All frames are there, and the core waits for the video.
    private var awaited: Set<PipeID> = []

    private final class Pipe {
        let id: PipeID
        var encoder: FrameEncoder?
        /// What came out, once it has.
        var video: StoredContent?
        let outputPath: String

        init(id: PipeID, outputPath: String) {
            self.id = id
            self.outputPath = outputPath
        }
    }

    init(loop: EventLoop, program: String, ffmpeg: FFmpegFacts) throws(SystemError) {
        self.loop = loop
        self.program = program
        self.ffmpeg = ffmpeg
        checking = try BackgroundJobs(loop: loop, name: "frame-checks")
    }

    /// Of all frames that are here.
    var usedBytes: Int { memory.usedBytes }

    // MARK: Uploads

    func progress(of attempt: AttemptID) -> UploadStore.Progress {
        let frames = received[attempt]?.frames
        return UploadStore.Progress(bytes: Int64(frames?.sizeBytes ?? 0), isComplete: frames != nil)
    }

    /// Takes the frames of an attempt. `isWanted` tells whether it still holds its lease when all of them are here.
    func sink(
        for attempt: Attempt, sizeBytes: Int, _ upload: UploadHeaders, _ exchange: HTTPExchange,
        isWanted: @escaping () -> Bool
    ) throws(HTTPProblem) -> any HTTPBodySink {
        guard upload.offset == 0, upload.sizeBytes == Int64(sizeBytes) else {
            throw HTTPProblem(
                .conflict, "these are not the frames of this chunk",
                cause: "\(sizeBytes) bytes from the first on are expected")
        }
        guard memory.usedBytes + sizeBytes <= CoordinatorLimits.pipedBytes else {
            throw HTTPProblem(.serviceUnavailable, "too many frames wait already")
        }
        let buffer = FrameBuffer(sizeBytes: sizeBytes, account: memory)
        return FrameSink(buffer, sha256: upload.sha256, exchange, checking: checking) { [weak self] in
            guard let self, isWanted() else { return HTTPProblem(.gone, "the lease of the attempt has ended") }
            received[attempt.id] = (attempt.chunk.job, $0)
            return nil
        }
    }

    /// The attempt ended without success: nobody will ask for its frames.
    func forget(_ attempt: AttemptID) { received[attempt] = nil }

    // MARK: Encoders

    /// Hands the frames of a finished chunk to the encoder of its job, which is started for the first of them.
    func adopt(_ chunk: ChunkID, of job: Job, from attempt: AttemptID) {
        let frames = received.removeValue(forKey: attempt)?.frames
        // While the effect waited for its record everything may have begun anew.
        guard job.chunks.indices.contains(chunk.index), job.chunks[chunk.index].winner?.attempt == attempt else {
            return
        }
        do throws(MediaError) {
            guard let frames else {
                throw MediaError("the encoder cannot go on", cause: "the frames of chunk \(chunk.index) never came")
            }
            try pipe(of: job).encoder?.add(chunk.index, frames)
        } catch {
            fail(PipeID(job: job.id, restarts: job.pipe.restarts), error.failure)
        }
    }

    private func pipe(of job: Job) throws(MediaError) -> Pipe {
        let id = PipeID(job: job.id, restarts: job.pipe.restarts)
        if let known = pipes[job.id], known.id == id { return known }
        // Frames of other chunks may be here already.
        closeEncoder(of: job.id)
        let order = try order(for: job)
        let pipe = Pipe(id: id, outputPath: order.outputPath)
        do throws(SystemError) {
            pipe.encoder = try FrameEncoder(order, loop: loop) { [weak self] in
                self?.onEvent(.framesTaken(id, chunks: $0))
            } onEnd: { [weak self] in
                self?.onEnd(pipe, $0)
            }
        } catch {
            throw MediaError("the encoder cannot be started", error)
        }
        pipes[job.id] = pipe
        return pipe
    }

    private func order(for job: Job) throws(MediaError) -> FrameEncoder.Order {
        guard case .video(let request) = job.request.work, let plan = job.video,
            let container = OutputContainer.named(byExtensionOf: job.run.output)
        else { throw MediaError("the encoder cannot be started", cause: "the job is no video") }
        let probe: ProbeReport
        do throws(SystemError) {
            let path = RunLayout.probePath(of: job.run)
            guard let report = ProbeReport(output: try Files.read(path, limitBytes: MediaLimits.probeBytes)) else {
                throw SystemError(operation: "read", subject: path, code: 0, detail: "it cannot be understood")
            }
            probe = report
        } catch {
            throw MediaError("the encoder cannot be started", error)
        }
        let output = RunLayout.temporaryOutput(of: job.run)
        let command = MergeCommand(plan: plan, probe: probe, container: container, request: request, method: .encode)
        return FrameEncoder.Order(
            program: program,
            arguments: command.arguments(
                ffmpeg: ffmpeg, list: "", threads: MachineProbe.usableCores(), writingTo: output),
            folder: job.run.directory, outputPath: output, chunks: plan.chunks.count)
    }

    private func onEnd(_ pipe: Pipe, _ outcome: FrameEncoder.Outcome) {
        guard pipes[pipe.id.job] === pipe else { return }
        pipe.encoder = nil
        switch outcome {
        case .failed(let failure): fail(pipe.id, failure)
        case .encoded(let video):
            pipe.video = video
            report(pipe)
        }
    }

    private func fail(_ id: PipeID, _ failure: StageFailure) {
        close(id.job)
        // Never from inside a call of the core: what led here may be one of its effects.
        loop.atEndOfTurn { [weak self] in self?.onEvent(.pipeFailed(id, failure)) }
    }

    // MARK: The end

    /// All chunks are finished: says how the video turned out as soon as it has.
    func finish(_ job: Job) {
        let id = PipeID(job: job.id, restarts: job.pipe.restarts)
        awaited.insert(id)
        if let pipe = pipes[job.id], pipe.id == id { report(pipe) }
    }

    /// Said once more to who asks once more.
    private func report(_ pipe: Pipe) {
        guard let video = pipe.video, awaited.contains(pipe.id) else { return }
        let report = MergeReport(
            method: .encode, fallbackReason: nil, temporaryPath: pipe.outputPath, sizeBytes: video.sizeBytes,
            sha256: video.sha256, warnings: [])
        loop.atEndOfTurn { [weak self] in
            self?.onEvent(.stageFinished(pipe.id.job, .merge, .merged(report)))
        }
    }

    /// Lets go of everything that a job has here.
    func close(_ job: JobID) {
        received = received.filter { $0.value.job != job }
        awaited = awaited.filter { $0.job != job }
        closeEncoder(of: job)
    }

    private func closeEncoder(of job: JobID) {
        guard let pipe = pipes.removeValue(forKey: job) else { return }
        pipe.encoder?.close()
        // What was encoded of a broken pipe is of no use to anybody.
        do throws(SystemError) {
            try Files.remove(pipe.outputPath)
        } catch {
            StandardError.write("\(pipe.outputPath) cannot be removed: \(error.cause)\n")
        }
    }

    /// The coordinator stops. A video that is whole is left to the next one, which may have to verify it.
    func closeAll() {
        for (job, pipe) in pipes where pipe.video == nil { close(job) }
    }
}
