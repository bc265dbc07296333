import FarmWire
import Invocation
import LinuxIO

/// Asks the local networks for coordinators, and collects who answers in time.
public final class FarmSeeker {
    private let loop: EventLoop
    private let nonce = DiscoveryLimits.newNonce()
    private let port: UInt16
    private let completion: (Result<[FoundFarm], SystemError>) -> Void
    private var socket: DatagramSocket?
    private var found: [FoundFarm] = []

    /// Calls `completion` once, after `DiscoveryLimits.seekMilliseconds`, unless it is let go before.
    public init(
        loop: EventLoop, port: UInt16, completion: @escaping (Result<[FoundFarm], SystemError>) -> Void
    ) {
        self.loop = loop
        self.port = port
        self.completion = completion
    }

    public func start() {
        do throws(SystemError) {
            socket = try DatagramSocket(loop: loop, host: "0.0.0.0", port: 0, limitBytes: WireLimits.datagramBytes) {
                [weak self] in self?.note($0)
            }
        } catch {
            return completion(.failure(error))
        }
        // Datagrams get lost: a second question costs nothing.
        for moment in [0, DiscoveryLimits.seekMilliseconds / 3] {
            loop.after(milliseconds: moment) { [weak self] in self?.ask() }
        }
        loop.after(milliseconds: DiscoveryLimits.seekMilliseconds) { [weak self] in self?.finish() }
    }

    private func ask() {
        let question = DiscoveryMessage.seek(nonce: nonce).datagram
        let networks = NetworkInterface.all().filter(\.isRunning).compactMap(\.broadcastAddress)
        for host in ["127.0.0.1"] + networks {
            do throws(SystemError) {
                socket?.send(question, to: try DatagramSocket.endpoint(host: host, port: port))
            } catch {
                // A network that cannot be written to has nobody on it, as far as this machine is concerned.
                continue
            }
        }
    }

    private func note(_ arrival: DatagramSocket.Arrival) {
        guard case .here(nonce, let announcement)? = DiscoveryMessage(datagram: arrival.bytes),
            found.count < DiscoveryLimits.foundFarms
        else { return }
        let farm = FoundFarm(announcement, heardFrom: arrival.sender.host)
        // Loopback is asked first, and the nearest of its addresses is the one to use.
        if !found.contains(where: { $0.farm == farm.farm }) { found.append(farm) }
    }

    private func finish() {
        socket?.close()
        socket = nil
        completion(.success(found))
    }
}
