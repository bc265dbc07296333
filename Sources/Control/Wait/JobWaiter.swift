import FarmModel
import FarmSecrets
import FarmWire
import Invocation
import LinuxIO

/// Follows a job until it has ended. A coordinator that goes away is waited for, for as long as it takes.
final class JobWaiter {
    enum Outcome {
        case ended(JobReport)
        case interrupted
        case failed(UserError)
    }

    private let loop: EventLoop
    private let farm: FarmEndpoint
    private let view: JobView
    private let stream: CoordinatorStream
    private var saidItIsGone = false
    private(set) var outcome: Outcome?

    init(loop: EventLoop, farm: FarmEndpoint, job: JobID, view: JobView) {
        self.loop = loop
        self.farm = farm
        self.view = view
        stream = CoordinatorStream(loop: loop, farm: farm, question: .follow(job))
    }

    func start() {
        stream.onGreeting = { [weak self] in self?.onGreeting() }
        stream.onReply = { [weak self] in self?.onReply($0) }
        stream.onLoss = { [weak self] in self?.onLoss($0) }
        stream.onFailure = { [weak self] in self?.fail($0) }
        stream.start()
    }

    /// Stops the loop. The first outcome counts.
    func end(_ outcome: Outcome) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        stream.close()
        view.finish()
        loop.stop()
    }

    private func fail(_ problem: ConnectionProblem) { end(.failed(problem.asUserError(farm.address))) }

    private func onGreeting() {
        if saidItIsGone { view.say("the coordinator is back") }
        saidItIsGone = false
    }

    private func onReply(_ reply: ClientReply) {
        switch reply {
        case .progress(let summary): view.update(summary)
        case .report(let report): end(.ended(report))
        default: stream.complain("it answered another question")
        }
    }

    private func onLoss(_ problem: ConnectionProblem) {
        guard !saidItIsGone else { return }
        saidItIsGone = true
        view.sayInstead("lost the coordinator (\(problem.words)); waiting for it to come back")
    }
}
