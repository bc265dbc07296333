import CLinux
import Glibc

/// A UDP socket (IPv4) on an event loop: small messages that may get lost, from and to anybody.
public final class DatagramSocket {
    /// What came, and from where.
    public struct Arrival {
        public let bytes: [UInt8]
        public let sender: Endpoint
    }

    /// An address with its port, to answer to.
    public struct Endpoint: Equatable, CustomStringConvertible {
        let address: SocketAddress
        public var description: String { address.description }
        /// Without the port.
        public var host: String { String(description.prefix { $0 != ":" }) }
        public var isLoopback: Bool { address.isLoopback }

        public static func == (left: Endpoint, right: Endpoint) -> Bool { left.description == right.description }
    }

    /// The port that it is bound to.
    public let port: UInt16
    private let loop: EventLoop
    private let descriptor: FileDescriptor
    private let limitBytes: Int
    private var watch: EventLoop.Registration?

    /// More than one process may be bound to a port, and then all of them get what is broadcast.
    public init(
        loop: EventLoop, host: String, port: UInt16, limitBytes: Int, onArrival: @escaping (Arrival) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.limitBytes = limitBytes
        let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(AF_INET, type, 0)
        guard number >= 0 else { throw SystemError(operation: "make a socket") }
        descriptor = FileDescriptor(adopting: number)
        try setOption(number, SOL_SOCKET, SO_REUSEADDR, 1)
        try setOption(number, SOL_SOCKET, SO_BROADCAST, 1)
        let address = try Self.resolve(host, port)
        guard address.withSockaddr({ bind(number, $0, $1) }) == 0 else {
            throw SystemError(operation: "bind", subject: endpointText(host: host, port: port))
        }
        var bound = SocketAddress()
        guard bound.withMutableSockaddr({ getsockname(number, $0, &$1) }) == 0 else {
            throw SystemError(operation: "ask for the port of", subject: host)
        }
        self.port = bound.port
        watch = try loop.watch(number, for: .readable) { [unowned self] _ in receiveAll(onArrival) }
    }

    public static func endpoint(host: String, port: UInt16) throws(SystemError) -> Endpoint {
        Endpoint(address: try resolve(host, port))
    }

    private static func resolve(_ host: String, _ port: UInt16) throws(SystemError) -> SocketAddress {
        let addresses = try SocketAddress.resolve(host: host, port: port, forListening: true)
        guard let address = addresses.first(where: { $0.family == AF_INET }) else {
            throw SystemError(operation: "find an IPv4 address of", subject: host, code: EAFNOSUPPORT)
        }
        return address
    }

    /// What cannot be sent is lost, as it may be on the way: whoever waits for an answer asks again.
    public func send(_ bytes: [UInt8], to endpoint: Endpoint) {
        _ = endpoint.address.withSockaddr { address, length in
            bytes.withUnsafeBytes {
                sendto(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }

    public func close() {
        if let watch { loop.unwatch(watch) }
        watch = nil
        descriptor.close()
    }

    deinit { close() }

    /// So many at a time, that a flood does not keep everything else from the loop.
    private static let batch = 64

    private func receiveAll(_ onArrival: (Arrival) -> Void) {
        // One byte more than may come tells what was too long.
        let capacity = limitBytes + 1
        var buffer = [UInt8](repeating: 0, count: capacity)
        for _ in 0..<Self.batch where descriptor.number >= 0 {
            var sender = SocketAddress()
            let count = sender.withMutableSockaddr { address, length in
                recvfrom(descriptor.number, &buffer, capacity, 0, address, &length)
            }
            guard count >= 0 else { return }
            guard count <= limitBytes else { continue }
            onArrival(Arrival(bytes: Array(buffer[..<count]), sender: Endpoint(address: sender)))
        }
    }
}
