import FarmModel
import FarmSecrets
import FarmWire
import LinuxIO

/// A connection of which nobody knows yet who is at the other end. The first byte decides: `{` is a peer that speaks
/// JSON lines, anything else is HTTP. One port, one rule in a firewall.
///
/// In a farm with a secret, a peer has to prove that it knows it before its greeting is even read, and until then it
/// can make the coordinator keep a kilobyte.
final class IncomingConnection {
    private unowned let coordinator: Coordinator
    private let connection: TCPConnection
    private var framer: LineFramer
    private var state: State
    private var isFirstLine = true
    private var deadline: LoopTimer?
    /// Where the list of strangers has it; nil once it is no stranger any more.
    private var place: Strangers.Place?

    private enum State {
        /// The first line has to be a greeting: of a peer of this role, where that is proved. → over
        case expectingGreeting(PeerRole?)
        /// → expectingGreeting, over
        case proving(CoordinatorHandshake)
        /// Handed on, or on its way out.
        case over

        var isOver: Bool {
            if case .over = self { true } else { false }
        }

        var isProving: Bool {
            if case .proving = self { true } else { false }
        }
    }

    private init(_ connection: TCPConnection, coordinator: Coordinator) throws(SystemError) {
        self.connection = connection
        self.coordinator = coordinator
        if let secret = coordinator.settings.secret {
            state = .proving(try .begin(secret))
            framer = LineFramer(limitBytes: WireLimits.handshakeLineBytes)
        } else {
            state = .expectingGreeting(nil)
            framer = LineFramer(limitBytes: WireLimits.helloLineBytes)
        }
    }

    static func receive(_ connection: TCPConnection, for coordinator: Coordinator) {
        guard coordinator.strangers.makeRoom(besides: coordinator.peers) else {
            // Closed without a word: the farm is full of those who belong to it.
            return connection.close()
        }
        do throws(SystemError) {
            try IncomingConnection(connection, coordinator: coordinator).begin()
        } catch {
            coordinator.log.writeOften("\(connection.peerHost): turned away: \(error)")
            connection.close()
        }
    }

    private func begin() {
        place = coordinator.strangers.add(connection)
        connection.limits.inputLimitBytes = framer.limitBytes + 1
        // The closures keep the object alive for as long as it owns the connection.
        connection.onBytes = { [self] bytes in onBytes(bytes) }
        connection.onClose = { [self] _ in leave() }
        deadline = coordinator.loop.after(milliseconds: CoordinatorLimits.introductionMilliseconds) { [connection] in
            connection.close()
        }
    }

    private func onBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let first = bytes.first else { return 0 }
        if isFirstLine, first != UInt8(ascii: "{") {
            becomeHTTP()
            return 0
        }
        var consumed = 0
        do {
            // Once this is over, what follows is for whoever has the connection then.
            while !state.isOver, let line = try framer.nextLine(in: bytes, consumed: &consumed) {
                isFirstLine = false
                try read(line)
            }
        } catch let denial as Denial {
            deny(denial)
        } catch is LineTooLong where state.isProving {
            // A worker's greeting is long.
            deny(.noSecret)
        } catch {
            refuse("\(error)")
        }
        return consumed
    }

    private func read(_ line: UnsafeRawBufferPointer) throws {
        switch state {
        case .expectingGreeting(let proved): try greet(line, provedToBe: proved)
        case .proving(var handshake):
            let step: CoordinatorHandshake.Step
            do throws(HandshakeFailure) {
                step = try handshake.read(line)
            } catch {
                throw try Denial(error, line)
            }
            switch step {
            case .send(let message):
                connection.send(message.line)
                state = .proving(handshake)
            case .trust(let role):
                state = .expectingGreeting(role)
                framer = LineFramer(limitBytes: WireLimits.helloLineBytes)
                connection.limits.inputLimitBytes = WireLimits.helloLineBytes + 1
            }
        case .over: return
        }
    }

    private func greet(_ line: UnsafeRawBufferPointer, provedToBe proved: PeerRole?) throws {
        let role = try Denial.role(greetingOf: line)
        guard proved == nil || proved == role else { throw Denial.otherRole }
        state = .over
        leave()
        switch role {
        case .worker: try coordinator.workers.adopt(connection, introducedBy: line, for: coordinator)
        case .client: try coordinator.clients.adopt(connection, introducedBy: line, for: coordinator)
        }
    }

    /// It is the server's from now on, and stays a stranger until it has got something that is not for everybody.
    private func becomeHTTP() {
        state = .over
        deadline?.cancel()
        coordinator.http.adopt(connection) { [self] in leave() }
    }

    /// The connection belongs to somebody else from now on, or is gone.
    private func leave() {
        deadline?.cancel()
        if let place { coordinator.strangers.remove(place) }
        place = nil
    }

    private func refuse(_ reason: String) {
        state = .over
        coordinator.log.writeOften("\(connection.peerHost): refused: \(reason)")
        sendAway(CoordinatorMessage.refused(reason: reason, mayRetry: false).line)
    }

    /// Not at once: whoever tries secrets, or never stops asking with a wrong one, is held up. Meanwhile nothing more is
    /// read from it.
    private func deny(_ denial: Denial) {
        state = .over
        coordinator.deniedPeers += 1
        coordinator.log.writeOften("\(connection.peerHost): denied: \(denial.cause)")
        connection.pauseReading()
        deadline?.cancel()
        deadline = coordinator.loop.after(milliseconds: CoordinatorLimits.denialMilliseconds) { [self] in
            sendAway(HandshakeMessage.denied(cause: denial.cause).line)
        }
    }

    private func sendAway(_ line: [UInt8]) {
        connection.limits.lingerMilliseconds = CoordinatorLimits.strangerLingerMilliseconds
        connection.send(line)
        connection.closeAfterFlush()
    }
}
