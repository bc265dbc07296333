import FarmWire
import Invocation

/// Where a farm is, and what opens it.
public struct FarmEndpoint: Equatable, Sendable {
    public var address: HostPort
    /// Nil for a farm that is open to all who reach it, which is a farm on a loopback address.
    public var secret: FarmSecret?

    public init(_ address: HostPort, secret: FarmSecret? = nil) {
        self.address = address
        self.secret = secret
    }

    /// Reads the secret of `path`, if there is one, and checks that it is good for this role.
    public init(_ address: HostPort, secretFile path: String?, for role: PeerRole) throws(UserError) {
        self.init(address)
        guard let path else { return }
        let secret = try SecretFile.read(path)
        guard let usable = secret.restricted(to: FarmSecret.Scope(role), code: hmacSHA256) else {
            let wanted = FarmSecret.Scope(role).rawValue
            throw UserError(
                "the secret file \(path) cannot be used here",
                cause: "it holds a secret for \(secret.scope.rawValue), and one for \(wanted) is needed",
                hint: "where the farm's own secret is: renderctl --secret-file FARM secret new FILE --for \(wanted)",
                exitCode: .refused)
        }
        self.secret = usable
    }
}
