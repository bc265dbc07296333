import FarmModel
import FarmWire
import Invocation

/// What could stand at the cursor, with a word of explanation each.
struct CompletionCandidates {
    let point: CompletionPoint
    /// Asks the farm; nil when it does not answer, for then there is nothing to offer.
    let ask: (ClientRequest) -> ClientReply?

    struct Candidate: Equatable {
        var value: String
        var words = ""
    }

    /// One a line: the value and, behind a tab, the explanation. Only those that go on with what is written.
    var text: String {
        if point.kind == .files { return CompletionScript.files + "\n" }
        return all.filter { $0.value.hasPrefix(point.beginning) }
            .map { printable(point.lead + $0.value) + "\t" + printable($0.words) + "\n" }.joined()
    }

    private var all: [Candidate] {
        let program = Renderctl.shape
        switch point.kind {
        case .commands: return program.commands.map { Candidate(value: $0.name, words: $0.overview) }
        case .options:
            let own = point.command.flatMap(program.command)?.options ?? []
            return (own + program.options + [.help]).filter { !$0.isHidden }
                .map { Candidate(value: "--" + $0.name, words: $0.help) }
        case .words(let words): return words.map { Candidate(value: $0) }
        case .presets: return Preset.names().map { Candidate(value: $0) }
        case .renderers: return renderers
        case .jobs: return jobs
        case .workers: return workers
        case .files, .nothing: return []
        }
    }

    private var jobs: [Candidate] {
        guard case .jobs(let jobs)? = ask(.jobs) else { return [] }
        return jobs.filter(isOfUse).reversed().map { job in
            let percent = Words.percent(job.framesDone, of: job.framesTotal)
            return Candidate(value: "\(job.id.number)", words: "\(job.status), \(percent), \(job.output)")
        }
    }

    /// A job that has ended cannot be cancelled.
    private func isOfUse(_ job: JobSummary) -> Bool {
        switch point.command {
        case "cancel", "pause", "priority": job.finishedAt == nil
        case "resume": job.status == "paused"
        case "retry": job.status == Job.Phase.failed.rawValue
        default: true
        }
    }

    private var renderers: [Candidate] {
        guard case .workers(let workers)? = ask(.workers) else { return [] }
        return Set(workers.flatMap(\.renderers)).sorted().map { name in
            let count = workers.count { $0.renderers.contains(name) }
            return Candidate(value: name, words: "offered by \(Words.count(count, "worker"))")
        }
    }

    private var workers: [Candidate] {
        guard case .workers(let workers)? = ask(.workers) else { return [] }
        return workers.map {
            Candidate(value: $0.name, words: "\($0.status.rawValue), \(Words.count($0.slots, "slot"))")
        }
    }
}
