import FarmModel
import FarmWire
import Glibc
import Invocation
import LinuxIO

/// A farm of real programs for one run: a coordinator and two workers, on a free port and in a folder of their own.
final class FarmUnderTest {
    private let loop: EventLoop
    private let coordinator: CoordinatorUnderTest
    private var workers: [ChildProcess] = []
    private let asking: BlockingLineClient

    init(binaries: String?, folder: String) throws(UserError) {
        let programs: String
        do throws(SystemError) {
            if let binaries { programs = binaries } else { programs = Files.parent(of: try executablePath()) }
            loop = try EventLoop()
            try Files.makeDirectories(folder)
        } catch {
            throw UserError("no farm can be started", cause: error.description)
        }
        coordinator = try CoordinatorUnderTest.start(binary: programs + "/coordinatord", folder: folder, loop: loop)
        asking = try Self.connect(coordinator.port)
        for number in 1...2 {
            workers.append(try Self.worker(number, programs, folder, coordinator.port, loop))
        }
    }

    private static func worker(
        _ number: Int, _ programs: String, _ folder: String, _ port: UInt16, _ loop: EventLoop
    ) throws(UserError) -> ChildProcess {
        do throws(SystemError) {
            // A worker writes a line for each attempt; a file takes them while nobody reads.
            let log = try FileDescriptor.open("\(folder)/worker\(number).log", flags: O_WRONLY | O_CREAT | O_APPEND)
            defer { log.close() }
            var request = SpawnRequest(
                program: programs + "/render-worker",
                arguments: [
                    "--coordinator", "127.0.0.1:\(port)", "--slots", "1", "--name", "worker\(number)", "--scratch",
                    "\(folder)/scratch\(number)",
                ])
            request.standardOutput = .null
            request.environmentAdditions["FARM_SECRET_FILE"] = ""
            request.standardError = .descriptor(log.number)
            return try ChildProcess.spawn(loop: loop, request, onOutput: { _, _ in }, onExit: { _, _ in })
        } catch {
            throw UserError("a worker cannot be started", cause: error.description)
        }
    }

    // MARK: Asking

    private static func connect(_ port: UInt16) throws(UserError) -> BlockingLineClient {
        do throws(LineClientError) {
            let client = try BlockingLineClient(
                host: "127.0.0.1", port: port, timeoutMilliseconds: ExactnessLimits.answerMilliseconds,
                lineLimitBytes: ClientReply.lineLimitBytes)
            try client.sendLine(ClientRequest.hello(version: FarmVersion.current).jsonBytes)
            _ = try client.receiveLine(timeoutMilliseconds: ExactnessLimits.answerMilliseconds)
            return client
        } catch {
            throw UserError("the coordinator cannot be reached", cause: error.description)
        }
    }

    /// The next reply; nil when none comes in time.
    private func reply(from client: BlockingLineClient, milliseconds: Int) throws(UserError) -> ClientReply? {
        let line: [UInt8]?
        do throws(LineClientError) {
            line = try client.receiveLine(timeoutMilliseconds: milliseconds)
        } catch {
            if case .timedOut = error { return nil }
            throw coordinator.failure ?? UserError("the coordinator does not answer", cause: error.description)
        }
        guard let line else { throw UserError("the coordinator does not answer", cause: "it closed the connection") }
        do throws(WireError) {
            return try ClientReply(line: line)
        } catch {
            throw UserError("the coordinator's answer cannot be read", cause: "\(error)")
        }
    }

    private func send(_ request: ClientRequest, over client: BlockingLineClient) throws(UserError) {
        do throws(LineClientError) {
            try client.sendLine(request.jsonBytes)
        } catch {
            throw coordinator.failure ?? UserError("the coordinator does not listen", cause: error.description)
        }
    }

    enum Submission {
        case accepted(JobID)
        case refused(String)
    }

    func submit(_ request: VideoRequest) throws(UserError) -> Submission {
        try send(.submit(JobRequest(work: .video(request))), over: asking)
        switch try reply(from: asking, milliseconds: ExactnessLimits.answerMilliseconds) {
        case .submitted(let job, _): return .accepted(job)
        case .error(let error): return .refused("\(error.summary): \(error.cause)")
        default:
            throw UserError("the coordinator does not answer", cause: "a job was handed in, and nothing came of it")
        }
    }

    /// Waits for a job's end; nil when it does not come in time.
    func report(of job: JobID) throws(UserError) -> JobReport? {
        let watching = try Self.connect(coordinator.port)
        defer { watching.close() }
        try send(.follow(job), over: watching)
        let deadline = FarmClock.monotonicMilliseconds() + Int64(ExactnessLimits.jobMilliseconds)
        while true {
            let left = Int(deadline - FarmClock.monotonicMilliseconds())
            guard left > 0, let reply = try reply(from: watching, milliseconds: left) else { return nil }
            if case .report(let report) = reply { return report }
            if case .error(let error) = reply { throw UserError(error.summary, cause: error.cause) }
        }
    }

    func stop() throws(UserError) {
        asking.close()
        for worker in workers { worker.signalGroup(SIGTERM) }
        try coordinator.stop()
    }
}
