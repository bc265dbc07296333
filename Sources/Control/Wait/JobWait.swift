import FarmModel
import Invocation
import LinuxIO
import MediaPlan

/// Waits for a job from the command line: shows its progress, then its report.
enum JobWait {
    /// A job of a farm that goes on without us.
    static func forJob(_ job: JobID, _ call: ControlCall) throws(UserError) -> ExitCode {
        let loop = try eventLoop()
        let farm = try call.farmOrFound()
        let waiter = JobWaiter(
            loop: loop, farm: farm, job: job, view: try call.jobView(loop, farm, job))
        try onInterruption(loop) { waiter.end(.interrupted) }
        switch try outcome(of: waiter, loop) {
        case .ended(let report): return show(report, call.output)
        case .failed(let error): throw error
        case .interrupted:
            throw UserError(
                "stopped waiting for job \(job.number)", cause: "interrupted",
                hint: "the job goes on; `\(call.commandLine("cancel \(job.number)"))` ends it",
                exitCode: .interrupted)
        }
    }

    static func outcome(of waiter: JobWaiter, _ loop: EventLoop) throws(UserError) -> JobWaiter.Outcome {
        waiter.start()
        do throws(SystemError) {
            if waiter.outcome == nil { try loop.run() }
        } catch {
            throw systemTrouble(error)
        }
        return waiter.outcome ?? .interrupted
    }

    static func show(_ report: JobReport, _ output: Output) -> ExitCode {
        output.show(ReportPage.text(report), json: report)
        // Who looks at the report has read it; elsewhere the reason would be buried in a file.
        if let failure = report.failure, output.width == nil { output.writeWords(JobPages.failureText(failure)) }
        return report.status == Job.Phase.done.rawValue ? .ok : .jobFailed
    }

    static func eventLoop() throws(UserError) -> EventLoop {
        do throws(SystemError) {
            return try EventLoop()
        } catch {
            throw systemTrouble(error)
        }
    }

    static func onInterruption(_ loop: EventLoop, _ body: @escaping () -> Void) throws(UserError) {
        do throws(SystemError) {
            try loop.onSignal(Interruption.signals) { _ in body() }
        } catch {
            throw systemTrouble(error)
        }
    }

    private static func systemTrouble(_ error: SystemError) -> UserError {
        UserError("cannot \(error.operation) \(error.subject)", cause: error.cause)
    }
}

extension ControlCall {
    /// How a person reaches the same coordinator again.
    func commandLine(_ rest: String) -> String {
        var words = ["renderctl"]
        if parsed.has("coordinator") { words += ["--coordinator", address.description] }
        if let secret = parsed.text("secret-file") { words += ["--secret-file", shellQuoted([secret])] }
        return (words + [rest]).joined(separator: " ")
    }
}
