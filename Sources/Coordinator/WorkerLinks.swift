import FarmCore
import FarmModel
import FarmWire
import LinuxIO

/// The connections of the workers, by session.
final class WorkerLinks {
    private var connections: [SessionID: TCPConnection] = [:]
    private var nextSession = 1

    var count: Int { connections.count }

    /// Takes over a connection whose first line is a worker's hello.
    func adopt(
        _ connection: TCPConnection, introducedBy line: UnsafeRawBufferPointer, for coordinator: Coordinator
    ) throws {
        guard case .hello(let hello) = try WorkerMessage(line: line) else { return }
        let session = SessionID(nextSession)
        nextSession += 1
        connections[session] = connection
        var framer = LineFramer(limitBytes: WireLimits.workerLineBytes)
        connection.limits.inputLimitBytes = WireLimits.workerLineBytes + 1
        connection.onBytes = { [unowned self, unowned coordinator] bytes in
            var consumed = 0
            do {
                while connection.isOpen, let line = try framer.nextLine(in: bytes, consumed: &consumed) {
                    receive(try WorkerMessage(line: line), from: session, named: hello.name, for: coordinator)
                }
            } catch {
                coordinator.log.writeOften("worker \(hello.name): \(error)")
                send(.refused(reason: "\(error)", mayRetry: true), to: session)
                close(session)
                return bytes.count
            }
            return consumed
        }
        connection.onClose = { [unowned self, unowned coordinator] reason in
            connections[session] = nil
            coordinator.log.writeOften("worker \(hello.name) disconnected: \(reason)")
            coordinator.handle(.workerDisconnected(session))
        }
        coordinator.log.writeOften("worker \(hello.name) connected from \(connection.peerHost), \(hello.slots) slots")
        coordinator.handle(.workerHello(session, hello))
    }

    private func receive(
        _ message: WorkerMessage, from session: SessionID, named name: String, for coordinator: Coordinator
    ) {
        switch message {
        case .hello(let hello): coordinator.handle(.workerHello(session, hello))
        case .heartbeat(let heartbeat):
            // A worker that hears nothing for long looks for another way to the coordinator.
            send(.heard, to: session)
            coordinator.handle(.workerHeartbeat(session, heartbeat))
        case .attemptSucceeded(let attempt, let product):
            coordinator.handle(.attemptSucceeded(session, attempt, product))
        case .attemptFailed(let attempt, let failure): coordinator.handle(.attemptFailed(session, attempt, failure))
        case .attemptLog(let attempt, let lines):
            RemoteLogs.append(lines, of: attempt, by: name, for: coordinator)
        case .draining: coordinator.handle(.workerDraining(session))
        }
    }

    func send(_ message: CoordinatorMessage, to session: SessionID) {
        connections[session]?.send(message.line)
    }

    func close(_ session: SessionID) {
        connections[session]?.closeAfterFlush()
    }
}
