import FarmModel
import Glibc
import LinuxIO
import MediaPlan

/// The child that draws the frames which an attempt's ffmpeg reads from a pipe.
final class DrawingProcess {
    private var child: ChildProcess?
    private var errorTail = ErrorTail()
    private var isUnwanted = false
    /// What it took, once it has ended.
    private(set) var processorMilliseconds = 0

    /// `pipe` is the end that the pixels go into. `onEnd` is called once, with what went wrong.
    init(
        _ drawing: RenderCommand.Drawing, around: AttemptSurroundings, folder: String, into pipe: FileDescriptor,
        log: AttemptLog, onEnd: @escaping (AttemptTrouble?) -> Void
    ) throws(SystemError) {
        let order = DrawOrder(
            preparedPath: drawing.preparedPath, sha256: drawing.preparedSHA256, frames: drawing.frames,
            ffmpeg: DrawOrder.Decoder(path: around.ffmpegPath, hasFpsMode: around.ffmpeg.hasFpsMode))
        var request = SpawnRequest(program: try ownProgram(), arguments: DrawProgram.arguments(order))
        request.standardOutput = .descriptor(pipe.number)
        request.workingDirectory = folder
        child = try ChildProcess.spawn(
            loop: around.loop, request,
            onOutput: { [self] _, bytes in
                errorTail.read(bytes)
                log.writeErrorOutput(bytes)
            },
            onExit: { [self] status, usage in
                child = nil
                processorMilliseconds = Int(usage.processorMilliseconds)
                log.write("drawing ended: \(status), \(usage.words)")
                onEnd(isUnwanted ? nil : trouble(status))
            })
    }

    var isRunning: Bool { child != nil }

    /// Nobody reads any more; however it ends now is right.
    func dismiss() {
        isUnwanted = true
        kill()
    }

    func kill() { child?.signalGroup(SIGKILL) }

    private func trouble(_ status: ExitStatus) -> AttemptTrouble? {
        switch status {
        case .exited(0): return nil
        case .exited(let code):
            let isFinal = code == DrawProgram.Ending.spoiled.rawValue
            return AttemptTrouble(
                isFinal ? .permanent : .retryable, errorTail.lines.last ?? "drawing failed with exit status \(code)",
                lastLines: errorTail.lines)
        case .signalled(let signal):
            return AttemptTrouble(
                signal == SIGKILL ? .workerFault : .retryable, "the drawing process was ended by signal \(signal)",
                lastLines: errorTail.lines)
        }
    }
}

extension ResourceUsage {
    /// For logs.
    var words: String {
        "\(processorMilliseconds) ms of processor time, \(maximumResidentBytes / (1024 * 1024)) MiB of memory"
    }
}
