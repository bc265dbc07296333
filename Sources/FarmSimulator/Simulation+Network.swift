import FarmCore
import FarmModel

// Connections. What is sent arrives in order and once, later than it was sent; or the connection breaks and everything
// under way is lost, and each side notices when it notices.
extension Simulation {
    mutating func stepNetwork(_ happening: Happening) throws(SimulationFailure) {
        switch happening {
        case .arrivesAtCoordinator(let connection, let line):
            guard isOpenAtCoordinator(connection), !connections[connection].isBroken else { return }
            try hear(line, on: connections[connection].session)
        case .coordinatorSeesEnd(let connection):
            guard connections[connection].life == life else { return }
            connections[connection].isOpenAtCoordinator = false
            connectionOfSession[connections[connection].session] = nil
            try tell(.workerDisconnected(connections[connection].session))
        case .arrivesAtWorker(let connection, let line):
            guard isOpenAtWorker(connection), !connections[connection].isBroken else { return }
            try workerHears(line, worker: connections[connection].worker)
        case .workerSeesEnd(let connection):
            guard isOpenAtWorker(connection) else { return }
            loseLink(of: connections[connection].worker)
        default:
            return
        }
    }

    private mutating func hear(_ line: WorkerLine, on session: SessionID) throws(SimulationFailure) {
        switch line {
        case .hello(let hello): try tell(.workerHello(session, hello))
        case .heartbeat(let heartbeat): try tell(.workerHeartbeat(session, heartbeat))
        case .draining: try tell(.workerDraining(session))
        case .succeeded(let attempt, let product): try tell(.attemptSucceeded(session, attempt, product))
        case .failed(let attempt, let failure): try tell(.attemptFailed(session, attempt, failure))
        }
    }

    func isOpenAtCoordinator(_ connection: Int) -> Bool {
        farm != nil && connections[connection].life == life && connections[connection].isOpenAtCoordinator
    }

    func isOpenAtWorker(_ connection: Int) -> Bool {
        connections[connection].isOpenAtWorker
            && workers[connections[connection].worker].link.connection == connection
    }

    /// A connection from a worker to the coordinator, if one can be made.
    mutating func connect(_ worker: Int) -> Int? {
        guard farm != nil, workers[worker].cutOffUntil <= now else { return nil }
        let session = SessionID(nextSession)
        nextSession += 1
        let connection = connections.count
        connections.append(
            SimulatedConnection(worker: worker, process: workers[worker].process, life: life, session: session))
        connectionOfSession[session] = connection
        return connection
    }

    mutating func send(_ line: CoordinatorLine, to session: SessionID) {
        guard let connection = connectionOfSession[session], connections[connection].isOpenAtCoordinator else { return }
        let arrival = arrivalTime(on: connection, after: connections[connection].lastToWorker)
        connections[connection].lastToWorker = arrival
        agenda.plan(.arrivesAtWorker(connection: connection, line), at: arrival)
    }

    mutating func send(_ line: WorkerLine, from worker: Int) {
        guard let connection = workers[worker].link.connection, connections[connection].isOpenAtWorker else { return }
        let arrival = arrivalTime(on: connection, after: connections[connection].lastToCoordinator)
        connections[connection].lastToCoordinator = arrival
        agenda.plan(.arrivesAtCoordinator(connection: connection, line), at: arrival)
    }

    private mutating func arrivalTime(on connection: Int, after last: Int) -> Int {
        let latency = random.within(0...(isCalm ? 5 : plan.longestLatencyMilliseconds))
        return max(now + latency, last, workers[connections[connection].worker].cutOffUntil)
    }

    /// The coordinator hangs up, or its process dies: what it has sent still arrives, and then the end.
    mutating func closeAtCoordinator(_ connection: Int) {
        guard connections[connection].isOpenAtCoordinator else { return }
        connections[connection].isOpenAtCoordinator = false
        connectionOfSession[connections[connection].session] = nil
        // No farewell gets through a broken connection.
        guard !connections[connection].isBroken else { return }
        let arrival = arrivalTime(on: connection, after: connections[connection].lastToWorker)
        agenda.plan(.workerSeesEnd(connection: connection), at: arrival)
    }

    mutating func closeAtWorker(_ connection: Int) {
        guard connections[connection].isOpenAtWorker else { return }
        connections[connection].isOpenAtWorker = false
        guard !connections[connection].isBroken else { return }
        let arrival = arrivalTime(on: connection, after: connections[connection].lastToCoordinator)
        agenda.plan(.coordinatorSeesEnd(connection: connection), at: arrival)
    }

    /// Everything under way is lost. The coordinator may never notice, the worker does at last.
    mutating func breakConnection(_ connection: Int, coordinatorNotices: Bool, workerNoticesWithin latest: Int) {
        guard !connections[connection].isBroken else { return }
        counts.brokenConnections += 1
        connections[connection].isBroken = true
        if coordinatorNotices {
            agenda.plan(.coordinatorSeesEnd(connection: connection), at: now + random.within(0...3_000))
        }
        agenda.plan(.workerSeesEnd(connection: connection), at: now + random.within(0...latest))
    }
}
