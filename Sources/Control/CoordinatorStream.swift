import FarmModel
import FarmSecrets
import FarmWire
import Glibc
import Invocation
import LinuxIO

/// One question with answers that come over time, on the event loop. A coordinator that goes away is asked again, for as
/// long as it takes.
final class CoordinatorStream {
    private static let connectMilliseconds = 2_000
    private static let greetingMilliseconds = 5_000
    private static let firstDelayMilliseconds = 200
    private static let longestDelayMilliseconds = 2_000

    private let loop: EventLoop
    private let farm: FarmEndpoint
    private let question: ClientRequest
    private let asksAgain: Bool
    private var connection: TCPConnection?
    private var framer = LineFramer(limitBytes: ClientReply.lineLimitBytes)
    private var greetingTimer: LoopTimer?
    /// Under way while the coordinator has not proved that it knows the farm's secret.
    private var handshake: PeerHandshake?
    private var delayMilliseconds = firstDelayMilliseconds
    private var isClosed = false

    var onReply: (ClientReply) -> Void = { _ in }
    /// The coordinator has greeted: the first time, and each time it is back.
    var onGreeting: () -> Void = {}
    /// The connection is gone, and will be made again.
    var onLoss: (ConnectionProblem) -> Void = { _ in }
    /// There is no point in asking again.
    var onFailure: (ConnectionProblem) -> Void = { _ in }

    /// - Parameter asksAgain: false for what must not be done twice.
    init(loop: EventLoop, farm: FarmEndpoint, question: ClientRequest, asksAgain: Bool = true) {
        self.loop = loop
        self.farm = farm
        self.question = question
        self.asksAgain = asksAgain
    }

    func start() {
        guard !isClosed else { return }
        TCPConnection.connect(
            loop: loop, host: farm.address.host, port: farm.address.port, timeoutMilliseconds: Self.connectMilliseconds
        ) { [weak self] result in
            switch result {
            case .success(let connection): self?.greet(connection)
            case .failure(let error):
                self?.lose(error.code == ECONNREFUSED ? .refused : .unreachable(cause: error.cause))
            }
        }
    }

    /// What came makes no sense: the connection is made again.
    func complain(_ cause: String) { lose(.broken(cause: cause)) }

    func close() {
        isClosed = true
        drop()
    }

    private func greet(_ connection: TCPConnection) {
        guard !isClosed else { return connection.close() }
        self.connection = connection
        framer = LineFramer(limitBytes: ClientReply.lineLimitBytes)
        connection.limits.inputLimitBytes = ClientReply.lineLimitBytes + 1
        connection.onBytes = { [weak self] bytes in self?.onBytes(bytes) ?? bytes.count }
        connection.onClose = { [weak self] reason in self?.lose(.broken(cause: "\(reason)")) }
        greetingTimer = loop.after(milliseconds: Self.greetingMilliseconds) { [weak self] in self?.lose(.silent) }
        do throws(SystemError) {
            handshake = try farm.secret.flatMap { secret throws(SystemError) in
                try PeerHandshake.begin(as: .client, secret)
            }
        } catch {
            return lose(.broken(cause: error.description))
        }
        if let handshake { connection.send(handshake.introduction.line) } else { ask() }
    }

    private func ask() {
        connection?.send(ClientRequest.hello(version: FarmVersion.current).line)
        connection?.send(question.line)
    }

    private func prove(_ handshake: PeerHandshake, to line: UnsafeRawBufferPointer) {
        do throws(HandshakeFailure) {
            connection?.send(try handshake.answer(to: line).line)
            self.handshake = nil
            ask()
        } catch {
            lose(ConnectionProblem(error, answer: Array(line)))
        }
    }

    private func onBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
        var consumed = 0
        do throws(LineTooLong) {
            while connection != nil, let line = try framer.nextLine(in: bytes, consumed: &consumed) { onLine(line) }
        } catch {
            lose(.stranger(answer: "a line without end"))
        }
        return connection != nil ? consumed : bytes.count
    }

    private func onLine(_ line: UnsafeRawBufferPointer) {
        if let handshake { return prove(handshake, to: line) }
        if let greetingTimer {
            greetingTimer.cancel()
            self.greetingTimer = nil
            if let problem = ConnectionProblem.inGreeting(Array(line)) { return lose(problem) }
            delayMilliseconds = Self.firstDelayMilliseconds
            return onGreeting()
        }
        do throws(WireError) {
            let reply = try ClientReply(line: line)
            if case .error(let error) = reply { lose(.saysNo(error)) } else { onReply(reply) }
        } catch {
            drop()
            onFailure(.broken(cause: "its answer cannot be read: \(error)"))
        }
    }

    private func lose(_ problem: ConnectionProblem) {
        guard !isClosed else { return }
        drop()
        guard problem.mayPass, asksAgain else { return onFailure(problem) }
        onLoss(problem)
        loop.after(milliseconds: delayMilliseconds) { [weak self] in self?.start() }
        delayMilliseconds = min(delayMilliseconds * 2, Self.longestDelayMilliseconds)
    }

    private func drop() {
        greetingTimer?.cancel()
        greetingTimer = nil
        connection?.onClose = nil
        connection?.onBytes = nil
        connection?.close()
        connection = nil
    }
}
