import FarmModel
import LinuxIO

/// What makes a rendered file a chunk: it is synced, hashed and decoded, all at the same time.
final class ChunkCheck {
    struct Findings {
        let sealed: ChunkStore.SealedFile
        let fingerprint: String
    }

    private let completion: (Result<Findings, AttemptTrouble>) -> Void
    private var scan: ChunkScanProcess?
    private var pendingParts = 1
    private var sealed: ChunkStore.SealedFile?
    private var fingerprint: String?
    /// Nil where any size is right.
    private var expectedBytes: Int64?
    /// The first one; the other part is still waited for.
    private var trouble: AttemptTrouble?

    /// `completion` is called once, and never from inside this call.
    init(
        _ order: ChunkScanProcess.Order, around: AttemptSurroundings,
        completion: @escaping (Result<Findings, AttemptTrouble>) -> Void
    ) {
        self.completion = completion
        if case .rawFrames(let bytesEach, _) = order.task.intermediate {
            // Pixels as such can be decoded whatever they are; only their number can be wrong.
            fingerprint = "raw"
            expectedBytes = Int64(order.frames * bytesEach)
        } else {
            pendingParts += 1
            scan = ChunkScanProcess(order, ffprobe: around.ffprobePath, loop: around.loop) { [self] in
                onPart($0.map { fingerprint = $0 })
            }
        }
        around.store.seal(order.path) { [self] in
            onPart($0.map { sealed = $0 }.mapError { AttemptTrouble($0) })
        }
    }

    /// Decoded so far.
    var frames: Int { scan?.frames ?? 0 }

    /// The completion still comes.
    func kill() { scan?.kill() }

    private func onPart(_ result: Result<Void, AttemptTrouble>) {
        pendingParts -= 1
        if case .failure(let found) = result, trouble == nil { trouble = found }
        guard pendingParts == 0 else { return }
        scan = nil
        if let trouble { return completion(.failure(trouble)) }
        guard let sealed, let fingerprint, sealed.sizeBytes > 0 else {
            return completion(.failure(AttemptTrouble(.retryable, "ffmpeg made an empty file")))
        }
        if let expectedBytes, sealed.sizeBytes != expectedBytes {
            return completion(
                .failure(
                    AttemptTrouble(.retryable, "the frames have \(sealed.sizeBytes) bytes instead of \(expectedBytes)"))
            )
        }
        completion(.success(Findings(sealed: sealed, fingerprint: fingerprint)))
    }
}
