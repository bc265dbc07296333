import FarmModel
import FarmSecrets
import FarmWire
import Glibc
import Invocation
import LinuxIO

/// Follows a job until it has ended. A coordinator that goes away is waited for, for as long as it takes.
final class JobWaiter {
    enum Outcome {
        case ended(JobReport)
        case interrupted
        case failed(UserError)
    }

    private static let connectMilliseconds = 2_000
    private static let greetingMilliseconds = 5_000
    private static let firstDelayMilliseconds = 200
    private static let longestDelayMilliseconds = 2_000

    private let loop: EventLoop
    private let farm: FarmEndpoint
    private let job: JobID
    private let view: ProgressView
    private var connection: TCPConnection?
    private var framer = LineFramer(limitBytes: ClientReply.lineLimitBytes)
    private var greetingTimer: LoopTimer?
    /// Under way while the coordinator has not proved that it knows the farm's secret.
    private var handshake: PeerHandshake?
    private var delayMilliseconds = firstDelayMilliseconds
    private var saidItIsGone = false
    private(set) var outcome: Outcome?

    init(loop: EventLoop, farm: FarmEndpoint, job: JobID, view: ProgressView) {
        self.loop = loop
        self.farm = farm
        self.job = job
        self.view = view
    }

    func start() { connect() }

    /// Stops the loop. The first outcome counts.
    func end(_ outcome: Outcome) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        dropConnection()
        view.finish()
        loop.stop()
    }

    private func connect() {
        guard outcome == nil else { return }
        TCPConnection.connect(
            loop: loop, host: farm.address.host, port: farm.address.port, timeoutMilliseconds: Self.connectMilliseconds
        ) { [weak self] result in
            switch result {
            case .success(let connection): self?.greet(connection)
            case .failure(let error):
                self?.onLoss(error.code == ECONNREFUSED ? .refused : .unreachable(cause: error.cause))
            }
        }
    }

    private func greet(_ connection: TCPConnection) {
        guard outcome == nil else { return connection.close() }
        self.connection = connection
        framer = LineFramer(limitBytes: ClientReply.lineLimitBytes)
        connection.limits.inputLimitBytes = ClientReply.lineLimitBytes + 1
        connection.onBytes = { [weak self] bytes in self?.onBytes(bytes) ?? bytes.count }
        connection.onClose = { [weak self] reason in self?.onLoss(.broken(cause: "\(reason)")) }
        greetingTimer = loop.after(milliseconds: Self.greetingMilliseconds) { [weak self] in self?.onLoss(.silent) }
        do throws(SystemError) {
            handshake = try farm.secret.flatMap { secret throws(SystemError) in
                try PeerHandshake.begin(as: .client, secret)
            }
        } catch {
            return onLoss(.broken(cause: error.description))
        }
        if let handshake { connection.send(handshake.introduction.line) } else { ask() }
    }

    private func ask() {
        connection?.send(ClientRequest.hello(version: FarmVersion.current).line)
        connection?.send(ClientRequest.follow(job).line)
    }

    private func prove(_ handshake: PeerHandshake, to line: UnsafeRawBufferPointer) {
        do throws(HandshakeFailure) {
            connection?.send(try handshake.answer(to: line).line)
            self.handshake = nil
            ask()
        } catch {
            onLoss(ConnectionProblem(error, answer: Array(line)))
        }
    }

    private func onBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
        var consumed = 0
        do throws(LineTooLong) {
            while outcome == nil, connection != nil, let line = try framer.nextLine(in: bytes, consumed: &consumed) {
                onLine(line)
            }
        } catch {
            onLoss(.stranger(answer: "a line without end"))
        }
        return outcome == nil && connection != nil ? consumed : bytes.count
    }

    private func onLine(_ line: UnsafeRawBufferPointer) {
        if let handshake { return prove(handshake, to: line) }
        if let greetingTimer {
            greetingTimer.cancel()
            self.greetingTimer = nil
            if let problem = ConnectionProblem.inGreeting(Array(line)) { return onLoss(problem) }
            delayMilliseconds = Self.firstDelayMilliseconds
            if saidItIsGone { view.say("the coordinator is back") }
            saidItIsGone = false
            return
        }
        do throws(WireError) {
            switch try ClientReply(line: line) {
            case .progress(let summary): view.update(summary)
            case .report(let report): end(.ended(report))
            case .error(let error): onLoss(.saysNo(error))
            default: onLoss(.broken(cause: "it answered another question"))
            }
        } catch {
            end(
                .failed(
                    ConnectionProblem.broken(cause: "its answer cannot be read: \(error)").asUserError(farm.address)))
        }
    }

    private func onLoss(_ problem: ConnectionProblem) {
        guard outcome == nil else { return }
        dropConnection()
        guard problem.mayPass else { return end(.failed(problem.asUserError(farm.address))) }
        if !saidItIsGone {
            saidItIsGone = true
            view.sayInstead("lost the coordinator (\(problem.words)); waiting for it to come back")
        }
        loop.after(milliseconds: delayMilliseconds) { [weak self] in self?.connect() }
        delayMilliseconds = min(delayMilliseconds * 2, Self.longestDelayMilliseconds)
    }

    private func dropConnection() {
        greetingTimer?.cancel()
        greetingTimer = nil
        connection?.onClose = nil
        connection?.onBytes = nil
        connection?.close()
        connection = nil
    }
}
