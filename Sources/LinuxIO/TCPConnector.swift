import CLinux
import Glibc

extension TCPConnection {
    /// Connects without blocking the loop, trying the addresses of `host` in turn. `completion`
    /// is called once, never from inside this call.
    public static func connect(
        loop: EventLoop, host: String, port: UInt16, timeoutMilliseconds: Int, limits: TCPLimits = TCPLimits(),
        completion: @escaping (Result<TCPConnection, SystemError>) -> Void
    ) {
        let connector = TCPConnector(
            loop: loop, endpoint: endpointText(host: host, port: port), limits: limits, completion: completion)
        connector.start(host: host, port: port, timeoutMilliseconds: timeoutMilliseconds)
    }
}

/// One attempt to connect: the addresses still to be tried and the time that is left.
private final class TCPConnector {
    private let loop: EventLoop
    private let endpoint: String
    private let limits: TCPLimits
    private var completion: ((Result<TCPConnection, SystemError>) -> Void)?
    private var untried: ArraySlice<SocketAddress> = []
    private var current: (socket: FileDescriptor, registration: EventLoop.Registration)?
    private var lastCode = EADDRNOTAVAIL
    private var timer: LoopTimer?

    init(
        loop: EventLoop, endpoint: String, limits: TCPLimits,
        completion: @escaping (Result<TCPConnection, SystemError>) -> Void
    ) {
        self.loop = loop
        self.endpoint = endpoint
        self.limits = limits
        self.completion = completion
    }

    func start(host: String, port: UInt16, timeoutMilliseconds: Int) {
        timer = loop.after(milliseconds: timeoutMilliseconds) { [self] in
            dropCurrent()
            lastCode = ETIMEDOUT
            untried = []
            tryNext()
        }
        loop.resolver.resolve(host: host, port: port) { [self] result in
            // The time may be up already.
            guard completion != nil else { return }
            switch result {
            case .success(let addresses):
                untried = addresses[...]
                tryNext()
            case .failure(let error): complete(.failure(error))
            }
        }
    }

    private func complete(_ result: Result<TCPConnection, SystemError>) {
        timer?.cancel()
        timer = nil
        guard let completion else { return }
        self.completion = nil
        loop.atEndOfTurn { completion(result) }
    }

    private func tryNext() {
        guard let address = untried.popFirst() else {
            return complete(.failure(SystemError(operation: "connect to", subject: endpoint, code: lastCode)))
        }
        do throws(SystemError) {
            let socket = try startConnecting(to: address)
            let registration = try loop.watch(socket.number, for: .writable) { [self] _ in onReady(address) }
            current = (socket, registration)
        } catch {
            lastCode = error.code
            tryNext()
        }
    }

    private func onReady(_ address: SocketAddress) {
        guard let socket = current?.socket else { return }
        let code = takePendingError(socket.number)
        guard code == 0, !isConnectedToItself(socket.number) else {
            dropCurrent()
            lastCode = code == 0 ? ECONNREFUSED : code
            return tryNext()
        }
        releaseCurrent()
        do throws(SystemError) {
            complete(.success(try TCPConnection(loop: loop, socket: socket, peer: address, limits: limits)))
        } catch {
            lastCode = error.code
            tryNext()
        }
    }

    private func dropCurrent() {
        let socket = current?.socket
        releaseCurrent()
        socket?.close()
    }

    private func releaseCurrent() {
        if let current { loop.unwatch(current.registration) }
        current = nil
    }
}

/// A new non-blocking socket on its way to `address`; writable once that is decided.
func startConnecting(to address: SocketAddress) throws(SystemError) -> FileDescriptor {
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let number = socket(address.family, type, 0)
    guard number >= 0 else { throw SystemError(operation: "connect to", subject: address.description) }
    let descriptor = FileDescriptor(adopting: number, path: address.description)
    let result = address.withSockaddr { pointer, length in connect(number, pointer, length) }
    // An interrupted connect goes on in the background, like one that has only begun.
    guard result == 0 || errno == EINPROGRESS || errno == EINTR else {
        throw SystemError(operation: "connect to", subject: address.description)
    }
    return descriptor
}

/// A connection to a local port nobody listens on may meet its own outgoing half, if the
/// kernel picks that very port for it. That is no coordinator.
func isConnectedToItself(_ descriptor: Int32) -> Bool {
    var own = SocketAddress()
    var peer = SocketAddress()
    guard own.withMutableSockaddr({ getsockname(descriptor, $0, &$1) }) == 0,
        peer.withMutableSockaddr({ getpeername(descriptor, $0, &$1) }) == 0
    else { return false }
    return own.description == peer.description
}
