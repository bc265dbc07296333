import FarmModel
import Glibc
import LinuxIO
import MediaPlan

/// Decodes frames that a renderer has left, and sees that they are pictures of the right size.
final class FrameCheckProcess {
    private let files: FrameFiles
    private let frames: Range<Int>
    private let onEnd: (AttemptTrouble?) -> Void
    private var child: ChildProcess?
    private var answer: [UInt8] = []
    private var errorTail = ErrorTail()
    private var timeLimit: LoopTimer?

    /// `onEnd` is called once, with what is wrong.
    init(
        _ files: FrameFiles, _ frames: Range<Int>, threads: Int, around: AttemptSurroundings,
        onEnd: @escaping (AttemptTrouble?) -> Void
    ) throws(SystemError) {
        self.files = files
        self.frames = frames
        self.onEnd = onEnd
        let request = SpawnRequest(
            program: around.ffprobePath, arguments: files.checkArguments(of: frames, threads: threads))
        child = try ChildProcess.spawn(
            loop: around.loop, request,
            onOutput: { [self] stream, bytes in
                switch stream {
                case .standardOutput: if answer.count < WorkerLimits.frameCheckBytes { answer += bytes }
                case .standardError: errorTail.read(bytes)
                }
            },
            onExit: { [self] status, _ in
                child = nil
                timeLimit?.cancel()
                timeLimit = nil
                onEnd(trouble(status))
            })
        let limit = Int(WorkerLimits.pictureMilliseconds) + frames.count * WorkerLimits.frameCheckMilliseconds
        timeLimit = around.loop.after(milliseconds: limit) { [weak self] in self?.kill() }
    }

    func kill() { child?.signalGroup(SIGKILL) }

    private func trouble(_ status: ExitStatus) -> AttemptTrouble? {
        if let objection = files.objection(to: frames, answer: answer, complaints: errorTail.lines) {
            return AttemptTrouble(.retryable, objection, lastLines: errorTail.lines)
        }
        guard status.isSuccess else {
            return AttemptTrouble(.retryable, "ffprobe cannot read the frames (\(status))", lastLines: errorTail.lines)
        }
        return nil
    }
}
