import CLinux
import Glibc

/// An IPv4 address of this machine, and the network behind it.
public struct NetworkInterface: Equatable, Sendable {
    public let name: String
    /// As in `192.168.1.5`.
    public let address: String
    /// What reaches all others on its network; nil where there is no such thing.
    public let broadcastAddress: String?
    public let isLoopback: Bool
    public let isRunning: Bool

    /// All of them; none where the kernel does not tell.
    public static func all() -> [NetworkInterface] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        var found: [NetworkInterface] = []
        var next = first
        while let entry = next {
            if let interface = NetworkInterface(entry.pointee) { found.append(interface) }
            next = entry.pointee.ifa_next
        }
        return found
    }

    private init?(_ entry: ifaddrs) {
        guard let address = Self.text(entry.ifa_addr) else { return nil }
        let flags = Int(entry.ifa_flags)
        let canBroadcast = flags & Int(IFF_BROADCAST) != 0
        name = String(cString: entry.ifa_name)
        self.address = address
        broadcastAddress = canBroadcast ? Self.text(entry.ifa_ifu.ifu_broadaddr) : nil
        isLoopback = flags & Int(IFF_LOOPBACK) != 0
        isRunning = flags & Int(IFF_RUNNING) != 0
    }

    private static func text(_ address: UnsafeMutablePointer<sockaddr>?) -> String? {
        guard let address, Int32(address.pointee.sa_family) == AF_INET else { return nil }
        var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard getnameinfo(address, length, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0 else {
            return nil
        }
        return string(fromTerminated: name)
    }
}
