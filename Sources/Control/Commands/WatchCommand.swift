import FarmModel
import FarmSecrets
import Glibc
import Invocation
import LinuxIO

/// `renderctl watch [JOB]`
enum WatchCommand: ControlCommand {
    static let shape = CommandShape(
        name: "watch",
        overview: """
            Show the farm live: jobs, chunks, machines and what happens. On a terminal it takes the whole screen, and its \
            keys steer the farm (`?` lists them); elsewhere it prints lines, and with --json each event as one line.
            """,
        arguments: [ArgumentShape("JOB", help: "Only this job.", isOptional: true)])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let job: JobID? = try call.parsed.optionalArgument("JOB") == nil ? nil : call.job()
        let loop = try JobWait.eventLoop()
        let farm = try call.farmOrFound()
        let outcome: Result<ExitCode, UserError>
        do throws(SystemError) {
            outcome = try call.canTakeScreen ? onScreen(call, farm, job, loop) : inLines(call, farm, job, loop)
        } catch {
            throw UserError("cannot \(error.operation) \(error.subject)", cause: error.cause)
        }
        return try outcome.get()
    }

    private static func onScreen(
        _ call: ControlCall, _ farm: FarmEndpoint, _ job: JobID?, _ loop: EventLoop
    ) throws(SystemError) -> Result<ExitCode, UserError> {
        var outcome = Result<ExitCode, UserError>.success(.ok)
        let view = WatchView(loop: loop, farm: farm, style: call.output.style, job: job)
        view.onQuit = { loop.stop() }
        view.onFailure = { problem in
            outcome = .failure(problem.asUserError(call.address))
            loop.stop()
        }
        try loop.onSignal(Interruption.signals) { number in
            // Whoever presses Ctrl-C here has seen enough, and nothing was interrupted.
            if number != SIGINT { outcome = .success(.interrupted) }
            loop.stop()
        }
        try view.open()
        defer { view.close() }
        try loop.run()
        return outcome
    }

    private static func inLines(
        _ call: ControlCall, _ farm: FarmEndpoint, _ job: JobID?, _ loop: EventLoop
    ) throws(SystemError) -> Result<ExitCode, UserError> {
        switch try WatchLines(loop: loop, call: call, farm: farm, job: job).run() {
        case .interrupted: return .success(.interrupted)
        case .failed(let problem): return .failure(problem.asUserError(call.address))
        case .jobEnded(let summary):
            return .success(summary.status == Job.Phase.done.rawValue ? .ok : .jobFailed)
        }
    }
}

extension ControlCall {
    /// Somebody sits at a terminal that can be drawn on, and wants no JSON.
    var canTakeScreen: Bool {
        !output.isJSON && output.width != nil && !ProgressText.Style.isDumbTerminal && isTerminal(STDIN_FILENO)
    }
}
