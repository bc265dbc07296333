import FarmWire
import Invocation
import LinuxIO

/// A coordinator's side of being found: answers those who seek, and says nothing by itself.
public final class FarmBeacon {
    private let announcement: Announcement
    private var socket: DatagramSocket?
    private var answersThisSecond = 0
    private let loop: EventLoop

    /// - Parameters:
    ///   - listen: where the coordinator listens: on loopback it is found from this machine only.
    ///   - port: where seekers ask.
    public init(
        loop: EventLoop, listen: HostPort, port: UInt16, version: String, needsSecret: Bool
    ) throws(SystemError) {
        self.loop = loop
        let isEverywhere = ["0.0.0.0", "::", "*"].contains(listen.host)
        announcement = Announcement(
            farm: DiscoveryLimits.newNonce(), host: MachineProbe.hostName(),
            address: isEverywhere ? nil : listen.host, port: Int(listen.port), version: version,
            needsSecret: needsSecret)
        // What is broadcast reaches only sockets that are bound to all addresses.
        let host = listen.isLoopback ? "127.0.0.1" : "0.0.0.0"
        socket = try DatagramSocket(loop: loop, host: host, port: port, limitBytes: WireLimits.datagramBytes) {
            [unowned self] in answer($0)
        }
        loop.every(milliseconds: 1_000) { [weak self] in self?.answersThisSecond = 0 }
    }

    private func answer(_ arrival: DatagramSocket.Arrival) {
        guard answersThisSecond < DiscoveryLimits.answersPerSecond,
            case .seek(let nonce)? = DiscoveryMessage(datagram: arrival.bytes)
        else { return }
        answersThisSecond += 1
        let answer = DiscoveryMessage.here(nonce: nonce, announcement).datagram
        // A nonce may be spelt so that it grows on its way back.
        if answer.count <= arrival.bytes.count { socket?.send(answer, to: arrival.sender) }
    }
}
