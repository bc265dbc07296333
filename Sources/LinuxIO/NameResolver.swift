/// Looks names up without holding up the loop: a name server that does not answer takes half a minute to say so.
final class NameResolver {
    private struct Finding: Sendable {
        let number: Int
        let result: Result<[SocketAddress], SystemError>
    }

    /// One for the process, and never waited for: at its end, too, a name server may not be answering.
    private static let thread: Result<BackgroundThread, SystemError> = Result { () throws(SystemError) in
        try BackgroundThread(name: "resolver")
    }

    private var mailbox: Mailbox<Finding>?
    private var waiting: [Int: (Result<[SocketAddress], SystemError>) -> Void] = [:]
    private var nextNumber = 0

    init(loop: EventLoop) {
        mailbox = loop.mailbox { [unowned self] finding in
            waiting.removeValue(forKey: finding.number)?(finding.result)
        }
    }

    /// `completion` is called once; for an address in digits from inside this call.
    func resolve(host: String, port: UInt16, _ completion: @escaping (Result<[SocketAddress], SystemError>) -> Void) {
        if let address = SocketAddress.numeric(host: host, port: port) { return completion(.success([address])) }
        guard let mailbox else { return }
        switch Self.thread {
        case .failure(let error): completion(.failure(error))
        case .success(let thread):
            let number = nextNumber
            nextNumber += 1
            waiting[number] = completion
            thread.enqueue {
                let result = Result { () throws(SystemError) in
                    try SocketAddress.resolve(host: host, port: port, forListening: false)
                }
                mailbox.send(Finding(number: number, result: result))
            }
        }
    }
}
