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
}
