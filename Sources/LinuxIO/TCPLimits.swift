/// What one connection may hold in memory, and for how long it may take to end.
public struct TCPLimits: Sendable {
    /// Input that nobody consumes: the longest message there is. 1 MiB is a thousand times the usual one.
    public var inputLimitBytes = 1 << 20
    /// Output that the peer does not take. 8 MiB is seconds of traffic; a peer that far behind is stuck.
    public var outgoingLimitBytes = 8 << 20
    /// How long `closeAfterFlush` may take altogether.
    public var lingerMilliseconds = 5000
    /// Of a file at once, before another connection has its turn: the price of the call is lost in so much.
    public var filePieceBytes = 64 << 10

    public init() {}
}

/// Why a connection ended.
public enum CloseReason: Equatable, Sendable, CustomStringConvertible {
    case closedLocally
    case peerClosed
    case inputTooLong
    case outputTooSlow
    case failed(SystemError)

    public var description: String {
        switch self {
        case .closedLocally: "closed on this side"
        case .peerClosed: "closed by the other side"
        case .inputTooLong: "a message exceeded the limit"
        case .outputTooSlow: "the other side does not read"
        case .failed(let error): error.cause
        }
    }
}
