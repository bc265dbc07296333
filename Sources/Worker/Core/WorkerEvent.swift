import FarmModel
import FarmWire

/// What happens to a worker, as its shell saw it.
enum WorkerEvent: Equatable, Sendable {
    /// The process is ready to work. Comes first, and once.
    case started
    /// There is a connection, on which both sides have proved themselves where the farm has a secret.
    case connected
    case connectionFailed(cause: String)
    /// An established connection ended, and not because the core said `disconnect`.
    case connectionLost(cause: String)
    /// The other side sent something that is not a message to a worker.
    case nonsenseReceived(detail: String)
    /// One of the two sides could not prove to the other that it knows the farm's secret.
    case distrusted(cause: String)
    case received(CoordinatorMessage)
    /// An attempt that was told to `start` is over, its process gone and its temporaries removed.
    case attemptEnded(AttemptID, AttemptOutcome)
    case timerFired(WorkerTimer)
    /// A person or a script sent SIGTERM or SIGINT.
    case stopRequested
}

/// How an attempt ended.
enum AttemptOutcome: Equatable, Sendable {
    case succeeded(AttemptProduct)
    case failed(AttemptFailure)
}

/// The timers of a worker. Starting one again replaces it.
enum WorkerTimer: Hashable, Sendable {
    /// Until the next try to connect.
    case reconnect
    /// How long the coordinator may take to answer the hello.
    case welcome
    /// Until the next heartbeat.
    case heartbeat
    /// How long a worker that wants to leave waits for what is still missing.
    case departure
    /// How long a worker that holds nothing stays, where that is limited.
    case idleness
}
