import FarmModel
import FarmWire
import Invocation
import LinuxIO

/// The connection to the coordinator: bytes on one side, messages and events on the other.
final class CoordinatorLink {
    private let loop: EventLoop
    private let address: HostPort
    private let report: (WorkerEvent) -> Void
    private var connection: TCPConnection?
    private var framer = LineFramer(limitBytes: CoordinatorMessage.lineLimitBytes)
    /// What an earlier connection, or an earlier try, still has to tell is of no interest any more.
    private var generation = 0

    init(loop: EventLoop, address: HostPort, report: @escaping (WorkerEvent) -> Void) {
        self.loop = loop
        self.address = address
        self.report = report
    }

    func connect() {
        generation += 1
        let mine = generation
        TCPConnection.connect(
            loop: loop, host: address.host, port: address.port,
            timeoutMilliseconds: WorkerLimits.connectTimeoutMilliseconds
        ) { [self] result in
            switch result {
            case .success(let connection):
                guard mine == generation else { return connection.close() }
                adopt(connection)
            case .failure(let error):
                if mine == generation { report(.connectionFailed(cause: error.cause)) }
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
            report(.connectionLost(cause: reason.description))
        }
        report(.connected)
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

    private func read(_ line: UnsafeRawBufferPointer) {
        do throws(WireError) {
            report(.received(try CoordinatorMessage(line: line)))
        } catch {
            report(.nonsenseReceived(detail: "\(error.description), in \(Self.excerpt(line))"))
        }
    }

    /// The beginning of a line, fit for a log.
    private static func excerpt(_ line: UnsafeRawBufferPointer) -> String {
        let printable = line.prefix(60).map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") }
        return "`\(String(decoding: printable, as: UTF8.self))\(line.count > 60 ? "…" : "")`"
    }
}
