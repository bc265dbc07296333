import FarmHTTP
import FarmModel
import FarmWire
import Glibc
import LinuxIO

/// One archive on its way: with the token of one of those who want it, and from where it was broken off.
final class ArchiveFetch {
    let sha256: String
    private let sizeBytes: Int64
    private let path: String
    private unowned let store: ArchiveStore
    private let file: FileDescriptor
    private var claims: [ArchiveClaim] = []
    private var call: HTTPCall?
    private var received: Int64 = 0
    private var isWhole = false
    private var isHashing = false
    private var delay = ReconnectDelay()
    private var lastComplaint = ""
    private var farewell: LoopTimer?

    init(_ sha256: String, _ sizeBytes: Int64, at path: String, for store: ArchiveStore) throws(SystemError) {
        self.sha256 = sha256
        self.sizeBytes = sizeBytes
        self.path = path
        self.store = store
        file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    }

    func add(_ claim: ArchiveClaim) {
        farewell?.cancel()
        farewell = nil
        claims.append(claim)
        claim.fetchedBytes = received
        if isWhole {
            store.loop.atEndOfTurn { [self] in claim.settle(.success(path)) }
        } else if call == nil, !isHashing, claims.count == 1 {
            store.loop.atEndOfTurn { [self] in fetchRest() }
        }
    }

    func remove(_ claim: ArchiveClaim) {
        let wasFirst = claims.first === claim
        claims.removeAll { $0 === claim }
        if claims.isEmpty {
            call?.cancel()
            call = nil
            farewell = store.loop.after(milliseconds: WorkerLimits.archiveKeptMilliseconds) { [self] in
                store.forget(self)
            }
        } else if wasFirst, call != nil {
            // Its lease may be over: the next one's is not.
            call?.cancel()
            call = nil
            fetchRest()
        }
    }

    func discard() {
        call?.cancel()
        call = nil
        farewell?.cancel()
        farewell = nil
        do throws(SystemError) {
            try Files.remove(path)
        } catch {
            WorkerLog.say("cannot remove \(path): \(error.cause)")
        }
    }

    // MARK: Fetching

    private func fetchRest() {
        guard call == nil, !isWhole, !isHashing, let holder = claims.first else { return }
        guard received < sizeBytes else { return check() }
        let head = HTTPRequestHead(
            "GET", "/media/attempts/\(holder.attempt.number)/input",
            headers: ["Authorization": "Bearer \(holder.token)", "Range": "bytes=\(received)-\(sizeBytes - 1)"])
        var request = HTTPClient.Request(head)
        var isPart = false
        request.onHead = { isPart = $0.status == 206 }
        request.onPiece = { [self] piece in
            if isPart { write(piece) }
        }
        call = store.client.send(request) { [self] result in
            call = nil
            switch result {
            case .success(let answer) where answer.head.status == 206: fetchRest()
            case .success(let answer): onRefused(answer.head.status, holder)
            case .failure(let failure): tryLater(failure.description)
            }
        }
    }

    private func write(_ piece: UnsafeRawBufferPointer) {
        guard received + Int64(piece.count) <= sizeBytes else { return }
        do throws(SystemError) {
            try file.writeAll(piece)
            received += Int64(piece.count)
            delay = ReconnectDelay()
            for claim in claims { claim.fetchedBytes = received }
        } catch {
            // The folder is the worker's own, whatever is wrong with it.
            fail(AttemptTrouble(.workerFault, "the scene's archive cannot be kept: \(error.description)"))
        }
    }

    private func onRefused(_ status: Int, _ holder: ArchiveClaim) {
        switch status {
        case 403, 410:
            claims.removeAll { $0 === holder }
            holder.settle(.failure(AttemptTrouble(.lost, "the lease ended before the scene was fetched")))
            if claims.isEmpty { store.forget(self) } else { fetchRest() }
        case 412: fail(AttemptTrouble(.permanent, "the scene's archive changed since it was packed"))
        default: tryLater("the coordinator answers with \(status)")
        }
    }

    private func tryLater(_ cause: String) {
        if cause != lastComplaint {
            lastComplaint = cause
            for claim in claims { claim.say("the scene's archive does not come: \(cause); trying on") }
        }
        store.client.later(milliseconds: delay.take()) { [weak self] in self?.fetchRest() }
    }

    // MARK: Checking

    private func check() {
        isHashing = true
        let path = path
        store.hashing.run {
            do throws(SystemError) {
                return .success(try sha256OfFile(path))
            } catch {
                return .failure(error)
            }
        } completion: { [weak self] (result: Result<String, SystemError>) in
            self?.onHashed(result)
        }
    }

    private func onHashed(_ result: Result<String, SystemError>) {
        isHashing = false
        switch result {
        case .success(let found) where found == sha256:
            isWhole = true
            for claim in claims { claim.settle(.success(path)) }
        case .success: fail(AttemptTrouble(.retryable, "the scene's archive was altered on its way"))
        case .failure(let error): fail(AttemptTrouble(.workerFault, error.description))
        }
    }

    private func fail(_ trouble: AttemptTrouble) {
        let failed = claims
        claims = []
        store.forget(self)
        for claim in failed { claim.settle(.failure(trouble)) }
    }
}
