import FarmDiscovery
import FarmModel
import FarmSecrets
import FarmWire
import Invocation
import LinuxIO

/// The connection to the coordinator: bytes on one side, messages and events on the other.
final class CoordinatorLink {
    private let loop: EventLoop
    private var farm: FarmEndpoint
    /// Where a coordinator is sought when none answers at the address, and nobody has said where it is.
    private let seekPort: UInt16?
    private var seeker: FarmSeeker?
    private let report: (WorkerEvent) -> Void
    private var connection: TCPConnection?
    private var framer = LineFramer(limitBytes: CoordinatorMessage.lineLimitBytes)
    /// Under way while the coordinator has not proved that it knows the farm's secret. Until then nothing is said.
    private var handshake: PeerHandshake?
    /// What an earlier connection, or an earlier try, still has to tell is of no interest any more.
    private var generation = 0

    init(loop: EventLoop, farm: FarmEndpoint, seekPort: UInt16?, report: @escaping (WorkerEvent) -> Void) {
        self.loop = loop
        self.farm = farm
        self.seekPort = seekPort
        self.report = report
    }

    /// Where the coordinator is, or was last found.
    var address: HostPort { farm.address }

    func connect() {
        generation += 1
        let mine = generation
        connect(mine) { [self] cause in
            guard let seekPort else { return report(.connectionFailed(cause: cause)) }
            seek(at: seekPort, mine, cause)
        }
    }

    /// What is found is a place to knock, and nothing more: the handshake decides.
    private func seek(at port: UInt16, _ mine: Int, _ cause: String) {
        seeker = FarmSeeker(loop: loop, port: port) { [self] result in
            seeker = nil
            guard mine == generation else { return }
            let choice: FarmChoice
            switch result {
            case .success(let found): choice = FarmChoice(among: found, hasSecret: farm.secret != nil)
            case .failure(let error): return report(.connectionFailed(cause: "\(cause); \(error.description)"))
            }
            guard case .use(let found) = choice else {
                return report(.connectionFailed(cause: "\(cause); \(choice.obstacle ?? "")"))
            }
            WorkerLog.say("found a coordinator at \(found.address), on \(found.host)")
            farm.address = found.address
            connect(mine) { [self] in report(.connectionFailed(cause: $0)) }
        }
        seeker?.start()
    }

    private func connect(_ mine: Int, onFailure: @escaping (_ cause: String) -> Void) {
        TCPConnection.connect(
            loop: loop, host: farm.address.host, port: farm.address.port,
            timeoutMilliseconds: WorkerLimits.connectTimeoutMilliseconds
        ) { [self] result in
            switch result {
            case .success(let connection):
                guard mine == generation else { return connection.close() }
                adopt(connection)
            case .failure(let error):
                if mine == generation { onFailure(error.cause) }
            }
        }
    }

    func send(_ message: WorkerMessage) {
        connection?.send(message.line)
    }

    func disconnect() {
        generation += 1
        connection?.close()
        connection = nil
    }

    /// Closes once all is sent; `completion` is called when that is done, or takes too long.
    func closeForGood(completion: @escaping () -> Void) {
        generation += 1
        guard let connection else { return completion() }
        connection.limits.lingerMilliseconds = WorkerLimits.farewellMilliseconds
        connection.onClose = { _ in completion() }
        connection.closeAfterFlush()
    }

    private func adopt(_ connection: TCPConnection) {
        self.connection = connection
        let mine = generation
        framer = LineFramer(limitBytes: CoordinatorMessage.lineLimitBytes)
        connection.onBytes = { [self] bytes in mine == generation ? readLines(bytes) : bytes.count }
        connection.onClose = { [self] reason in
            guard mine == generation else { return }
            self.connection = nil
            let cause = reason.description
            report(handshake == nil ? .connectionLost(cause: cause) : .connectionFailed(cause: "it hung up (\(cause))"))
        }
        do throws(SystemError) {
            handshake = try farm.secret.flatMap { secret throws(SystemError) in
                try PeerHandshake.begin(as: .worker, secret)
            }
        } catch {
            return report(.connectionFailed(cause: error.description))
        }
        guard let handshake else { return report(.connected) }
        connection.send(handshake.introduction.line)
        loop.after(milliseconds: WorkerLimits.welcomeTimeoutMilliseconds) { [self] in
            if mine == generation, self.handshake != nil { report(.nonsenseReceived(detail: "it did not answer")) }
        }
    }

    /// Returns how many bytes the complete lines took.
    private func readLines(_ bytes: UnsafeRawBufferPointer) -> Int {
        let mine = generation
        var consumed = 0
        do throws(LineTooLong) {
            while mine == generation, let line = try framer.nextLine(in: bytes, consumed: &consumed) {
                read(line)
            }
        } catch {
            report(.nonsenseReceived(detail: "a line of more than \(error.limitBytes) bytes"))
        }
        return consumed
    }

    /// The coordinator's proof, and nothing else, is what the first line of a farm with a secret has to be.
    private func prove(_ handshake: PeerHandshake, to line: UnsafeRawBufferPointer) {
        do throws(HandshakeFailure) {
            let proof = try handshake.answer(to: line)
            self.handshake = nil
            connection?.send(proof.line)
            report(.connected)
        } catch {
            switch error {
            case .denied(let cause): report(.distrusted(cause: "the coordinator says: \(cause)"))
            case .unproven: report(.distrusted(cause: "the coordinator does not know this worker's secret"))
            case .unexpected: report(.distrusted(cause: "the coordinator does not prove that it knows the secret"))
            }
        }
    }

    private func read(_ line: UnsafeRawBufferPointer) {
        if let handshake { return prove(handshake, to: line) }
        do throws(WireError) {
            report(.received(try CoordinatorMessage(line: line)))
        } catch {
            if case .denied(let cause)? = try? HandshakeMessage(line: line) {
                return report(.distrusted(cause: "the coordinator says: \(cause)"))
            }
            report(.nonsenseReceived(detail: "\(error.description), in \(Self.excerpt(line))"))
        }
    }

    /// The beginning of a line, fit for a log.
    private static func excerpt(_ line: UnsafeRawBufferPointer) -> String {
        let printable = line.prefix(60).map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") }
        return "`\(String(decoding: printable, as: UTF8.self))\(line.count > 60 ? "…" : "")`"
    }
}
