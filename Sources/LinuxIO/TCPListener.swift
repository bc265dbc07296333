import CLinux
import Glibc

/// Accepts connections on one address.
public final class TCPListener {
    /// The port listened on: the kernel's choice when 0 was asked for.
    public let port: UInt16

    /// Connections taken in one turn, so that a storm of them does not starve those that exist.
    private static let acceptsPerTurn = 128
    /// Out of descriptors, the waiting connection stays ready; without a pause the loop would spin on it.
    private static let pauseMilliseconds = 100

    private let loop: EventLoop
    private let socket: FileDescriptor
    private let limits: TCPLimits
    private let onAccept: (TCPConnection) -> Void
    private var registration: EventLoop.Registration?
    private var pause: LoopTimer?

    /// Fails with `EADDRINUSE` when the port is taken. `host` may be a name; resolving it blocks.
    public init(
        loop: EventLoop, host: String, port: UInt16, backlog: Int32 = 1024, limits: TCPLimits = TCPLimits(),
        onAccept: @escaping (TCPConnection) -> Void
    ) throws(SystemError) {
        let endpoint = endpointText(host: host, port: port)
        guard let address = try SocketAddress.resolve(host: host, port: port, forListening: true).first else {
            throw SystemError(operation: "listen on", subject: endpoint, code: EADDRNOTAVAIL)
        }
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let number = Glibc.socket(address.family, type, 0)
        guard number >= 0 else { throw SystemError(operation: "listen on", subject: endpoint) }
        socket = FileDescriptor(adopting: number, path: endpoint)
        // A restarted daemon gets its port back although old connections linger.
        try setOption(number, SOL_SOCKET, SO_REUSEADDR, 1)
        guard address.withSockaddr({ bind(number, $0, $1) }) == 0, listen(number, backlog) == 0 else {
            throw SystemError(operation: "listen on", subject: endpoint)
        }
        var bound = SocketAddress()
        guard bound.withMutableSockaddr({ getsockname(number, $0, &$1) }) == 0 else {
            throw SystemError(operation: "listen on", subject: endpoint)
        }
        self.port = bound.port
        self.loop = loop
        self.limits = limits
        self.onAccept = onAccept
        registration = try loop.watch(number, for: .readable) { [unowned self] _ in acceptWaiting() }
    }

    deinit { close() }

    /// Stops listening. Connections already accepted live on.
    public func close() {
        pause?.cancel()
        if let registration { loop.unwatch(registration) }
        registration = nil
        socket.close()
    }

    private func acceptWaiting() {
        for _ in 0..<Self.acceptsPerTurn {
            // A handler may have closed the listener.
            guard registration != nil else { return }
            var peer = SocketAddress()
            let number = retryingInterrupts { peer.withMutableSockaddr { clinux_accept(socket.number, $0, &$1) } }
            if number >= 0 {
                handOver(FileDescriptor(adopting: number), peer: peer)
                continue
            }
            switch errno {
            case EAGAIN: return
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return pauseAccepting()
            // The rest concern one connection that has gone again already.
            default: continue
            }
        }
    }

    private func handOver(_ descriptor: FileDescriptor, peer: SocketAddress) {
        do throws(SystemError) {
            onAccept(try TCPConnection(loop: loop, socket: descriptor, peer: peer, limits: limits))
        } catch {
            // The peer hung up between accept and here; closing is all there is to do.
            descriptor.close()
        }
    }

    private func pauseAccepting() {
        guard let registration else { return }
        loop.modify(registration, to: [])
        pause = loop.after(milliseconds: Self.pauseMilliseconds) { [loop] in
            loop.modify(registration, to: .readable)
        }
    }
}
