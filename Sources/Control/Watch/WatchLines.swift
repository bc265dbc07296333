import FarmModel
import FarmScreen
import FarmSecrets
import FarmWire
import Invocation
import LinuxIO

/// The live view where nobody looks at a terminal: a line now and then for people, or each event as JSON.
final class WatchLines {
    /// A log of a job grows by half a line a second at most, except where something new happens.
    private static let lineMilliseconds: Int64 = 2_000

    private let loop: EventLoop
    private let output: Output
    private let stream: CoordinatorStream
    private let job: JobID?
    private var shown: [JobID: (job: JobSummary, atMilliseconds: Int64)] = [:]
    private var isFirst = true
    private(set) var ending: Ending?

    enum Ending {
        case interrupted
        case failed(ConnectionProblem)
        case jobEnded(JobSummary)
    }

    init(loop: EventLoop, call: ControlCall, farm: FarmEndpoint, job: JobID?) {
        self.loop = loop
        output = call.output
        self.job = job
        stream = CoordinatorStream(loop: loop, farm: farm, question: .watch(job))
    }

    /// Ends when the job has ended; without a job, when it is interrupted.
    func run() throws(SystemError) -> Ending {
        try loop.onSignal(Interruption.signals) { [unowned self] _ in end(.interrupted) }
        var isLost = false
        stream.onLoss = { [unowned self] problem in
            guard !isLost else { return }
            isLost = true
            output.note("lost the coordinator (\(problem.words)); waiting for it to come back")
        }
        stream.onGreeting = { [unowned self] in
            if isLost { output.note("the coordinator is back") }
            isLost = false
        }
        stream.onReply = { [unowned self] in if case .event(let event) = $0 { take(event) } }
        stream.onFailure = { [unowned self] in end(.failed($0)) }
        stream.start()
        if ending == nil { try loop.run() }
        stream.close()
        return ending ?? .interrupted
    }

    private func end(_ ending: Ending) {
        guard self.ending == nil else { return }
        self.ending = ending
        loop.stop()
    }

    private func take(_ event: FarmEvent) {
        if output.isJSON { output.show("", json: event) }
        switch event {
        case .snapshot(let snapshot):
            // What was logged before is news only to whoever has just come.
            if isFirst { for note in snapshot.notes { show(note) } }
            isFirst = false
            for job in snapshot.jobs where job.finishedAt == nil || job.id == self.job { show(job) }
        case .job(let job): show(job)
        case .note(let note): show(note)
        default: break
        }
    }

    private func show(_ note: FarmNote) {
        guard !output.isJSON else { return }
        output.writeData(Array("\(ShowCommand.localTime(note.at)) \(printable(note.line))\n".utf8))
    }

    private func show(_ job: JobSummary) {
        defer { if job.id == self.job, job.finishedAt != nil { end(.jobEnded(job)) } }
        guard !output.isJSON else { return }
        let now = FarmClock.monotonicMilliseconds()
        let last = shown[job.id]
        let isNews = last.map { $0.job.status != job.status || $0.job.waitingFor != job.waitingFor } ?? true
        guard isNews || now - (last?.atMilliseconds ?? 0) >= Self.lineMilliseconds else { return }
        shown[job.id] = (job, now)
        output.writeData(Array((ProgressText(job: job).plain + "\n").utf8))
    }
}
