import FarmModel
import FarmWire
import LinuxIO

/// One client's connection: a request, its answer, the next request. While an answer is being made, or is not read,
/// further requests stay with the sender: a client cannot make the coordinator hold more than one answer for it.
final class ClientConversation {
    let connection: TCPConnection
    private unowned let coordinator: Coordinator
    private var framer = LineFramer(limitBytes: WireLimits.requestLineBytes)
    private var state = State.listening

    private enum State {
        /// The next request is welcome. → answering, streaming
        case listening
        /// A command waits for the journal; reading is paused. → listening
        case answering
        /// `follow` and `logs` answer until something ends. A further request breaks the order. → listening
        case streaming
    }

    init(_ connection: TCPConnection, coordinator: Coordinator) {
        self.connection = connection
        self.coordinator = coordinator
    }

    /// Takes the connection over. Its closures keep the conversation alive for as long as it is open.
    func begin() {
        connection.limits.inputLimitBytes = WireLimits.requestLineBytes + 1
        connection.onBytes = { [self] bytes in onBytes(bytes) }
        connection.onDrained = { [self] in goOn() }
    }

    // MARK: Answering

    /// Answers the request that was read last.
    func reply(_ reply: ClientReply) {
        connection.send(reply.line)
        state = .listening
        goOn()
    }

    /// The answer comes later, by `reply`.
    func expectLateReply() { state = .answering }

    /// Answers come one by one, by `stream`, and the last one by `reply`.
    func beginStreaming() { state = .streaming }

    func stream(_ reply: ClientReply) { connection.send(reply.line) }

    /// The client has yet to read a good part of what was sent: more can wait.
    var isBehind: Bool { connection.pendingOutputBytes > CoordinatorLimits.unreadBytes }

    // MARK: Reading

    private func onBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
        var consumed = 0
        do {
            while connection.isOpen, state != .answering, !isBehind,
                let line = try framer.nextLine(in: bytes, consumed: &consumed)
            {
                guard state == .listening else { throw ClientError.interrupting }
                ClientCall(self, coordinator: coordinator).answer(try ClientRequest(line: line))
            }
        } catch {
            complain(error)
            return bytes.count
        }
        if state == .answering || isBehind { connection.pauseReading() }
        return consumed
    }

    private func goOn() {
        if state != .answering, !isBehind { connection.resumeReading() }
    }

    private func complain(_ error: any Error) {
        let complaint =
            error as? ClientError
            ?? ClientError(.badRequest, summary: "the request is unreadable", cause: "\(error)")
        connection.send(ClientReply.error(complaint).line)
        connection.closeAfterFlush()
    }
}

extension ClientError {
    fileprivate static var interrupting: ClientError {
        ClientError(
            .badRequest, summary: "the request comes too early", cause: "the answer to the last one is not complete")
    }
}
