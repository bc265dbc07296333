import Foundation
import Glibc
import Synchronization

/// Somebody between a peer and the coordinator: passes on one connection, and keeps what the peer says.
final class Eavesdropper: Sendable {
    let address: String
    private let overheard = Mutex<(bytes: [UInt8], isOver: Bool)>(([], false))

    init(to coordinator: String) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withSockaddr(&place) { bind(listener, $0, length) | listen(listener, 1) }
        guard result == 0, withSockaddr(&place, { getsockname(listener, $0, &length) }) == 0 else {
            throw HarnessError("cannot listen: \(String(cString: strerror(errno)))")
        }
        address = "127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
        guard let port = coordinator.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw HarnessError("no port in \(coordinator)")
        }
        Thread.detachNewThread { [self] in
            let peer = accept(listener, nil, nil)
            let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var target = loopback(port: port)
            let reached = withSockaddr(&target) { connect(far, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
            if reached == 0 { passOn(peer, far) }
            for descriptor in [peer, far, listener] { close(descriptor) }
            overheard.withLock { $0.isOver = true }
        }
    }

    private func passOn(_ peer: Int32, _ far: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var ready = [peer, far].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&ready, 2, 60_000) > 0 else { return }
            for (from, to) in [(0, far), (1, peer)] where ready[from].revents != 0 {
                let count = recv(ready[from].fd, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                if from == 0 { overheard.withLock { $0.bytes += buffer[..<count] } }
                Glibc.send(to, buffer, count, Int32(MSG_NOSIGNAL))
            }
        }
    }

    /// All that the peer has said, once it has hung up.
    func spoken() throws -> String {
        try waitFor("the end of the connection") { overheard.withLock { $0.isOver } }
        return String(decoding: overheard.withLock { $0.bytes }, as: UTF8.self)
    }
}

private func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}

private func withSockaddr<Result>(_ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result)
    -> Result
{
    withUnsafeMutablePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
}
