/// For whom a route is. What that demands is decided in one place: `HTTPServer.mayAsk`.
public enum HTTPAudience: Equatable, Sendable {
    /// Tells nothing that is worth hiding.
    case anybody
    /// Whoever may look at jobs, submit and steer them.
    case clients
    /// Whoever holds the lease of an attempt. The route itself checks the attempt's token.
    case leaseholders
}
