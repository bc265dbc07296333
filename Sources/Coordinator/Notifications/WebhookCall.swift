import FarmWire
import Invocation
import LinuxIO

/// One POST of a notice to a web address; only the status of the answer counts.
final class WebhookCall {
    private let loop: EventLoop
    private let address: HostPort
    private let target: String
    private let json: [UInt8]
    private var settle: ((String?) -> Void)?
    private var connection: TCPConnection?
    private var patience: LoopTimer?

    /// Where connecting takes longer nobody is at home.
    private static let connectMilliseconds = 5_000

    init(
        loop: EventLoop, address: HostPort, target: String, json: [UInt8], _ settle: @escaping (String?) -> Void
    ) {
        self.loop = loop
        self.address = address
        self.target = target
        self.json = json
        self.settle = settle
    }

    /// The call keeps itself until it has settled.
    func start() {
        patience = loop.after(milliseconds: NotificationDesk.patienceMilliseconds) { [self] in end("no answer in time")
        }
        TCPConnection.connect(
            loop: loop, host: address.host, port: address.port, timeoutMilliseconds: Self.connectMilliseconds
        ) { [self] result in
            switch result {
            case .success(let connection): send(on: connection)
            case .failure(let error): end(error.cause)
            }
        }
    }

    private func send(on connection: TCPConnection) {
        guard settle != nil else { return connection.close() }
        self.connection = connection
        connection.onBytes = { [self] bytes in receive(bytes) }
        connection.onClose = { [self] reason in end("\(reason)") }
        let head =
            "POST \(target) HTTP/1.1\r\nHost: \(address)\r\nUser-Agent: RenderFarm\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(json.count)\r\n\r\n"
        connection.send(Array(head.utf8) + json)
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        do throws(HTTPHeadError) {
            guard let (head, _) = try HTTPResponseHead.parse(bytes) else { return 0 }
            end(200..<300 ~= head.status ? nil : "it answered \(head.status)")
        } catch {
            end("its answer is not HTTP")
        }
        return bytes.count
    }

    private func end(_ failure: String?) {
        guard let settle else { return }
        self.settle = nil
        patience?.cancel()
        patience = nil
        connection?.onClose = nil
        connection?.onBytes = nil
        connection?.close()
        connection = nil
        settle(failure.map { "\(address): \($0)" })
    }
}
