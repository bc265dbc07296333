import FarmModel
import Glibc
import LinuxIO
import MediaPlan

/// Decodes a finished chunk and learns its fingerprint, without blocking the loop. What cannot be decoded is no result.
///
/// It has no time limit of its own: as long as frames come it goes on, and the coordinator ends what stands still.
final class ChunkScanProcess {
    struct Order {
        var path: String
        var task: RenderTask
        /// What ffmpeg says it wrote.
        var frames: Int
    }

    private let order: Order
    private let completion: (Result<String, AttemptTrouble>) -> Void
    private var child: ChildProcess?
    private var scan = ChunkScan()
    private var errorTail = ErrorTail()

    /// `completion` is called once, and never from inside this call.
    init(
        _ order: Order, ffprobe: String, loop: EventLoop,
        completion: @escaping (Result<String, AttemptTrouble>) -> Void
    ) {
        self.order = order
        self.completion = completion
        let request = SpawnRequest(
            program: ffprobe, arguments: ChunkScan.arguments(for: order.path, of: order.task))
        do throws(SystemError) {
            child = try ChildProcess.spawn(
                loop: loop, request, onOutput: { [self] in onOutput($0, $1) },
                onExit: { [self] status, _ in onExit(status) })
        } catch {
            loop.atEndOfTurn { completion(.failure(AttemptTrouble(error))) }
        }
    }

    /// Decoded so far.
    var frames: Int { scan.frames }

    /// The completion still comes.
    func kill() {
        child?.signalGroup(SIGKILL)
    }

    private func onOutput(_ stream: ChildStream, _ bytes: UnsafeRawBufferPointer) {
        switch stream {
        case .standardOutput: scan.read(bytes)
        case .standardError: errorTail.read(bytes)
        }
    }

    private func onExit(_ status: ExitStatus) {
        child = nil
        completion(verdict(status))
    }

    private func verdict(_ status: ExitStatus) -> Result<String, AttemptTrouble> {
        func trouble(_ summary: String) -> Result<String, AttemptTrouble> {
            .failure(AttemptTrouble(.retryable, summary, lastLines: errorTail.lines))
        }
        guard status.isSuccess, let fingerprint = scan.fingerprint() else {
            return trouble("ffprobe cannot read the finished chunk (\(status))")
        }
        if let complaint = errorTail.lines.first {
            return trouble("the finished chunk does not decode without errors: \(complaint)")
        }
        guard scan.frames == order.frames else {
            return trouble("of the \(order.frames) frames of the finished chunk \(scan.frames) can be decoded")
        }
        return .success(fingerprint)
    }
}
