/// Takes the body of a request, or of a response, piece by piece as it arrives, so that it need not sit in memory.
public protocol HTTPBodySink: AnyObject {
    /// `goOn` is called once when the next piece is welcome: at once, or later.
    func receive(_ piece: UnsafeRawBufferPointer, goOn: @escaping () -> Void)
    /// The whole body has come.
    func finish()
    /// The rest will not come.
    func abandon()
}

/// Keeps a body in memory; its length is known to be allowed.
final class HTTPCollectedBody: HTTPBodySink {
    private var bytes: [UInt8] = []
    private let completion: ([UInt8]) -> Void

    init(_ completion: @escaping ([UInt8]) -> Void) { self.completion = completion }

    func receive(_ piece: UnsafeRawBufferPointer, goOn: @escaping () -> Void) {
        bytes.append(contentsOf: piece)
        goOn()
    }

    func finish() { completion(bytes) }

    func abandon() {}
}
