import FarmModel
import Glibc
import LinuxIO
import MediaPlan

/// Asks ffprobe for the fingerprint of a finished chunk, without blocking the loop.
final class ChunkProbeProcess {
    private let completion: (Result<String, AttemptTrouble>) -> Void
    private var child: ChildProcess?
    private var output: [UInt8] = []
    private var timer: LoopTimer?
    private var hasTimedOut = false

    /// `completion` is called once, and never from inside this call.
    init(
        _ path: String, ffprobe: String, loop: EventLoop,
        completion: @escaping (Result<String, AttemptTrouble>) -> Void
    ) {
        self.completion = completion
        var request = SpawnRequest(program: ffprobe, arguments: ChunkProbe.arguments(for: path))
        request.standardError = .null
        do throws(SystemError) {
            child = try ChildProcess.spawn(
                loop: loop, request, onOutput: { [self] _, bytes in collect(bytes) },
                onExit: { [self] status, _ in onExit(status) })
        } catch {
            loop.atEndOfTurn { completion(.failure(AttemptTrouble(error))) }
            return
        }
        timer = loop.after(milliseconds: WorkerLimits.chunkProbeMilliseconds) { [self] in
            hasTimedOut = true
            kill()
        }
    }

    /// The completion still comes.
    func kill() {
        child?.signalGroup(SIGKILL)
    }

    private func collect(_ bytes: UnsafeRawBufferPointer) {
        let room = WorkerLimits.chunkProbeOutputBytes - output.count
        output.append(contentsOf: bytes.prefix(room))
    }

    private func onExit(_ status: ExitStatus) {
        timer?.cancel()
        timer = nil
        child = nil
        if hasTimedOut {
            completion(.failure(AttemptTrouble(.retryable, "ffprobe did not finish reading the chunk in time")))
        } else if status.isSuccess, let fingerprint = ChunkProbe.fingerprint(fromOutput: output) {
            completion(.success(fingerprint))
        } else {
            completion(.failure(AttemptTrouble(.retryable, "ffprobe cannot read the finished chunk (\(status))")))
        }
    }
}
