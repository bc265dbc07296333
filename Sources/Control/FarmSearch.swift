import FarmDiscovery
import FarmSecrets
import Invocation
import LinuxIO

/// Looks for a coordinator where none was named and none listens on this machine. Looks once.
final class FarmSearch {
    private let port: UInt16
    private var found: FarmEndpoint?
    private var isOver = false

    init(port: UInt16) { self.port = port }

    /// The farm to talk to instead of `usual`; `usual` itself where it answers, or nothing better is found.
    func farm(insteadOf usual: FarmEndpoint, _ output: Output) -> FarmEndpoint {
        guard !isOver else { return found ?? usual }
        isOver = true
        guard !answers(usual.address) else { return usual }
        do throws(SystemError) {
            let choice = try FarmChoice.search(port: port, hasSecret: usual.secret != nil)
            if case .use(let farm) = choice {
                output.note("no coordinator on this machine: using the one found at \(farm.address) (\(farm.host))")
                found = FarmEndpoint(farm.address, secret: usual.secret)
            } else if choice != .none, let obstacle = choice.obstacle {
                output.note("no coordinator on this machine: \(obstacle)")
            }
        } catch {
            // Without a network there is nothing to find, and what follows says that nobody listens here.
            found = nil
        }
        return found ?? usual
    }

    private func answers(_ address: HostPort) -> Bool {
        do throws(LineClientError) {
            _ = try BlockingLineClient(
                host: address.host, port: address.port, timeoutMilliseconds: 1_000, lineLimitBytes: 1)
            return true
        } catch {
            // Whatever else is wrong there is for the person to know.
            if case .refused = error { return false }
            return true
        }
    }
}
