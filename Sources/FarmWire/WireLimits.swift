/// The version of the wire, which both sides must share.
public enum WireProtocol {
    public static let version = 1
}

/// Every limit of what travels and of what is stored, with the reason for its number.
public enum WireLimits {
    /// The largest message of a worker is a heartbeat with all its attempts, or a failure with its last lines: both
    /// stay far below a megabyte.
    public static let workerLineBytes = 1 << 20
    /// The largest message to a worker is an assignment with two paths and a filter chain.
    public static let coordinatorLineBytes = 1 << 20
    /// A request with paths and a filter chain of the largest size, and room for escapes.
    public static let requestLineBytes = 256 << 10
    /// The manifest of a video with the most chunks, each with an error and its last lines.
    public static let replyLineBytes = 64 << 20
    /// The plan of a video with the most chunks takes two megabytes; longer than this is damage.
    public static let journalLineBytes = 64 << 20
    /// The first line of a connection, before anything is known about the peer: ten thousand strangers that stop in the
    /// middle of it must not fill the memory. A worker's hello with as many held attempts as a worker may have, and
    /// every encoder of an ffmpeg with everything built in, takes less than half of this.
    public static let helloLineBytes = 128 << 10
    /// The lines of a handshake hold a nonce, a proof and a few words; whoever has proved nothing makes the coordinator
    /// keep no more than this.
    public static let handshakeLineBytes = 1 << 10
    /// What a client may ask for to measure the way: a second of a fast network, and far below a reply's limit.
    public static let probeBytes = 8 << 20
    /// One that fits into every network's packets; the question is filled up to it, so that no answer is longer.
    public static let datagramBytes = 640
    /// Names in a datagram come from strangers, and are shown.
    static let datagramNameBytes = 64
    /// Some levels more than the deepest message has.
    public static let depth = 16

    /// Results that a worker may hold through a long absence of the coordinator.
    public static let heldAttempts = 10_000
    /// ffmpeg has about 200 video encoders with everything built in.
    public static let encoders = 1_000
    /// The farm knows a dozen encoders.
    public static let encoderBuilds = 64
    public static let cores = 4_096
    /// More than `FarmLimits` keeps of a failure: a result is not lost because of a line too many.
    public static let failureLines = 64
    public static let failureLineBytes = 4_096
    /// No count from outside may come near an overflow when it is added up.
    public static let count = 1 << 40
    public static let byteCount: Int64 = 1 << 53

    /// Of an attempt's log, in one message: what an ffmpeg says that is not at its wits' end.
    public static let logLines = 200

    /// A chunk has a handful of ways to begin.
    public static let chunkStarts = 16

    /// More than browsers send to a page without cookies.
    public static let httpHeadBytes = 8 << 10
    public static let httpHeaders = 64
}
