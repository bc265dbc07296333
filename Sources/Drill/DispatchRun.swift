import FarmModel
import Invocation
import LinuxIO

/// One run: a fresh coordinator, its workers, and the drills that go through it.
final class DispatchRun {
    private let options: DispatchOptions
    private let loop: EventLoop
    private let coordinator: CoordinatorUnderTest
    private let fleet: Fleet
    private let client: DrillClient
    private let folder: String
    private var readers: Readers?

    init(_ options: DispatchOptions, folder: String) throws(UserError) {
        self.options = options
        self.folder = folder
        do throws(SystemError) {
            loop = try EventLoop()
        } catch {
            throw UserError("the drill cannot run", cause: error.description)
        }
        coordinator = try CoordinatorUnderTest.start(binary: options.coordinatord, folder: folder, loop: loop)
        fleet = Fleet(loop: loop, port: coordinator.port)
        client = DrillClient(try Self.connect(to: coordinator.port, loop))
    }

    private static func connect(to port: UInt16, _ loop: EventLoop) throws(UserError) -> TCPConnection {
        var outcome: Result<TCPConnection, SystemError>?
        TCPConnection.connect(
            loop: loop, host: "127.0.0.1", port: port, timeoutMilliseconds: DrillLimits.startMilliseconds
        ) { outcome = $0 }
        do throws(SystemError) {
            _ = try loop.run(until: { outcome != nil }, deadlineMilliseconds: DrillLimits.startMilliseconds)
            guard let connection = try outcome?.get() else {
                throw SystemError(operation: "connect to", subject: "the coordinator", code: 0, detail: "timed out")
            }
            return connection
        } catch {
            throw UserError("the coordinator cannot be reached", cause: error.description)
        }
    }

    /// Runs the loop until the condition holds; fails when nothing moves any more.
    private func wait(for what: String, progress: () -> Int = { 0 }, until isDone: () -> Bool) throws(UserError) {
        var seen = -1
        while !isDone(), seen != progress() {
            seen = progress()
            do throws(SystemError) {
                _ = try loop.run(
                    until: { isDone() || problem != nil }, deadlineMilliseconds: DrillLimits.stallMilliseconds)
            } catch {
                throw UserError("the drill cannot go on", cause: error.description)
            }
            if let failure = coordinator.failure { throw failure }
            if let problem { throw UserError("the drill cannot go on", cause: problem) }
        }
        guard isDone() else {
            throw UserError(
                "the drill came to a halt", cause: "waited \(DrillLimits.stallMilliseconds / 1_000) s for \(what)")
        }
    }

    private var problem: String? {
        fleet.problem ?? client.problem ?? readers?.problem ?? (coordinator.failure == nil ? nil : "")
    }

    // MARK: Measuring

    /// The workers that do nothing come first, so that their memory can be told from that of the work.
    func measureIdleWorkers() throws(UserError) -> IdleFigures {
        let before = coordinator.residentBytes
        try connect(options.idleWorkers, namePrefix: "idle", slots: 1, takesWork: false)
        let (cpu, start) = (coordinator.cpuMicroseconds, FarmClock.monotonicMilliseconds())
        let end = start + Int64(DrillLimits.idleWatchMilliseconds)
        try wait(for: "idle workers") { FarmClock.monotonicMilliseconds() >= end }
        let watched = max(1, Int(FarmClock.monotonicMilliseconds() - start))
        return IdleFigures(
            workers: options.idleWorkers, residentBytesBefore: before, residentBytes: coordinator.residentBytes,
            cpuPercent: Double(coordinator.cpuMicroseconds - cpu) / Double(watched) / 10)
    }

    func connectWorkers() throws(UserError) {
        try connect(options.workers, namePrefix: "busy", slots: options.slots, takesWork: true)
    }

    private func connect(_ count: Int, namePrefix: String, slots: Int, takesWork: Bool) throws(UserError) {
        let expected = fleet.welcomed + count
        fleet.connect(count: count, namePrefix: namePrefix, slots: slots, takesWork: takesWork)
        try wait(for: "workers to be welcomed", progress: { fleet.welcomed }, until: { fleet.welcomed == expected })
    }

    /// Sends one drill through the farm, as fast as it goes.
    func measureDispatch(tasks: Int) throws(UserError) -> DispatchFigures {
        fleet.beginDrill()
        let cpu = coordinator.cpuMicroseconds
        let start = client.submit(tasks: tasks)
        try wait(for: "tasks", progress: { fleet.acknowledged }, until: { fleet.acknowledged == tasks })
        let nanoseconds = max(1, fleet.lastAcknowledgedAt - start)
        let spent = coordinator.cpuMicroseconds - cpu
        try checkReport(tasks: tasks)
        return DispatchFigures(
            tasks: tasks, nanoseconds: nanoseconds, readyToStart: fleet.readyToStart, cpuMicroseconds: spent,
            residentBytes: coordinator.residentBytes, peakResidentBytes: coordinator.peakResidentBytes,
            journalBytes: coordinator.journalBytes)
    }

    /// Speed counts only when every task was done, and none twice.
    private func checkReport(tasks: Int) throws(UserError) {
        client.askForReport()
        try wait(for: "the report") { client.lastReport != nil }
        guard let report = client.lastReport, report.chunks.done == tasks, report.chunks.attempts == tasks else {
            let chunks = client.lastReport?.chunks
            throw UserError(
                "the drill went wrong",
                cause: "\(chunks?.done ?? 0) of \(tasks) tasks are done after \(chunks?.attempts ?? 0) attempts")
        }
    }

    /// Submits drills of one task to an idle farm, one after the other: from submission to start.
    func measureSubmitToStart() throws(UserError) -> Latencies {
        var submissions: [Int: Int64] = [:]
        var latencies = Latencies()
        fleet.beginDrill()
        fleet.onStart = { assignment in
            guard let submittedAt = submissions[assignment.chunk.job.number] else { return }
            latencies.add(nanoseconds: FarmClock.monotonicNanoseconds() - submittedAt)
        }
        var left = DrillLimits.probes
        let timer = loop.every(milliseconds: DrillLimits.probeIntervalMilliseconds) { [unowned self] in
            guard left > 0 else { return }
            left -= 1
            let moment = client.submit(tasks: 1)
            submissions[client.submitted] = moment
        }
        try wait(
            for: "probes", progress: { fleet.acknowledged }, until: { fleet.acknowledged == DrillLimits.probes })
        timer.cancel()
        fleet.onStart = { _ in }
        return latencies
    }

    /// Measures while a file is pulled from the coordinator over many connections.
    func measureWithReaders() throws(UserError) -> ReaderFigures {
        let input = folder + "/in.mp4"
        try Readers.makeInput(input)
        var assignment: Assignment?
        fleet.onStart = { assignment = $0 }
        client.submit(video: input)
        try wait(for: "the job whose input is read") { assignment != nil }
        fleet.onStart = { _ in }
        guard let assignment else { throw UserError("there is nothing to read", cause: "no assignment came") }
        let readers = try Readers(options.readers, port: coordinator.port, assignment, loop: loop)
        self.readers = readers
        try wait(for: "the readers") { readers.bytes > 0 }
        let (bytes, start) = (readers.bytes, FarmClock.monotonicMilliseconds())
        let probes = try measureSubmitToStart()
        let dispatch = try measureDispatch(tasks: options.tasks)
        let watched = max(1, FarmClock.monotonicMilliseconds() - start)
        let read = readers.bytes - bytes
        self.readers = nil
        readers.stop()
        return ReaderFigures(submitToStart: probes, dispatch: dispatch, bytesPerSecond: Double(read * 1_000 / watched))
    }

    func finish() throws(UserError) {
        fleet.close()
        client.close()
        try coordinator.stop()
    }
}
