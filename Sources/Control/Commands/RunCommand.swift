import FarmModel
import FarmWire
import Invocation
import LinuxIO
import MediaPlan

/// `renderctl run INPUT`
enum RunCommand: ControlCommand {
    static let shape = CommandShape(
        name: "run",
        overview: """
            Render one video with one command. Uses the farm that is running, or starts one for this video only and \
            leaves nothing behind but the output.
            """,
        arguments: [RenderOptions.input],
        options: RenderOptions.shapes + [
            .value(
                "workers", short: "w", placeholder: "N",
                help: "Workers of the private farm (default: one for each core)."),
            watchFlag,
        ],
        exclusive: RenderOptions.exclusive)

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        var options = try RenderOptions(call.parsed)
        // More processes than this help nobody on one machine.
        let workers = try call.parsed.integer("workers", in: 1...1024)
        if options.video.output == nil { options.video.output = try defaultOutput(options) }
        options.request.work = .video(options.video)
        guard try call.isFarmRunning() else {
            return try PrivateRun(
                call: call, request: options.request, workers: workers ?? MachineProbe.usableCores()
            ).perform()
        }
        call.output.note("using the farm at \(call.address)")
        if workers != nil { call.output.note("--workers is not needed: that farm has its own") }
        return try onRunningFarm(call, options.request)
    }

    /// What this command has begun it also ends: an interruption cancels the job.
    private static func onRunningFarm(_ call: ControlCall, _ request: JobRequest) throws(UserError) -> ExitCode {
        let (job, run) = try call.submit(request)
        call.output.note("job \(job.number), the video goes to \(run.output)")
        let loop = try JobWait.eventLoop()
        let waiter = JobWaiter(
            loop: loop, farm: try call.farm(), job: job, view: try call.jobView(loop, call.farm(), job))
        try JobWait.onInterruption(loop) { waiter.end(.interrupted) }
        switch try JobWait.outcome(of: waiter, loop) {
        case .ended(let report): return JobWait.show(report, call.output)
        case .failed(let error): throw error
        case .interrupted:
            _ = try call.ask(.cancel(job))
            throw UserError("job \(job.number) was cancelled", cause: "interrupted", exitCode: .interrupted)
        }
    }

    /// `clip.rendered.mp4` in the current folder, for any `clip.*`.
    static func defaultOutput(_ options: RenderOptions) throws(UserError) -> String {
        let name = RunLayout.split(options.video.input).name
        let dot = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : $0 }
        let stem = dot.map { String(name[..<$0]) } ?? name
        let kept = ["mp4", "mkv", "mov"].first { $0 == RunLayout.fileExtension(of: name).lowercased() }
        return try absolute(
            "\(stem).rendered.\(options.video.outputExtension ?? kept ?? "mp4")", for: "the default output")
    }
}
