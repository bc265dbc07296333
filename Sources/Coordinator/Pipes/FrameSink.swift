import FarmHTTP
import FarmWire
import LinuxIO

/// One request with the frames of a chunk. They come in one piece: sending them again costs less than remembering halves.
final class FrameSink: HTTPBodySink {
    private let buffer: FrameBuffer
    private let sha256: String
    private let exchange: HTTPExchange
    private let checking: BackgroundJobs
    private let completion: (FrameBuffer) -> HTTPProblem?

    /// `completion` is called when all is here and is what it should be; it may still refuse it.
    init(
        _ buffer: FrameBuffer, sha256: String, _ exchange: HTTPExchange, checking: BackgroundJobs,
        completion: @escaping (FrameBuffer) -> HTTPProblem?
    ) {
        self.buffer = buffer
        self.sha256 = sha256
        self.exchange = exchange
        self.checking = checking
        self.completion = completion
    }

    func receive(_ piece: UnsafeRawBufferPointer, goOn: @escaping () -> Void) {
        guard buffer.append(piece) else {
            return exchange.refuse(HTTPProblem(.contentTooLarge, "there are more frames than there should be"))
        }
        goOn()
    }

    func finish() {
        guard buffer.filledBytes == buffer.sizeBytes else {
            return exchange.answer(
                HTTPResponse(.noContent, headers: UploadStore.Progress(bytes: 0, isComplete: false).headers))
        }
        let buffer = buffer
        checking.run {
            var hash = SHA256()
            hash.update(buffer.content)
            return hexString(hash.finish())
        } completion: { [self] (found: String) in
            guard found == sha256 else {
                return exchange.refuse(
                    HTTPProblem(
                        .unprocessableContent, "the frames are not what they should be",
                        cause: "their SHA-256 is another than the one that was named", hint: "send them again"))
            }
            if let problem = completion(buffer) { return exchange.refuse(problem) }
            let progress = UploadStore.Progress(bytes: Int64(buffer.sizeBytes), isComplete: true)
            exchange.answer(HTTPResponse(.noContent, headers: progress.headers))
        }
    }

    func abandon() {}
}
