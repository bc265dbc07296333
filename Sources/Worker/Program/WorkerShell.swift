import FarmModel
import FarmSecrets
import FarmWire
import Invocation
import LinuxIO

/// Carries out what `WorkerCore` decides: holds the connection, the timers and the attempts' processes.
///
/// Events are handled one after the other, also those that carrying out an effect brings about.
final class WorkerShell {
    private let loop: EventLoop
    private let around: AttemptSurroundings
    private let farm: FarmEndpoint
    private let seekPort: UInt16?
    private let monitor: MachineMonitor
    private var core: WorkerCore
    private var link: CoordinatorLink?
    private var attempts: [AttemptID: AttemptProcess] = [:]
    private var timers: [WorkerTimer: LoopTimer] = [:]
    private var events: [WorkerEvent] = []
    private var isHandling = false
    private var end: WorkerEnd?

    init(
        identity: WorkerHello, idleExitMilliseconds: Int?, farm: FarmEndpoint, seekPort: UInt16?,
        around: AttemptSurroundings
    ) {
        loop = around.loop
        self.around = around
        self.farm = farm
        self.seekPort = seekPort
        monitor = MachineMonitor(scratch: around.scratch.path)
        core = WorkerCore(identity: identity, idleExitMilliseconds: idleExitMilliseconds)
    }

    /// Works until the core says to leave.
    func run() throws(SystemError) -> WorkerEnd {
        link = CoordinatorLink(loop: loop, farm: farm, seekPort: seekPort) { [unowned self] in handle($0) }
        handle(.started)
        loop.every(milliseconds: WorkerLimits.logMilliseconds) { [unowned self] in sendLogs() }
        try loop.run()
        return end ?? .drained
    }

    /// The first time: finish, then leave. The second time: leave at once.
    func requestStop() {
        handle(.stopRequested)
    }

    private func handle(_ event: WorkerEvent) {
        events.append(event)
        guard !isHandling else { return }
        isHandling = true
        defer { isHandling = false }
        while !events.isEmpty {
            // Only differences count, so the clock that nobody sets is the right one.
            let now = Timestamp(milliseconds: FarmClock.monotonicMilliseconds())
            for effect in core.handle(events.removeFirst(), at: now) { perform(effect) }
        }
    }

    private func perform(_ effect: WorkerEffect) {
        switch effect {
        case .connect: link?.connect()
        case .disconnect: link?.disconnect()
        case .send(let message):
            // What is said of an attempt is of interest only until its end is known.
            if case .hello = message, let address = link?.address {
                around.media.client.follow(toHost: address.host, port: address.port)
            } else {
                sendLogs()
            }
            link?.send(message)
        case .sendHeartbeat(let running): sendHeartbeat(running)
        case .start(let attempt, let chunk, let task): start(attempt, chunk, task)
        case .stop(let attempt): attempts[attempt]?.stop()
        case .killAll: for attempt in attempts.values { attempt.kill() }
        case .startTimer(let timer, let milliseconds): startTimer(timer, milliseconds)
        case .stopTimer(let timer): timers.removeValue(forKey: timer)?.cancel()
        case .say(let notice): WorkerLog.say(notice.text(coordinator: (link?.address ?? farm.address).description))
        case .leave(let end): leave(end)
        }
    }

    private func start(_ attempt: AttemptID, _ chunk: ChunkID, _ task: RenderTask) {
        let process = AttemptProcess(attempt, chunk: chunk, task: task, around: around) { [unowned self] outcome in
            attempts[attempt] = nil
            handle(.attemptEnded(attempt, outcome))
        }
        attempts[attempt] = process
        process.start()
    }

    private func sendLogs() {
        guard core.isJoined else { return }
        for message in around.unsentLogs.takeMessages() { link?.send(message) }
    }

    private func sendHeartbeat(_ running: [AttemptID]) {
        let progress = running.compactMap { attempts[$0]?.progress }
        link?.send(.heartbeat(Heartbeat(machine: monitor.load(), running: progress)))
    }

    private func startTimer(_ timer: WorkerTimer, _ milliseconds: Int) {
        timers.removeValue(forKey: timer)?.cancel()
        var delay = milliseconds
        if timer == .reconnect {
            delay += Int.random(in: 0...max(1, milliseconds * WorkerLimits.reconnectJitterPercent / 100))
        }
        timers[timer] = loop.after(milliseconds: delay) { [unowned self] in
            timers[timer] = nil
            handle(.timerFired(timer))
        }
    }

    private func leave(_ end: WorkerEnd) {
        self.end = end
        for timer in timers.values { timer.cancel() }
        for attempt in attempts.values { attempt.abandon() }
        around.media.relay.closeForGood()
        around.media.archives.closeForGood()
        around.scratch.removeStills()
        link?.closeForGood { [unowned self] in loop.stop() }
    }
}
