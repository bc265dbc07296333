import FarmModel
import Glibc
import LinuxIO
import MediaPlan

/// The child that writes the frames which an attempt's ffmpeg reads from a pipe: it draws them, or decodes those that a
/// renderer has left.
final class DrawingProcess {
    private var child: ChildProcess?
    private var errorTail = ErrorTail()
    private var isUnwanted = false
    private let finalStatus: Int32?
    /// What it took, once it has ended.
    private(set) var processorMilliseconds = 0

    /// `pipe` is the end that the pixels go into. `onEnd` is called once, with what went wrong.
    init(
        _ work: Work, folder: String, into pipe: FileDescriptor, loop: EventLoop, log: AttemptLog,
        onEnd: @escaping (AttemptTrouble?) -> Void
    ) throws(SystemError) {
        var request = work.request
        finalStatus = work.finalStatus
        request.standardOutput = .descriptor(pipe.number)
        request.workingDirectory = folder
        child = try ChildProcess.spawn(
            loop: loop, request,
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

    struct Work {
        var request: SpawnRequest
        /// With which no try anywhere succeeds.
        var finalStatus: Int32?

        static func scene(
            _ preparedPath: String, _ sha256: String, _ drawing: RenderCommand.Drawing, _ around: AttemptSurroundings
        ) throws(SystemError) -> Work {
            let order = DrawOrder(
                preparedPath: preparedPath, sha256: sha256, pixelFormat: drawing.pixelFormat, frames: drawing.frames,
                ffmpeg: DrawOrder.Decoder(path: around.ffmpegPath, hasFpsMode: around.ffmpeg.hasFpsMode),
                stillsFolder: around.scratch.stillsFolder)
            return Work(
                request: SpawnRequest(program: try ownProgram(), arguments: DrawProgram.arguments(order)),
                finalStatus: DrawProgram.Ending.spoiled.rawValue)
        }

        static func pictures(_ files: FrameFiles, _ frames: Range<Int>, _ around: AttemptSurroundings) -> Work {
            let arguments = files.decodingArguments(of: frames, ffmpeg: around.ffmpeg)
            return Work(request: SpawnRequest(program: around.ffmpegPath, arguments: arguments), finalStatus: nil)
        }
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
            return AttemptTrouble(
                code == finalStatus ? .permanent : .retryable,
                errorTail.lines.last ?? "drawing failed with exit status \(code)",
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
