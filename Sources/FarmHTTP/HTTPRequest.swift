import FarmWire

/// A request and who sent it.
public struct HTTPRequest {
    public let head: HTTPRequestHead
    /// The parts of the path that the route names.
    public let parameters: [String: String]
    public let audience: HTTPAudience
    /// "127.0.0.1:51234".
    public let peer: String
    public let isLoopbackPeer: Bool

    public func parameter(_ name: String) -> String { parameters[name] ?? "" }

    public func query(_ name: String) -> String? { HTTPPath.value(of: name, in: head.query) }

    /// The token of `Authorization: Bearer TOKEN`.
    public var bearerToken: String? {
        guard let value = head["authorization"], value.lowercased().hasPrefix("bearer ") else { return nil }
        return String(value.dropFirst(7))
    }
}

/// For whom a route is. What that demands is decided in one place: `HTTPServer.mayAsk`.
public enum HTTPAudience: Equatable, Sendable {
    /// Tells nothing that is worth hiding.
    case anybody
    /// Whoever may look at jobs, submit and steer them.
    case clients
    /// Whoever holds the lease of an attempt. The route itself checks the attempt's token.
    case leaseholders
}
