import FarmWire
import Invocation

/// A coordinator that said it was there. Nothing of it is believed before the handshake.
public struct FoundFarm: Equatable, Sendable {
    public var farm: String
    public var host: String
    public var address: HostPort
    public var version: String
    public var needsSecret: Bool

    public init(_ announcement: Announcement, heardFrom sender: String) {
        farm = announcement.farm
        host = announcement.host
        address = HostPort(host: announcement.address ?? sender, port: UInt16(clamping: announcement.port))
        version = announcement.version
        needsSecret = announcement.needsSecret
    }
}

/// What is made of those that were found.
public enum FarmChoice: Equatable, Sendable {
    case use(FoundFarm)
    case none
    /// Which one is meant only a person can say.
    case several([FoundFarm])
    /// It is on another machine, and without a secret nobody could tell it from an impostor.
    case needsSecret(FoundFarm)

    public init(among found: [FoundFarm], hasSecret: Bool) {
        guard let first = found.first else {
            self = .none
            return
        }
        guard found.count == 1 else {
            self = .several(found)
            return
        }
        self = first.address.isLoopback || hasSecret ? .use(first) : .needsSecret(first)
    }

    /// Why there is none to use, for people; nil where there is.
    public var obstacle: String? {
        switch self {
        case .use: nil
        case .none: "none answered on the local networks either"
        case .several(let farms):
            "several answered on the local networks: "
                + farms.map { "\($0.address) (\($0.host))" }.joined(separator: ", ") + "; name one with --coordinator"
        case .needsSecret(let farm):
            "one answered at \(farm.address) (\(farm.host)), and only a secret would tell it from an impostor: "
                + "give it with --secret-file"
        }
    }
}
