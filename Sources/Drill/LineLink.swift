import FarmWire
import LinuxIO

/// A connection that reads messages of one kind.
final class LineLink<Incoming: WireMessage> {
    private let connection: TCPConnection
    private var framer = LineFramer(limitBytes: Incoming.lineLimitBytes)

    /// - Parameter onLost: the connection broke, or the other side sent nonsense; a sentence says which.
    init(
        _ connection: TCPConnection, onMessage: @escaping (Incoming) -> Void, onLost: @escaping (String) -> Void
    ) {
        self.connection = connection
        connection.onBytes = { [unowned self] bytes in
            var consumed = 0
            do {
                while let line = try framer.nextLine(in: bytes, consumed: &consumed) {
                    onMessage(try Incoming(line: line))
                }
            } catch {
                onLost("nonsense was received: \(error)")
                connection.close()
                return bytes.count
            }
            return consumed
        }
        connection.onClose = { reason in
            if reason != .closedLocally { onLost("the connection was lost: \(reason)") }
        }
    }

    func send(_ message: some WireMessage) { connection.send(message.line) }

    func send(line: [UInt8]) { connection.send(line) }

    func close() { connection.close() }
}
