extension WorkerNotice {
    /// The notice for people; `coordinator` is the address.
    func text(coordinator: String) -> String {
        switch self {
        case .joined(let worker):
            "joined the coordinator at \(coordinator) as worker \(worker.number)"
        case .joinedAgain(let worker, let away):
            "joined the coordinator at \(coordinator) again as worker \(worker.number), after \(Self.seconds(away))"
        case .cannotConnect(let cause):
            "no coordinator at \(coordinator): \(cause); trying on"
        case .connectionLost(let cause):
            "lost the coordinator at \(coordinator): \(cause); trying to find it again, running attempts go on"
        case .notACoordinator(let detail):
            "what listens at \(coordinator) is no coordinator of this version: \(detail); trying on, slowly"
        case .turnedAwayForNow(let reason):
            "the coordinator at \(coordinator) turned this worker away: \(reason); trying on"
        case .distrustForNow(let cause):
            "what listens at \(coordinator) now is not trusted: \(cause); trying on, slowly"
        case .draining(let running):
            "draining: \(running) running, nothing new is taken on"
        case .idleTooLong(let milliseconds):
            "nothing to do for \(Self.seconds(milliseconds)): leaving"
        case .stopping(let running):
            "stopping at once: \(running) running are killed"
        case .leftUnacknowledged(let results):
            "leaving with \(results) results that the coordinator never acknowledged: it will have them made again"
        }
    }

    private static func seconds(_ milliseconds: Int) -> String {
        "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    }
}
