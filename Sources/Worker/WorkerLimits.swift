/// Every limit of the worker, with the reason for its number.
enum WorkerLimits {
    /// A coordinator answers a hello as soon as it has read it; after so long, it is not one, or it hangs.
    static let welcomeTimeoutMilliseconds = 10_000
    /// More often would be noise, and more seldom would lose leases.
    static let heartbeatMilliseconds = 100...60_000
    /// Running attempts and unacknowledged results together: a coordinator that never acknowledges is broken.
    static let heldAttempts = 4_096
    /// How long a drained worker waits for its last acknowledgements, counted from the last attempt's end, or from
    /// the last acknowledgement: long enough for a coordinator to be restarted, short enough for a person to wait.
    static let drainedDepartureMilliseconds = 10_000
    /// After SIGKILL a process is gone at once, unless it hangs in a broken disk or network file system.
    static let killedDepartureMilliseconds = 3_000
}
