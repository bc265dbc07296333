import FarmHTTP
import FarmModel
import FarmWire
import Glibc
import LinuxIO

/// Sends a finished chunk to the coordinator. It goes on where it was broken off, for as long as the lease lasts: with
/// the coordinator away it waits for its return.
final class ChunkUpload {
    private let client: HTTPClient
    private let target: String
    private let token: String
    private let path: String
    private let sealed: ChunkStore.SealedFile
    private let say: (String) -> Void
    private var completion: ((Result<Void, AttemptTrouble>) -> Void)?
    private var call: HTTPCall?
    private var movedBytes: Int64 = 0
    private var delay = ReconnectDelay()
    private var corruptions = 0
    private var lastComplaint = ""

    /// Damaged on the way once may happen; again and again is a broken machine.
    private static let corruptionLimit = 3

    /// `completion` is called once, unless the upload is stopped.
    init(
        _ sealed: ChunkStore.SealedFile, at path: String, of attempt: AttemptID, token: String, client: HTTPClient,
        say: @escaping (String) -> Void, completion: @escaping (Result<Void, AttemptTrouble>) -> Void
    ) {
        self.sealed = sealed
        self.path = path
        self.token = token
        self.client = client
        self.say = say
        self.completion = completion
        target = "/media/attempts/\(attempt.number)/chunk"
    }

    var transferredBytes: Int64 { movedBytes + (call?.movedBytes ?? 0) }

    func start() { askWhereToGoOn() }

    func stop() {
        completion = nil
        call?.cancel()
        call = nil
    }

    private func head(_ method: String, _ upload: UploadHeaders? = nil) -> HTTPRequestHead {
        var headers = upload?.headers ?? [:]
        headers.add("Authorization", "Bearer \(token)")
        return HTTPRequestHead(method, target, headers: headers)
    }

    private func askWhereToGoOn() {
        send(HTTPClient.Request(head("HEAD"))) { [self] answer in
            guard answer.isGood, let offset = answer.head.headers["upload-offset"].flatMap(Int64.init),
                (0...sealed.sizeBytes).contains(offset)
            else { return onRefused(answer) }
            if answer.head.headers["upload-complete"] == "?1" { finish(.success(())) } else { sendRest(from: offset) }
        }
    }

    private func sendRest(from offset: Int64) {
        do throws(SystemError) {
            let file = try FileDescriptor.open(path, flags: O_RDONLY)
            let upload = UploadHeaders(offset: offset, sizeBytes: sealed.sizeBytes, sha256: sealed.sha256)
            let request = HTTPClient.Request(
                head("PATCH", upload), body: .file(FilePart(file, offset..<sealed.sizeBytes)))
            send(request) { [self] answer in
                if answer.isGood, answer.head.headers["upload-complete"] == "?1" {
                    finish(.success(()))
                } else {
                    onRefused(answer)
                }
            }
        } catch {
            finish(.failure(AttemptTrouble(error)))
        }
    }

    private func send(_ request: HTTPClient.Request, _ onAnswer: @escaping (HTTPClient.Answer) -> Void) {
        call = client.send(request) { [self] result in
            movedBytes += call?.movedBytes ?? 0
            call = nil
            switch result {
            case .success(let answer):
                delay = ReconnectDelay()
                onAnswer(answer)
            case .failure(let failure): tryLater(failure.description)
            }
        }
    }

    private func onRefused(_ answer: HTTPClient.Answer) {
        switch answer.head.status {
        case HTTPStatus.unprocessableContent.rawValue where corruptions < Self.corruptionLimit:
            corruptions += 1
            tryLater("the chunk was altered on its way")
        case HTTPStatus.unprocessableContent.rawValue:
            finish(.failure(AttemptTrouble(.workerFault, "the chunk is altered on its way, again and again")))
        case HTTPStatus.insufficientStorage.rawValue:
            finish(.failure(AttemptTrouble(.noRoom, "the coordinator has no room for the chunk")))
        case HTTPStatus.forbidden.rawValue, HTTPStatus.gone.rawValue:
            finish(.failure(AttemptTrouble(.lost, "the lease ended before the chunk was sent")))
        default: tryLater("the coordinator answers with \(answer.head.status)")
        }
    }

    private func tryLater(_ cause: String) {
        if cause != lastComplaint {
            lastComplaint = cause
            say("the chunk is not sent yet: \(cause); trying on")
        }
        client.later(milliseconds: delay.take()) { [weak self] in
            if self?.completion != nil { self?.askWhereToGoOn() }
        }
    }

    private func finish(_ result: Result<Void, AttemptTrouble>) {
        guard let completion else { return }
        self.completion = nil
        completion(result)
    }
}
