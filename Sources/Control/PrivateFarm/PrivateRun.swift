import FarmModel
import FarmWire
import Invocation
import LinuxIO
import MediaPlan

/// One video on a farm of its own, from the start of the processes to their end.
final class PrivateRun {
    private let call: ControlCall
    private let request: JobRequest
    private let loop: EventLoop
    private let farm: PrivateFarm
    private var waiter: JobWaiter?
    private var isInterrupted = false

    init(call: ControlCall, request: JobRequest, workers: Int) throws(UserError) {
        self.call = call
        self.request = request
        loop = try JobWait.eventLoop()
        farm = try PrivateFarm(loop: loop, workers: workers)
        call.output.note("no farm is running: using \(Words.count(workers, "worker")) of our own")
    }

    func perform() throws(UserError) -> ExitCode {
        let keepsFiles = request.keepTemporary
        defer {
            farm.end(keepingFiles: keepsFiles)
            if keepsFiles { call.output.note("kept: \(farm.folder.path)") }
        }
        try JobWait.onInterruption(loop) { [weak self] in self?.interrupt() }
        try farm.start { isInterrupted }
        if isInterrupted { throw interruption }
        let (job, run) = try submit()
        call.output.note("the video goes to \(run.output)")
        noteHalfOutput(of: run)
        let waiter = JobWaiter(
            loop: loop, farm: farm.endpoint, job: job, view: try call.jobView(loop, farm.endpoint, job))
        self.waiter = waiter
        farm.onFailure = { waiter.end(.failed($0)) }
        switch try JobWait.outcome(of: waiter, loop) {
        case .ended(var report):
            // The folder of the run goes with the farm.
            if !keepsFiles { report.runDirectory = "" }
            return JobWait.show(report, call.output)
        case .failed(let error):
            try withdraw(job, run)
            throw error
        case .interrupted:
            try withdraw(job, run)
            throw interruption
        }
    }

    private func noteHalfOutput(of run: RunIdentity) {
        do throws(SystemError) {
            try farm.folder.note(halfOutput: RunLayout.temporaryOutput(of: run))
        } catch {
            call.output.note("if this run is killed, it leaves its files behind: \(error)")
        }
    }

    private func interrupt() {
        isInterrupted = true
        waiter?.end(.interrupted)
    }

    private var interruption: UserError {
        UserError("the rendering was stopped", cause: "interrupted", exitCode: .interrupted)
    }

    private func submit() throws(UserError) -> (job: JobID, run: RunIdentity) {
        do throws(ConnectionProblem) {
            return try CoordinatorClient(farm.endpoint).submit(request)
        } catch {
            throw error.asUserError(farm.endpoint.address)
        }
    }

    /// Cancels the job and sees to it that no half output stays beside the place of the whole one.
    private func withdraw(_ job: JobID, _ run: RunIdentity) throws(UserError) {
        do throws(ConnectionProblem) {
            _ = try CoordinatorClient(farm.endpoint).ask(.cancel(job), timeoutMilliseconds: 1_000)
        } catch {
            // The coordinator is gone or busy: the end of the farm ends the job as well.
            call.output.note("the job could not be cancelled first: \(error.words)")
        }
        farm.end(keepingFiles: true)
        do throws(SystemError) {
            try Files.remove(RunLayout.temporaryOutput(of: run))
        } catch {
            throw UserError("a half output could not be removed", cause: "\(error)")
        }
    }
}
