import FarmModel

/// What the person at the screen has chosen, and what the screen has to say to them. Keys go in, wishes come out.
public struct WatchState: Equatable, Sendable {
    public internal(set) var focus = Focus.jobs
    public internal(set) var job: JobID?
    public internal(set) var worker: String?
    public internal(set) var logFilter = LogFilter.everything
    public internal(set) var showsHelp = false
    public internal(set) var question: Question?
    /// The answer to the last wish.
    public internal(set) var message: String?
    public internal(set) var isMessageBad = false
    public internal(set) var link = Link.connecting

    public enum Focus: Equatable, Sendable {
        case jobs
        case workers
    }

    public enum LogFilter: String, Equatable, Sendable, CaseIterable {
        case everything = "all"
        case selected = "this job"
        case troubles = "troubles"
    }

    /// Something that is only done after a yes, or a number.
    public enum Question: Equatable, Sendable {
        case cancel(JobID)
        case drain(String)
        case priority(JobID, typed: String)
    }

    public enum Link: Equatable, Sendable {
        case connecting
        case live
        /// The coordinator is gone, for this reason; what is shown is as it was last.
        case lost(String)
    }

    /// What a key asks of the shell.
    public enum Wish: Equatable, Sendable {
        case quit
        case cancel(JobID)
        case pause(JobID)
        case resume(JobID)
        case retry(JobID)
        case setPriority(JobID, Int)
        case drain(String)
    }

    public init(job: JobID? = nil) { self.job = job }

    // MARK: The shell tells

    public mutating func say(_ message: String, isBad: Bool = false) {
        self.message = message
        isMessageBad = isBad
    }

    public mutating func setLink(_ link: Link) { self.link = link }

    /// Keeps the selection on something that is there.
    public mutating func settle(on farm: LiveFarm) {
        if job == nil || !farm.jobs.contains(where: { $0.id == job }) { job = farm.jobsInOrder.first?.id ?? job }
        if worker == nil || !farm.workers.contains(where: { $0.name == worker }) { worker = farm.workers.first?.name }
    }

    // MARK: Keys

    public mutating func press(_ key: WatchKey, on farm: LiveFarm) -> Wish? {
        settle(on: farm)
        if let question { return answer(question, key) }
        message = nil
        isMessageBad = false
        if showsHelp {
            showsHelp = false
            return key == .character("q") ? .quit : nil
        }
        switch key {
        case .up: move(-1, in: farm)
        case .down: move(1, in: farm)
        case .pageUp: move(-10, in: farm)
        case .pageDown: move(10, in: farm)
        case .home: move(-farm.jobs.count - farm.workers.count, in: farm)
        case .end: move(farm.jobs.count + farm.workers.count, in: farm)
        case .tab: focus = focus == .jobs ? .workers : .jobs
        case .character(let character): return press(character, on: farm)
        case .enter, .escape, .backspace: break
        }
        return nil
    }

    private mutating func press(_ character: Character, on farm: LiveFarm) -> Wish? {
        switch character {
        case "q": return .quit
        case "?", "h": showsHelp = true
        case "k": move(-1, in: farm)
        case "j": move(1, in: farm)
        case "f":
            let all = LogFilter.allCases
            logFilter = all[((all.firstIndex(of: logFilter) ?? 0) + 1) % all.count]
        case "d":
            guard let worker else { return refuse("there is no worker") }
            guard focus == .workers else {
                focus = .workers
                say("choose a worker with the arrows, then press d again")
                return nil
            }
            question = .drain(worker)
        default: return pressAboutJob(character, on: farm)
        }
        return nil
    }

    private mutating func pressAboutJob(_ character: Character, on farm: LiveFarm) -> Wish? {
        guard "prtcn+=-".contains(character) else { return nil }
        guard let id = job, let job = farm.jobs.first(where: { $0.id == id }) else { return refuse("there is no job") }
        let hasEnded = job.finishedAt != nil
        switch character {
        case "t":
            return job.status == Job.Phase.failed.rawValue ? .retry(id) : refuse("job \(id.number) has not failed")
        case _ where hasEnded: return refuse("job \(id.number) has ended")
        case "p": return .pause(id)
        case "r": return .resume(id)
        case "c": question = .cancel(id)
        case "n": question = .priority(id, typed: "")
        case "+", "=": return .setPriority(id, min(FarmLimits.priorityRange.upperBound, job.priority + 1))
        case "-": return .setPriority(id, max(FarmLimits.priorityRange.lowerBound, job.priority - 1))
        default: break
        }
        return nil
    }

    private mutating func refuse(_ why: String) -> Wish? {
        say(why, isBad: true)
        return nil
    }

    private mutating func answer(_ asked: Question, _ key: WatchKey) -> Wish? {
        if case .priority(let job, let typed) = asked { return typePriority(of: job, typed, key) }
        question = nil
        guard key == .character("y") || key == .character("Y") else {
            say("nothing was done")
            return nil
        }
        switch asked {
        case .cancel(let job): return .cancel(job)
        case .drain(let worker): return .drain(worker)
        case .priority: return nil
        }
    }

    private mutating func typePriority(of job: JobID, _ typed: String, _ key: WatchKey) -> Wish? {
        switch key {
        case .character(let digit) where digit.isASCII && (digit.isNumber || digit == "-") && typed.count < 4:
            question = .priority(job, typed: typed + String(digit))
        case .backspace:
            question = .priority(job, typed: String(typed.dropLast()))
        case .enter:
            question = nil
            guard let number = Int(typed), FarmLimits.priorityRange.contains(number) else {
                return refuse("a priority is a number from -100 to 100")
            }
            return .setPriority(job, number)
        case .escape:
            question = nil
            say("nothing was done")
        default: break
        }
        return nil
    }

    private mutating func move(_ steps: Int, in farm: LiveFarm) {
        func moved<Name: Equatable>(_ chosen: Name?, among names: [Name]) -> Name? {
            guard !names.isEmpty else { return chosen }
            let place = chosen.flatMap { names.firstIndex(of: $0) } ?? 0
            return names[min(names.count - 1, max(0, place + steps))]
        }
        switch focus {
        case .jobs: job = moved(job, among: farm.jobsInOrder.map(\.id))
        case .workers: worker = moved(worker, among: farm.workers.map(\.name))
        }
    }
}
