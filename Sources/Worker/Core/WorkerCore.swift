import FarmModel
import FarmWire

/// Every decision of a worker: when to connect, what to take on, what to answer, when to leave. A value without
/// clock, randomness or input and output; `WorkerShell` carries out what it decides.
///
/// A result is kept until the coordinator has acknowledged it, and running attempts do not notice whether there is a
/// connection: so a coordinator may be killed and restarted without any work being lost.
struct WorkerCore: Sendable {
    /// What each hello says, except for the held attempts and the draining.
    let identity: WorkerHello
    var link: Link = .idle
    var departure: Departure = .staying
    /// In the order in which they were taken on.
    var held: [HeldAttempt] = []
    var reconnectDelay = ReconnectDelay()
    /// What has been complained about since the last welcome: each kind of trouble is said once.
    var complaints: [Complaint] = []
    /// When the coordinator was last heard, on this connection.
    var heardAt = Timestamp(milliseconds: 0)
    /// When the last welcomed connection ended; nil before the first.
    var awaySince: Timestamp?
    /// A worker that has held nothing for so long leaves by itself; nil to stay for ever.
    let idleExitMilliseconds: Int?

    /// Where the conversation with the coordinator stands.
    enum Link: Equatable, Sendable {
        /// No connection, and none in the making; goes to `connecting`.
        case idle
        /// Goes to `greeting`, or back to `idle`.
        case connecting
        /// The hello is sent; goes to `joined` by a welcome, or back to `idle`.
        case greeting
        /// The coordinator knows this worker; goes back to `idle`.
        case joined(since: Timestamp, heartbeatMilliseconds: Int)
    }

    /// Whether the worker wants to stay.
    enum Departure: Equatable, Sendable {
        case staying
        /// Finishes what it holds and takes nothing new. `bySignal`: a further signal stops it at once.
        case draining(bySignal: Bool)
        /// Everything was killed; the worker leaves as soon as all its processes are gone.
        case stopping(WorkerEnd)
        /// The shell was told to leave: nothing is handled any more.
        case gone
    }

    enum Complaint: Equatable, Sendable {
        case cannotConnect
        case connectionLost
        case notACoordinator
        case turnedAway
        case distrust
    }

    init(identity: WorkerHello, idleExitMilliseconds: Int? = nil) {
        self.identity = identity
        self.idleExitMilliseconds = idleExitMilliseconds
    }

    mutating func handle(_ event: WorkerEvent, at now: Timestamp) -> [WorkerEffect] {
        if departure == .gone { return [] }
        let wasIdle = event != .started && held.isEmpty
        return decide(event, at: now) + watchIdleness(wasIdle: wasIdle)
    }

    private mutating func decide(_ event: WorkerEvent, at now: Timestamp) -> [WorkerEffect] {
        switch event {
        case .started: return onStarted()
        case .connected: return onConnected()
        case .connectionFailed(let cause): return onConnectionFailed(cause)
        case .connectionLost(let cause): return onConnectionLost(cause, at: now)
        case .nonsenseReceived(let detail): return onNonsense(detail, at: now)
        case .distrusted(let cause): return onDistrust(cause, at: now)
        case .received(let message): return onMessage(message, at: now)
        case .attemptEnded(let attempt, let outcome): return onAttemptEnded(attempt, outcome)
        case .timerFired(let timer): return onTimer(timer, at: now)
        case .stopRequested: return onStopRequested()
        }
    }

    var isJoined: Bool {
        if case .joined = link { true } else { false }
    }

    var isDraining: Bool { departure != .staying }

    /// Attempts that occupy a slot, oldest first.
    var running: [AttemptID] {
        held.filter(\.occupiesSlot).map(\.attempt)
    }

    private mutating func onTimer(_ timer: WorkerTimer, at now: Timestamp) -> [WorkerEffect] {
        switch timer {
        case .reconnect: onReconnectDue()
        case .welcome: onWelcomeMissing(at: now)
        case .heartbeat: onHeartbeatDue(at: now)
        case .departure: onDepartureDue()
        case .idleness: onIdleTooLong()
        }
    }
}
