import FarmCore
import FarmModel

// The person who submits jobs and changes their mind.
extension Simulation {
    mutating func personActs() throws(SimulationFailure) {
        guard !isCalm else { return }
        agenda.plan(.personActs, at: now + random.within(1...(2 * plan.personPauseMilliseconds)))
        guard let farm else { return }
        let submitted = farm.state.nextJob - 1
        guard !plan.personIsPatient else {
            if submitted < 6 { try command(submission()) }
            return
        }
        let job = JobID(random.within(1...(submitted + 1)))
        let name = random.pick(workers.map(\.name)) ?? ""
        switch random.below(20) {
        case 0...6:
            if submitted < 12 { try command(submission()) }
        case 7: try command(.cancel(job))
        case 8, 9: try command(.pause(job))
        case 10, 11: try command(.resume(job))
        case 12, 13: try command(.retry(job))
        case 14, 15: try command(.setPriority(job, random.within(-101...101)))
        case 16: try command(.drain(workerName: name))
        case 17: try command(.kick(workerName: random.happens(perMille: 100) ? "nobody" : name))
        case 18: if random.happens(perMille: 300) { try command(.forget(job)) }
        default: try oddSubmission()
        }
    }

    mutating func command(_ command: Command) throws(SimulationFailure) {
        guard farm != nil, !isFrozen else { return }
        let request = RequestID(nextRequest)
        nextRequest += 1
        openRequests[request] = command
        try tell(.command(command, request))
    }

    private mutating func submission() -> Command {
        let isDrill = random.happens(perMille: plan.personIsPatient ? 0 : 250)
        let work: Work = isDrill ? .drill(tasks: random.within(1...40)) : .video(VideoRequest(input: "in.mp4"))
        var request = JobRequest(work: work, priority: random.within(-1...1))
        if random.happens(perMille: 250) { request.maxParallel = random.within(1...3) }
        if random.happens(perMille: 250) { request.maxAttempts = random.within(1...6) }
        let run = RunIdentity(name: isDrill ? "" : "run", directory: isDrill ? "" : "runs/run", output: "out.mp4")
        return .submit(request, run)
    }

    private mutating func oddSubmission() throws(SimulationFailure) {
        let run = RunIdentity(name: "", directory: "", output: "")
        switch random.below(3) {
        case 0: try command(.submit(JobRequest(work: .drill(tasks: random.within(-1...0))), run))
        case 1: try command(.submit(JobRequest(work: .drill(tasks: 1), priority: 101), run))
        default: try command(.submit(JobRequest(work: .drill(tasks: 1), maxParallel: 0), run))
        }
    }
}
