import FarmHTTP
import FarmWire
import LinuxIO

/// One request's part of an upload, on its way to the disk.
final class UploadSink: HTTPBodySink {
    let place: UploadPlace
    private let file: FileDescriptor
    private var offset: Int64
    private let exchange: HTTPExchange
    private unowned let store: UploadStore

    init(
        _ place: UploadPlace, _ file: FileDescriptor, offset: Int64, _ exchange: HTTPExchange, store: UploadStore
    ) {
        self.place = place
        self.file = file
        self.offset = offset
        self.exchange = exchange
        self.store = store
    }

    var missingBytes: Int64 { place.sizeBytes - offset }

    func receive(_ piece: UnsafeRawBufferPointer, goOn: @escaping () -> Void) {
        guard offset + Int64(piece.count) <= place.sizeBytes else {
            return end(.problem(HTTPProblem(.contentTooLarge, "the upload is longer than it should be")))
        }
        let start = offset
        offset += Int64(piece.count)
        store.write(Array(piece), to: file, at: start) { [self] error in
            if let error { end(.problem(HTTPProblem(writing: error))) } else { goOn() }
        }
    }

    func finish() {
        guard offset == place.sizeBytes else {
            return end(
                HTTPResponse(.noContent, headers: UploadStore.Progress(bytes: offset, isComplete: false).headers))
        }
        store.seal(place) { [self] problem in
            let done = UploadStore.Progress(bytes: place.sizeBytes, isComplete: true)
            end(problem.map { .problem($0) } ?? HTTPResponse(.noContent, headers: done.headers))
        }
    }

    /// What has come stays: the sender goes on behind it.
    func abandon() { store.forget(self) }

    /// Another request goes on with the same upload.
    func giveWay() {
        exchange.refuse(HTTPProblem(.conflict, "another request goes on with this upload"))
    }

    private func end(_ response: HTTPResponse) {
        store.forget(self)
        exchange.answer(response)
    }
}
