import FarmModel
import Glibc
import LinuxIO
import MediaPlan
import MediaStages

/// The encoder at the end of a job's pipe: one ffmpeg that is given the frames of all chunks in their order.
///
/// A thread of its own writes, and waits where ffmpeg does not read: the loop never does.
final class FrameEncoder {
    struct Order {
        var program: String
        var arguments: [String]
        var folder: String
        /// What ffmpeg writes.
        var outputPath: String
        var chunks: Int
    }

    enum Outcome {
        case encoded(StoredContent)
        case failed(StageFailure)
    }

    private let order: Order
    private let onTaken: (Int) -> Void
    private var onEnd: ((Outcome) -> Void)?
    private let writing: BackgroundJobs
    private var child: ChildProcess?
    /// The end of the pipe that frames go into; nil when all of them have.
    private var input: FileDescriptor?
    private var waiting: [Int: FrameBuffer] = [:]
    private var taken = 0
    private var isWriting = false
    private var progress = ProgressParser()
    private var errors = ErrorTail()
    private var watchdog: LoopTimer?
    private var lastMoveAt = FarmClock.monotonicMilliseconds()
    private var lastSeen: FFmpegProgress?
    private var hungFor: Int64?

    /// `onTaken` says how many chunks ffmpeg has. `onEnd` is called once, unless the encoder is closed before.
    init(
        _ order: Order, loop: EventLoop, onTaken: @escaping (Int) -> Void, onEnd: @escaping (Outcome) -> Void
    ) throws(SystemError) {
        self.order = order
        self.onTaken = onTaken
        self.onEnd = onEnd
        writing = try BackgroundJobs(loop: loop, name: "frame-writes")
        let pipe = try ChildPipe()
        var request = SpawnRequest(program: order.program, arguments: order.arguments)
        request.workingDirectory = order.folder
        request.standardInput = .descriptor(pipe.reading.number)
        request.environmentAdditions = ["AV_LOG_FORCE_NOCOLOR": "1"]
        input = pipe.writing
        child = try ChildProcess.spawn(
            loop: loop, request, onOutput: { [self] in onOutput($0, $1) },
            onExit: { [self] status, _ in onExit(status) })
        watchdog = loop.every(milliseconds: CoordinatorLimits.encoderLookMilliseconds) { [weak self] in
            self?.killIfHung()
        }
    }

    func add(_ chunk: Int, _ frames: FrameBuffer) {
        guard onEnd != nil, chunk >= taken, !(isWriting && chunk == taken) else { return }
        waiting[chunk] = frames
        feed()
    }

    /// Nothing is said any more. What is under way ends by itself.
    func close() {
        onEnd = nil
        waiting = [:]
        watchdog?.cancel()
        child?.signalGroup(SIGKILL)
    }

    private func feed() {
        guard !isWriting, let input, let frames = waiting.removeValue(forKey: taken) else { return }
        isWriting = true
        lastMoveAt = FarmClock.monotonicMilliseconds()
        let number = input.number
        writing.run {
            FileDescriptor.write(frames.content, to: number)
        } completion: { [self] (error: SystemError?) in
            // The descriptor stays open for as long as the job needs it.
            withExtendedLifetime(input) { onWritten(error) }
        }
    }

    private func onWritten(_ error: SystemError?) {
        isWriting = false
        lastMoveAt = FarmClock.monotonicMilliseconds()
        guard onEnd != nil else { return self.input = nil }
        guard error == nil else {
            // It has died, or is about to: its end tells why.
            child?.signalGroup(SIGKILL)
            return
        }
        taken += 1
        // Without another end ffmpeg sees the end of the frames.
        if taken == order.chunks { input = nil }
        onTaken(taken)
        feed()
    }

    private func onOutput(_ stream: ChildStream, _ bytes: UnsafeRawBufferPointer) {
        switch stream {
        case .standardOutput:
            guard let found = progress.read(bytes), found.isBeyond(lastSeen) else { return }
            lastSeen = found
            lastMoveAt = FarmClock.monotonicMilliseconds()
        case .standardError: errors.read(bytes)
        }
    }

    /// It has something to do, and gets nowhere.
    private func killIfHung() {
        let silence = FarmClock.monotonicMilliseconds() - lastMoveAt
        guard isWriting || input == nil, silence > StageLimits.silenceMilliseconds else { return }
        hungFor = silence
        child?.signalGroup(SIGKILL)
    }

    private func onExit(_ status: ExitStatus) {
        child = nil
        watchdog?.cancel()
        guard onEnd != nil else { return }
        guard status.isSuccess, taken == order.chunks else { return end(.failed(failure(status))) }
        let path = order.outputPath
        writing.run {
            Result { () throws(SystemError) in try StoredContent(of: path, syncing: true) }
        } completion: { [self] (result: Result<StoredContent, SystemError>) in
            switch result {
            case .success(let content): end(.encoded(content))
            case .failure(let error):
                end(
                    .failed(
                        StageFailure(
                            summary: "the encoded video cannot be made safe on disk", cause: error.description)))
            }
        }
    }

    private func failure(_ status: ExitStatus) -> StageFailure {
        if let hungFor {
            return StageFailure(
                summary: "the encoder hangs", cause: "it got nowhere for \(hungFor / 60_000) minutes",
                lastLines: errors.lines)
        }
        let verdict = FailureJudge.judge(status.processEnd, lastLines: errors.lines)
        return StageFailure(
            summary: "the encoder failed", cause: status.isSuccess ? "it ended too early" : verdict.summary,
            lastLines: verdict.lastLines)
    }

    private func end(_ outcome: Outcome) {
        let onEnd = onEnd
        self.onEnd = nil
        waiting = [:]
        onEnd?(outcome)
    }
}
