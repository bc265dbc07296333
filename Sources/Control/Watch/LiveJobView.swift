import FarmModel
import FarmSecrets
import Invocation
import LinuxIO

/// What a waiting command shows of its job.
protocol JobView: AnyObject {
    func update(_ job: JobSummary)
    /// A line that stays.
    func say(_ line: String)
    /// A line that stays, in the place of what is not true any more.
    func sayInstead(_ line: String)
    /// Leaves the terminal as it was found.
    func finish()
}

extension ProgressView: JobView {}

/// The live view while a command waits for its job. A person who closes it gets the progress line instead: the command
/// goes on waiting.
final class LiveJobView: JobView {
    private let view: WatchView
    private let progress: ProgressView
    private var isOpen = false

    init(loop: EventLoop, call: ControlCall, farm: FarmEndpoint, job: JobID) throws(UserError) {
        progress = ProgressView(loop: loop, output: call.output)
        view = WatchView(loop: loop, farm: farm, style: call.output.style, job: job)
        view.onQuit = { [weak self] in self?.isOpen = false }
        // Whoever waits for the job asks the same coordinator, and says what is wrong with it.
        view.onFailure = { [weak self] _ in self?.isOpen = false }
        do throws(SystemError) {
            try view.open()
            isOpen = true
        } catch {
            throw UserError("cannot \(error.operation) \(error.subject)", cause: error.cause)
        }
    }

    func update(_ job: JobSummary) { if !isOpen { progress.update(job) } }

    func say(_ line: String) { if !isOpen { progress.say(line) } }

    func sayInstead(_ line: String) { if !isOpen { progress.sayInstead(line) } }

    func finish() {
        if isOpen { view.close() }
        isOpen = false
        progress.finish()
    }
}

extension ControlCall {
    /// The live view where it was asked for and there is a terminal for it.
    func jobView(_ loop: EventLoop, _ farm: FarmEndpoint, _ job: JobID) throws(UserError) -> JobView {
        guard parsed.has("watch"), canTakeScreen else { return ProgressView(loop: loop, output: output) }
        return try LiveJobView(loop: loop, call: self, farm: farm, job: job)
    }
}

/// For every command that waits for a job.
let watchFlag = OptionShape.flag("watch", help: "Show the live view until the job has ended, then its report.")
