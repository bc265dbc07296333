import CLinux
import Glibc

/// A single-threaded, level-triggered epoll loop.
///
/// The loop and everything that hangs on it belong to the thread that runs it;
/// other threads reach it only through its `poster` or a `Mailbox`. One turn of
/// the loop handles a batch of ready descriptors, then what other threads posted,
/// then due timers, then the end-of-turn work, so that many small messages
/// become one write, and last some of what moves bytes in bulk.
public final class EventLoop {
    /// What to wait for. With neither, only hang-ups and errors are reported.
    public struct Interest: OptionSet, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        public static let readable = Interest(rawValue: EPOLLIN.rawValue)
        public static let writable = Interest(rawValue: EPOLLOUT.rawValue)
    }

    /// What the kernel reported.
    public struct Readiness: OptionSet, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        public static let readable = Readiness(rawValue: EPOLLIN.rawValue)
        public static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
        public static let hangUp = Readiness(rawValue: EPOLLHUP.rawValue)
        public static let failed = Readiness(rawValue: EPOLLERR.rawValue)
    }

    /// A watched descriptor. The generation tells it from a later one with the same number.
    public struct Registration: Equatable {
        let descriptor: Int32
        let generation: UInt32
    }

    private struct Watch {
        let generation: UInt32
        let handler: (Readiness) -> Void
    }

    /// Hand this to other threads.
    public let poster: LoopPoster

    /// Everything read from sockets and pipes lands here first, so that an idle
    /// connection needs no buffer. 256 KiB takes what a socket holds in one call.
    let sharedReadBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 64)

    /// Ready descriptors taken from the kernel at once; more wait for the next turn.
    private static let batchSize = 512
    private static let endOfTurnRounds = 4
    /// A tenth of a millisecond: however many files are being sent, no message waits for longer.
    private static let bulkBytesPerTurn = 256 << 10
    private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: EventLoop.batchSize)
    private let epoll: FileDescriptor
    private var watches: [Watch?] = []
    private var nextGeneration: UInt32 = 1
    private let timers = TimerSchedule()
    private(set) lazy var resolver = NameResolver(loop: self)
    private var endOfTurnWork: [() -> Void] = []
    private var bulkWork: [() -> Int] = []
    private var mailboxDrains: [() -> Void] = []
    private var signals: SignalSource?
    private var isStopping = false

    public init() throws(SystemError) {
        let number = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard number >= 0 else { throw SystemError(operation: "create an epoll instance") }
        epoll = FileDescriptor(adopting: number)
        poster = try LoopPoster()
        _ = try watch(poster.descriptor, for: .readable) { [unowned self] _ in runPosts() }
    }

    deinit {
        events.deallocate()
        sharedReadBuffer.deallocate()
    }

    // MARK: Running

    /// Runs until `stop()`; the turn in which it is called is finished first.
    public func run() throws(SystemError) {
        defer { isStopping = false }
        while !isStopping { try turn(latestNanoseconds: nil) }
    }

    /// Runs until the condition holds, `stop()` or the deadline; true if it came to hold.
    public func run(until condition: () -> Bool, deadlineMilliseconds: Int) throws(SystemError) -> Bool {
        defer { isStopping = false }
        let deadline = FarmClock.monotonicNanoseconds() + Int64(deadlineMilliseconds) * 1_000_000
        while !condition() {
            if isStopping || FarmClock.monotonicNanoseconds() >= deadline { return false }
            try turn(latestNanoseconds: deadline)
        }
        return true
    }

    /// Ends `run()` at the end of this turn.
    public func stop() { isStopping = true }

    private func turn(latestNanoseconds: Int64?) throws(SystemError) {
        let count = epoll_wait(epoll.number, events, Int32(Self.batchSize), waitMilliseconds(latestNanoseconds))
        if count < 0 && errno != EINTR { throw SystemError(operation: "wait for events") }
        for index in 0..<max(0, Int(count)) {
            let event = events[index]
            let slot = Int(event.data.u64 & 0xffff_ffff)
            let generation = UInt32(event.data.u64 >> 32)
            // A handler earlier in this batch may have closed the descriptor.
            guard slot < watches.count, let watch = watches[slot], watch.generation == generation else { continue }
            watch.handler(Readiness(rawValue: event.events))
        }
        runDueTimers()
        runEndOfTurnWork()
        runBulkWork()
    }

    private func waitMilliseconds(_ latestNanoseconds: Int64?) -> Int32 {
        if !endOfTurnWork.isEmpty || !bulkWork.isEmpty || isStopping { return 0 }
        var due = timers.nextDueNanoseconds()
        if let latestNanoseconds { due = min(due ?? latestNanoseconds, latestNanoseconds) }
        guard let due else { return -1 }
        let remaining = due - FarmClock.monotonicNanoseconds()
        // Rounded up: a loop that wakes a moment early would spin until the timer is due.
        return Int32(clamping: max(0, (remaining + 999_999) / 1_000_000))
    }

    // MARK: Descriptors

    public func watch(
        _ descriptor: Int32, for interest: Interest, _ handler: @escaping (Readiness) -> Void
    ) throws(SystemError) -> Registration {
        let registration = Registration(descriptor: descriptor, generation: nextGeneration)
        guard control(EPOLL_CTL_ADD, registration, interest) else {
            throw SystemError(operation: "watch descriptor", subject: String(descriptor))
        }
        nextGeneration &+= 1
        while watches.count <= Int(descriptor) { watches.append(nil) }
        watches[Int(descriptor)] = Watch(generation: registration.generation, handler: handler)
        return registration
    }

    /// A registration that is no longer current is ignored.
    public func modify(_ registration: Registration, to interest: Interest) {
        guard isCurrent(registration) else { return }
        // A change asks for no resources: it fails only if the descriptor was closed
        // without `unwatch`, and then there is nothing left to wait for.
        _ = control(EPOLL_CTL_MOD, registration, interest)
    }

    /// Call this before closing the descriptor. A registration that is no longer current is ignored.
    public func unwatch(_ registration: Registration) {
        guard isCurrent(registration) else { return }
        watches[Int(registration.descriptor)] = nil
        // The only ways to fail mean that the kernel has forgotten the descriptor already.
        epoll_ctl(epoll.number, EPOLL_CTL_DEL, registration.descriptor, nil)
    }

    private func isCurrent(_ registration: Registration) -> Bool {
        let slot = Int(registration.descriptor)
        return slot < watches.count && watches[slot]?.generation == registration.generation
    }

    private func control(_ operation: Int32, _ registration: Registration, _ interest: Interest) -> Bool {
        var event = epoll_event()
        event.events = interest.rawValue
        event.data.u64 = UInt64(registration.generation) << 32 | UInt64(UInt32(bitPattern: registration.descriptor))
        return epoll_ctl(epoll.number, operation, registration.descriptor, &event) == 0
    }

    // MARK: Timers

    @discardableResult
    public func after(milliseconds: Int, _ body: @escaping () -> Void) -> LoopTimer {
        addTimer(delayMilliseconds: milliseconds, intervalMilliseconds: 0, body)
    }

    /// Fires every `milliseconds` (at least 1), first after that time. Ticks that were missed are skipped.
    @discardableResult
    public func every(milliseconds: Int, _ body: @escaping () -> Void) -> LoopTimer {
        addTimer(delayMilliseconds: max(1, milliseconds), intervalMilliseconds: max(1, milliseconds), body)
    }

    public func cancel(_ timer: LoopTimer) { timer.cancel() }

    private func addTimer(
        delayMilliseconds: Int, intervalMilliseconds: Int, _ body: @escaping () -> Void
    ) -> LoopTimer {
        let interval = Int64(intervalMilliseconds) * 1_000_000
        let timer = LoopTimer(intervalNanoseconds: interval, schedule: timers, body: body)
        let due = FarmClock.monotonicNanoseconds() + Int64(max(0, delayMilliseconds)) * 1_000_000
        timers.add(timer, dueNanoseconds: due)
        return timer
    }

    private func runDueTimers() {
        guard timers.nextDueNanoseconds() != nil else { return }
        // Timers made meanwhile wait for the next turn, so that one which
        // re-arms itself with no delay cannot hold the loop.
        let now = FarmClock.monotonicNanoseconds()
        while let timer = timers.takeDue(at: now), let body = timer.body {
            if timer.intervalNanoseconds == 0 { timer.expire() }
            body()
        }
    }

    // MARK: Signals, posts and end-of-turn work

    /// Takes the signals from their ordinary course and hands them to `handler` on the loop.
    ///
    /// The signals are blocked in the calling thread. A `BackgroundThread` takes no signals;
    /// any other thread inherits the block only if it is started afterwards.
    public func onSignal(_ numbers: [Int32], _ handler: @escaping (Int32) -> Void) throws(SystemError) {
        if signals == nil {
            let source = try SignalSource()
            _ = try watch(source.descriptor, for: .readable) { _ in source.deliver() }
            signals = source
        }
        try signals?.add(numbers, handler)
    }

    /// Runs `body` once, when everything else in this turn is done. From outside
    /// a turn: at the end of the next one, which then does not wait.
    public func atEndOfTurn(_ body: @escaping () -> Void) {
        endOfTurnWork.append(body)
    }

    private func runEndOfTurnWork() {
        // Work that adds work is served in the same turn: a flush may close a
        // connection whose owner sends a last word to another. But a stream that is
        // refilled as fast as it drains must not hold the loop; the next turn goes on.
        for _ in 0..<Self.endOfTurnRounds where !endOfTurnWork.isEmpty {
            let work = endOfTurnWork
            endOfTurnWork = []
            for body in work { body() }
        }
    }

    /// Runs `body` once, behind everything else, when it is its turn among others that move much. It returns how many
    /// bytes it moved: of those, each turn of the loop has a measure.
    func inBulk(_ body: @escaping () -> Int) { bulkWork.append(body) }

    private func runBulkWork() {
        var (done, bytes) = (0, 0)
        // What comes back for more has its place behind the others.
        let waiting = bulkWork.count
        while done < waiting, bytes < Self.bulkBytesPerTurn {
            bytes += bulkWork[done]()
            done += 1
        }
        bulkWork.removeFirst(done)
    }

    /// A box into which any thread may put messages, for a handler that runs on the
    /// loop and may therefore touch what is confined to it. It lives as long as the loop.
    public func mailbox<Message: Sendable>(_ handler: @escaping (Message) -> Void) -> Mailbox<Message> {
        let mailbox = Mailbox<Message>(index: mailboxDrains.count, poster: poster)
        mailboxDrains.append {
            for message in mailbox.takeAll() { handler(message) }
        }
        return mailbox
    }

    private func runPosts() {
        for post in poster.takeAll() {
            switch post {
            case .work(let body): body()
            case .mailbox(let index): mailboxDrains[index]()
            }
        }
    }
}
