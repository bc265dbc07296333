import CLinux
import Glibc

/// A resolved IPv4 or IPv6 address with its port.
struct SocketAddress {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    var family: Int32 { Int32(storage.ss_family) }

    /// Every address that `host` stands for, in the order of preference. Blocks while it resolves.
    static func resolve(host: String, port: UInt16, forListening: Bool) throws(SystemError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV | (forListening ? AI_PASSIVE : 0)
        var found: UnsafeMutablePointer<addrinfo>?
        let failure = getaddrinfo(host, String(port), &hints, &found)
        guard failure == 0 else {
            let detail = failure == EAI_SYSTEM ? nil : String(cString: gai_strerror(failure)).lowercased()
            throw SystemError(
                operation: "resolve", subject: host, code: failure == EAI_SYSTEM ? errno : 0, detail: detail)
        }
        defer { freeaddrinfo(found) }
        var addresses: [SocketAddress] = []
        var next = found
        while let entry = next {
            if let bytes = entry.pointee.ai_addr {
                addresses.append(SocketAddress(copying: bytes, length: entry.pointee.ai_addrlen))
            }
            next = entry.pointee.ai_next
        }
        return addresses
    }

    /// The address that `host` spells in digits; nil for a name, which only asking tells.
    static func numeric(host: String, port: UInt16) -> SocketAddress? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0 else { return nil }
        defer { freeaddrinfo(found) }
        guard let entry = found?.pointee, let bytes = entry.ai_addr else { return nil }
        return SocketAddress(copying: bytes, length: entry.ai_addrlen)
    }

    init() {}

    private init(copying bytes: UnsafePointer<sockaddr>, length: socklen_t) {
        withUnsafeMutableBytes(of: &storage) { target in
            target.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: Int(length)))
        }
        self.length = length
    }

    /// The address that the kernel gives a socket; `getsockname`, `getpeername` and `accept` fill it in.
    mutating func withMutableSockaddr<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
        }
    }

    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    var port: UInt16 {
        withUnsafeBytes(of: storage) { bytes in
            // sin_port and sin6_port lie in the same place.
            UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }

    /// True for 127.0.0.0/8, ::1 and the former written as IPv6.
    var isLoopback: Bool {
        withUnsafeBytes(of: storage) { bytes in
            if family == AF_INET { return bytes[4] == 127 }
            guard family == AF_INET6 else { return false }
            let address = bytes[8..<24]
            let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
            if address.starts(with: mapped) { return bytes[20] == 127 }
            return address.dropLast().allSatisfy { $0 == 0 } && address.last == 1
        }
    }

    /// "127.0.0.1:7420" or "[::1]:7420".
    var description: String { endpointText(host: host, port: port) }

    /// "127.0.0.1" or "::1".
    var host: String {
        var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let failure = withSockaddr { pointer, length in
            getnameinfo(pointer, length, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
        }
        return failure == 0 ? string(fromTerminated: name) : "unknown address"
    }
}

/// "host:port", with an IPv6 address in brackets.
func endpointText(host: String, port: UInt16) -> String {
    host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
}

func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) throws(SystemError) {
    var value = value
    guard setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
        throw SystemError(operation: "set a socket option")
    }
}

/// Small messages go out at once, and a peer whose machine vanished is noticed
/// within two minutes even if nobody sends anything.
func prepareStream(_ descriptor: Int32) throws(SystemError) {
    try setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    try setOption(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
    try setOption(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 60)
    try setOption(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 15)
    try setOption(descriptor, Int32(IPPROTO_TCP), TCP_KEEPCNT, 4)
}

/// Takes the error that a non-blocking operation left on the socket; 0 when there is none.
func takePendingError(_ descriptor: Int32) -> Int32 {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { return errno }
    return code
}
