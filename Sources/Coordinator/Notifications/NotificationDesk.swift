import FarmModel
import FarmWire
import Glibc
import JSONText
import LinuxIO

/// Tells programs and web addresses that jobs have ended. Whatever they do, the farm goes on: few run at a time, each has
/// so long and so many tries, and what does not fit into the queue is left out and logged.
final class NotificationDesk {
    private let loop: EventLoop
    private let onDone: NotificationTarget?
    private let onFailed: NotificationTarget?
    private let say: (FarmNote) -> Void
    private var waiting: [Notice] = []
    private var running = 0

    /// The waits before the second, third and fourth try.
    static let retryMilliseconds = [1_000, 10_000, 60_000]
    /// A farm of short jobs ends some a second; a target that is slower than that for minutes gets no more.
    static let waitingNotices = 200
    static let runningNotices = 2
    /// A mail is sent in less; what takes longer hangs.
    static let patienceMilliseconds = 30_000

    private struct Notice {
        let job: JobID
        let target: NotificationTarget
        let json: [UInt8]
        var tries = 0
    }

    init(
        loop: EventLoop, onDone: NotificationTarget?, onFailed: NotificationTarget?, say: @escaping (FarmNote) -> Void
    ) {
        self.loop = loop
        self.onDone = onDone
        self.onFailed = onFailed
        self.say = say
    }

    /// The job has ended, and its report is written.
    func tell(_ job: JobSummary, report: String, at now: Timestamp) {
        let isDone = job.status == Job.Phase.done.rawValue
        guard isDone || job.status == Job.Phase.failed.rawValue, let target = isDone ? onDone : onFailed else { return }
        var json = JSONWriter()
        json.object { json in
            json.field("event", isDone ? "job_done" : "job_failed")
            json.field("at", now)
            json.field("job", job)
            json.field("report", report)
        }
        json.endLine()
        let notice = Notice(job: job.id, target: target, json: json.bytes)
        guard waiting.count < Self.waitingNotices else {
            return complain(notice, "too many others wait", isFinal: true)
        }
        waiting.append(notice)
        startNext()
    }

    private func startNext() {
        while running < Self.runningNotices, !waiting.isEmpty {
            running += 1
            let notice = waiting.removeFirst()
            let settle: (String?) -> Void = { [weak self] failure in self?.settle(notice, failure) }
            switch notice.target {
            case .program(let path): run(path, notice.json, settle)
            case .webhook(let address, let target):
                WebhookCall(loop: loop, address: address, target: target, json: notice.json, settle).start()
            }
        }
    }

    private func settle(_ notice: Notice, _ failure: String?) {
        running -= 1
        defer { startNext() }
        guard let failure else { return }
        guard notice.tries < Self.retryMilliseconds.count else { return complain(notice, failure, isFinal: true) }
        complain(notice, failure, isFinal: false)
        var again = notice
        again.tries += 1
        loop.after(milliseconds: Self.retryMilliseconds[notice.tries]) { [weak self] in
            self?.waiting.append(again)
            self?.startNext()
        }
    }

    private func complain(_ notice: Notice, _ failure: String, isFinal: Bool) {
        say(
            FarmNote(
                at: Timestamp(milliseconds: FarmClock.wallMilliseconds()), severity: isFinal ? .failure : .warning,
                job: notice.job, text: "nobody was told of its end\(isFinal ? "" : ", trying again"): \(failure)"))
    }

    // MARK: Programs

    private func run(_ path: String, _ json: [UInt8], _ settle: @escaping (String?) -> Void) {
        var request = SpawnRequest(program: path)
        request.standardInput = .bytes(json)
        request.niceness = 10
        do throws(SystemError) {
            let child = try ChildProcess.spawn(loop: loop, request) { _, _ in
            } onExit: { status, _ in
                settle(status.isSuccess ? nil : "\(path): \(status)")
            }
            loop.after(milliseconds: Self.patienceMilliseconds) { [weak child] in
                if let child, child.isRunning { child.signalGroup(SIGKILL) }
            }
        } catch {
            // Never from inside `startNext`.
            let words = error.description
            loop.after(milliseconds: 0) { settle(words) }
        }
    }
}
