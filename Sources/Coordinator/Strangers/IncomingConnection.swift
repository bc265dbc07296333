import FarmModel
import FarmWire
import LinuxIO

/// A connection of which nobody knows yet who is at the other end. The first byte decides: `{` is a peer that speaks
/// JSON lines, anything else is HTTP. One port, one rule in a firewall.
final class IncomingConnection {
    private unowned let coordinator: Coordinator
    private let connection: TCPConnection
    private var framer = LineFramer(limitBytes: WireLimits.helloLineBytes)
    private var introduction: LoopTimer?

    private init(_ connection: TCPConnection, coordinator: Coordinator) {
        self.connection = connection
        self.coordinator = coordinator
    }

    static func receive(_ connection: TCPConnection, for coordinator: Coordinator) {
        guard coordinator.openConnections < coordinator.settings.maximumConnections else {
            // Closed without a word: whoever opens so many would not listen.
            connection.close()
            return
        }
        let incoming = IncomingConnection(connection, coordinator: coordinator)
        coordinator.unidentifiedConnections += 1
        connection.limits.inputLimitBytes = WireLimits.helloLineBytes + 1
        // The closures keep the object alive for as long as it owns the connection.
        connection.onBytes = { bytes in incoming.onBytes(bytes) }
        connection.onClose = { _ in incoming.leave() }
        incoming.introduction = coordinator.loop.after(milliseconds: CoordinatorLimits.introductionMilliseconds) {
            connection.close()
        }
    }

    private func onBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let first = bytes.first else { return 0 }
        guard first == UInt8(ascii: "{") else { return StatusPage.answer(bytes, on: connection, for: coordinator) }
        var consumed = 0
        do {
            guard let line = try framer.nextLine(in: bytes, consumed: &consumed) else { return consumed }
            leave()
            switch try PeerRole(firstLine: line) {
            case .worker: try coordinator.workers.adopt(connection, introducedBy: line, for: coordinator)
            case .client: try coordinator.clients.adopt(connection, introducedBy: line, for: coordinator)
            }
        } catch {
            refuse("\(error)")
        }
        return consumed
    }

    /// The connection belongs to somebody else from now on, or is gone.
    private func leave() {
        guard introduction?.isActive == true else { return }
        introduction?.cancel()
        coordinator.unidentifiedConnections -= 1
    }

    private func refuse(_ reason: String) {
        coordinator.log.writeOfStranger("\(connection.peerDescription): refused: \(reason)")
        connection.send(CoordinatorMessage.refused(reason: reason, mayRetry: false).line)
        connection.closeAfterFlush()
    }
}
