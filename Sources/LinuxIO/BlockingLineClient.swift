import CLinux
import Glibc

public enum LineClientError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nobody listens at the address.
    case refused(endpoint: String)
    /// The name does not resolve, or no route leads there.
    case unreachable(endpoint: String, cause: String)
    case timedOut(endpoint: String)
    /// The other side ended the connection in the middle.
    case closed(endpoint: String)
    case lineTooLong(limitBytes: Int)
    case failed(SystemError)

    /// The cause in words.
    public var description: String {
        switch self {
        case .refused: "connection refused"
        case .unreachable(_, let cause): cause
        case .timedOut: "timed out"
        case .closed: "the other side closed the connection"
        case .lineTooLong(let limit): "a line is longer than \(limit) bytes"
        case .failed(let error): error.description
        }
    }
}

/// A connection for a program that asks and waits: lines out, lines in.
public final class BlockingLineClient {
    /// For waiting on it together with other descriptors. `hasBufferedLine` comes first.
    public var descriptor: Int32 { socket.number }
    /// "127.0.0.1:7420".
    public let endpoint: String

    private let socket: FileDescriptor
    private let lineLimitBytes: Int
    /// What was received and not yet returned begins at `start`.
    private var buffer: [UInt8] = []
    private var start = 0
    /// Before this index no line ends.
    private var searched = 0

    /// Tries the addresses of `host` in turn until the time is up. Resolving a name blocks beyond it.
    public init(
        host: String, port: UInt16, timeoutMilliseconds: Int, lineLimitBytes: Int = 1 << 20
    ) throws(LineClientError) {
        endpoint = endpointText(host: host, port: port)
        self.lineLimitBytes = lineLimitBytes
        let deadline = Deadline(milliseconds: timeoutMilliseconds)
        let addresses: [SocketAddress]
        do throws(SystemError) {
            addresses = try SocketAddress.resolve(host: host, port: port, forListening: false)
        } catch {
            throw .unreachable(endpoint: endpoint, cause: error.cause)
        }
        var lastCode = EADDRNOTAVAIL
        for address in addresses {
            do throws(SystemError) {
                socket = try Self.connect(to: address, deadline)
                return
            } catch {
                lastCode = error.code
            }
        }
        throw Self.error(forCode: lastCode, endpoint: endpoint)
    }

    private static func connect(to address: SocketAddress, _ deadline: Deadline) throws(SystemError) -> FileDescriptor {
        let socket = try startConnecting(to: address)
        guard try waitUntilReady(socket.number, POLLOUT, deadline) else {
            throw SystemError(operation: "connect to", subject: address.description, code: ETIMEDOUT)
        }
        let code = takePendingError(socket.number)
        guard code == 0, !isConnectedToItself(socket.number) else {
            let refusal = code == 0 ? ECONNREFUSED : code
            throw SystemError(operation: "connect to", subject: address.description, code: refusal)
        }
        try prepareStream(socket.number)
        return socket
    }

    private static func error(forCode code: Int32, endpoint: String) -> LineClientError {
        switch code {
        case ECONNREFUSED: .refused(endpoint: endpoint)
        case ETIMEDOUT: .timedOut(endpoint: endpoint)
        case ECONNRESET, EPIPE: .closed(endpoint: endpoint)
        case EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, EHOSTDOWN, ENETDOWN:
            .unreachable(endpoint: endpoint, cause: SystemError.words(forErrno: code))
        default: .failed(SystemError(operation: "talk to", subject: endpoint, code: code))
        }
    }

    /// Sends a line; the line feed is added.
    public func sendLine(_ line: [UInt8], timeoutMilliseconds: Int = 10_000) throws(LineClientError) {
        let deadline = Deadline(milliseconds: timeoutMilliseconds)
        let bytes = line + [UInt8(ascii: "\n")]
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { whole in
                let rest = UnsafeRawBufferPointer(rebasing: whole[done...])
                return retryingInterrupts {
                    send(socket.number, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                }
            }
            if written >= 0 {
                done += written
            } else if errno == EAGAIN {
                try wait(for: POLLOUT, deadline)
            } else {
                throw Self.error(forCode: errno, endpoint: endpoint)
            }
        }
    }

    /// The next line without its line feed; nil when the other side has closed after a whole line. `limitBytes` may
    /// allow less than the client's own limit does.
    public func receiveLine(
        timeoutMilliseconds: Int, limitBytes: Int = .max
    ) throws(LineClientError) -> [UInt8]? {
        let deadline = Deadline(milliseconds: timeoutMilliseconds)
        let limit = min(limitBytes, lineLimitBytes)
        while true {
            if let line = takeBufferedLine() { return line }
            guard buffer.count - start <= limit else { throw .lineTooLong(limitBytes: limit) }
            // Bytes that come without a pause must not outlast the deadline either.
            guard buffer.count == start || !deadline.hasPassed else { throw .timedOut(endpoint: endpoint) }
            let count = try receiveMore(deadline)
            if count == 0 {
                guard start == buffer.count else { throw .closed(endpoint: endpoint) }
                return nil
            }
        }
    }

    /// True when a whole line can be had without waiting.
    public var hasBufferedLine: Bool {
        buffer[searched...].contains(UInt8(ascii: "\n"))
    }

    public func close() { socket.close() }

    private func takeBufferedLine() -> [UInt8]? {
        guard let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = buffer.count
            return nil
        }
        let line = Array(buffer[start..<end])
        start = end + 1
        searched = start
        return line
    }

    private func receiveMore(_ deadline: Deadline) throws(LineClientError) -> Int {
        if start > 0 {
            buffer.removeFirst(start)
            searched -= start
            start = 0
        }
        let before = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: 64 * 1024))
        var count = 0
        defer { buffer.removeLast(buffer.count - before - count) }
        while true {
            let received = buffer.withUnsafeMutableBytes { bytes in
                retryingInterrupts {
                    recv(socket.number, bytes.baseAddress?.advanced(by: before), bytes.count - before, 0)
                }
            }
            if received >= 0 {
                count = received
                return received
            }
            guard errno == EAGAIN else { throw Self.error(forCode: errno, endpoint: endpoint) }
            try wait(for: POLLIN, deadline)
        }
    }

    private func wait(for events: Int32, _ deadline: Deadline) throws(LineClientError) {
        do throws(SystemError) {
            guard try waitUntilReady(socket.number, events, deadline) else {
                throw SystemError(
                    operation: "wait for", subject: endpoint, code: ETIMEDOUT)
            }
        } catch {
            throw Self.error(forCode: error.code, endpoint: endpoint)
        }
    }
}

/// A moment until which something may take.
struct Deadline {
    private let atMilliseconds: Int64

    init(milliseconds: Int) {
        let (sum, isTooLate) = FarmClock.monotonicMilliseconds().addingReportingOverflow(Int64(milliseconds))
        atMilliseconds = isTooLate ? .max : sum
    }

    /// What is left for `poll`, at most a day at a time.
    var remainingMilliseconds: Int32 {
        Int32(clamping: min(86_400_000, max(0, atMilliseconds - FarmClock.monotonicMilliseconds())))
    }

    var hasPassed: Bool { FarmClock.monotonicMilliseconds() >= atMilliseconds }
}

/// Waits for a descriptor; false when the deadline passed first.
func waitUntilReady(_ descriptor: Int32, _ events: Int32, _ deadline: Deadline) throws(SystemError) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    while true {
        let count = poll(&request, 1, deadline.remainingMilliseconds)
        if count > 0 { return true }
        guard count == 0 || errno == EINTR else { throw SystemError(operation: "wait for a descriptor") }
        if deadline.hasPassed { return false }
    }
}
