import FarmModel
import Invocation
import LinuxIO
import MediaPlan

/// `renderctl inbox INBOX OUTBOX`
enum InboxCommand: ControlCommand {
    static let shape = CommandShape(
        name: "inbox",
        overview: """
            Render whatever appears in a folder into another, until interrupted. A video that has stopped growing is \
            rendered with these flags; it ends in INBOX/done, or in INBOX/failed beside a text that says why.
            """,
        arguments: [
            ArgumentShape("INBOX", help: "The folder that is watched."),
            ArgumentShape("OUTBOX", help: "Where the finished videos go, under the same names."),
        ],
        options: RenderOptions.shapes.filter { !["output", "from", "to"].contains($0.name) },
        exclusive: RenderOptions.exclusive)

    /// A file has to be the same for three looks: three seconds.
    private static let lookMilliseconds = 1_000

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let folder = try absolute(call.parsed.argument("INBOX"), for: "INBOX")
        let outbox = try absolute(call.parsed.argument("OUTBOX"), for: "OUTBOX")
        // Wrong flags are said now, and not with the first file.
        _ = try RenderOptions(call.parsed, input: folder + "/any.mp4")
        let farm = try call.farmOrFound()
        let loop = try JobWait.eventLoop()
        do throws(SystemError) {
            let inbox = try Inbox(
                folder: folder, outbox: outbox,
                client: { () throws(ConnectionProblem) in try CoordinatorClient(farm) },
                request: { (input, stem) throws(UserError) in try request(call.parsed, input, stem) },
                note: { call.output.note($0) })
            try loop.onSignal(Interruption.signals) { _ in loop.stop() }
            watch(inbox, loop, call.output)
            call.output.note("watching \(folder)")
            try loop.run()
        } catch {
            throw UserError("cannot \(error.operation) \(error.subject)", cause: error.cause)
        }
        return .ok
    }

    private static func watch(_ inbox: Inbox, _ loop: EventLoop, _ output: Output) {
        var trouble: String?
        loop.every(milliseconds: lookMilliseconds) {
            var problem: String?
            do {
                try inbox.look()
            } catch {
                problem = (error as? ConnectionProblem)?.words ?? (error as? UserError)?.cause ?? "\(error)"
            }
            if problem != trouble { output.note(problem.map { "trying again: \($0)" } ?? "going on") }
            trouble = problem
        }
    }

    private static func request(_ parsed: ParsedCommand, _ input: String, _ stem: String) throws(UserError)
        -> JobRequest
    {
        var options = try RenderOptions(parsed, input: input)
        let kept = RunLayout.fileExtension(of: input)
        let suffix = options.video.outputExtension ?? (["mp4", "mkv", "mov"].contains(kept) ? kept : "mp4")
        options.video.output = "\(stem).\(suffix)"
        options.request.work = .video(options.video)
        return options.request
    }
}
