/// The limits of HTTP on both sides, each with the reason for its number.
public struct HTTPLimits: Sendable {
    /// From the first byte of a head to its last: it is one small packet.
    public var headMilliseconds: Int64 = 10_000
    /// Between two requests: browsers keep connections that long, and new ones are cheap.
    public var idleMilliseconds: Int64 = 60_000
    /// A body that moves less than this in so long has stalled, or somebody drips bytes to hold a connection. A modem is
    /// a hundred times faster.
    public var windowMilliseconds: Int64 = 30_000
    public var windowBytes: Int64 = 4 << 10
    /// A body that is kept in memory: the largest request, as on a line.
    public var bodyBytes = 256 << 10
    /// What may wait for the subscriber of a stream: thousands of events. Who is further behind misses some.
    public var streamBytes = 256 << 10

    public init() {}
}
