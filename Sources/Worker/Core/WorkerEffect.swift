import FarmModel
import FarmWire

/// What the shell is to do. Effects are carried out in order.
enum WorkerEffect: Equatable, Sendable {
    /// Leads to `connected` or `connectionFailed`.
    case connect
    /// Close the connection, or give up connecting. No event follows.
    case disconnect
    case send(WorkerMessage)
    /// Send a heartbeat with the machine's load and the progress of these attempts.
    case sendHeartbeat(running: [AttemptID])
    /// Leads to exactly one `attemptEnded`.
    case start(AttemptID, ChunkID, RenderTask)
    /// Stop the attempt; politely at first. Its `attemptEnded` still comes.
    case stop(AttemptID)
    /// Kill what runs, at once. Each `attemptEnded` still comes.
    case killAll
    case startTimer(WorkerTimer, milliseconds: Int)
    case stopTimer(WorkerTimer)
    case say(WorkerNotice)
    /// Send what is still unsent, then end the process. Nothing is handled afterwards.
    case leave(WorkerEnd)
}

/// Why a worker process ends.
enum WorkerEnd: Equatable, Sendable {
    /// Everything was finished first.
    case drained
    /// Stopped at once by a second signal.
    case interrupted
    /// The coordinator does not want this worker, and will not change its mind.
    case turnedAway(reason: String)
    /// It has no secret, or another one than the coordinator.
    case distrust(cause: String)
}

/// What a person who reads the worker's log learns.
enum WorkerNotice: Equatable, Sendable {
    case joined(WorkerID)
    case joinedAgain(WorkerID, awayMilliseconds: Int)
    case cannotConnect(cause: String)
    case connectionLost(cause: String)
    case notACoordinator(detail: String)
    case turnedAwayForNow(reason: String)
    case distrustForNow(cause: String)
    case draining(running: Int)
    case idleTooLong(milliseconds: Int)
    case stopping(running: Int)
    case leftUnacknowledged(results: Int)
}
