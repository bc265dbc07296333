import FarmCore
import FarmModel

// What the world does to the farm.
extension Simulation {
    mutating func strike() throws(SimulationFailure) {
        guard !isCalm else { return }
        let pause = random.within(1...(2 * plan.faultPauseMilliseconds))
        agenda.plan(.faultStrikes, at: now + pause)
        guard let fault = random.pick(plan.faults) else { return }
        trace.note(now, "fault: \(fault)")
        switch fault {
        case .breakConnection, .loseConnectionSilently, .partition:
            strikeNetwork(fault)
        case .killWorker, .stopWorkerGently, .freezeWorker, .hangWorker, .slowWorker, .corruptWorker:
            strikeWorker(fault)
        case .killCoordinator:
            effectsUntilDeath = random.within(0...12)
        case .cutPower:
            killCoordinator(cutsPower: true)
        case .freezeCoordinator:
            guard farm != nil, !isFrozen else { return }
            isFrozen = true
            agenda.plan(.coordinatorThaws(life: life), at: now + random.within(300...25_000))
        case .fillDisk:
            fillDisk()
        case .loseChunkFile, .damageChunkFile:
            // Whether the file is gone or full of nonsense, the merge finds it useless.
            guard let chunk = random.pick(chunkFiles.keys.sorted()) else { return }
            chunkFiles[chunk]?.isSound = false
        case .compactJournal:
            try compactJournal()
        }
    }

    private mutating func strikeNetwork(_ fault: FaultPlan.Fault) {
        guard let worker = random.pick(Array(workers.indices)) else { return }
        if case .partition = fault { workers[worker].cutOffUntil = now + random.within(200...20_000) }
        guard let connection = workers[worker].link.connection else { return }
        switch fault {
        case .breakConnection:
            breakConnection(connection, coordinatorNotices: true, workerNoticesWithin: 3_000)
        case .loseConnectionSilently:
            breakConnection(connection, coordinatorNotices: false, workerNoticesWithin: 25_000)
        default:
            // Lines wait for the partition to end, unless the connection is given up before.
            guard random.happens(perMille: 400) else { return }
            breakConnection(connection, coordinatorNotices: random.happens(perMille: 500), workerNoticesWithin: 20_000)
        }
    }

    private mutating func strikeWorker(_ fault: FaultPlan.Fault) {
        guard let worker = random.pick(workers.indices.filter { workers[$0].isAlive }) else { return }
        switch fault {
        case .killWorker:
            killWorker(worker)
        case .stopWorkerGently:
            drain(worker)
        case .freezeWorker:
            guard !workers[worker].isFrozen else { return }
            workers[worker].isFrozen = true
            let end = now + random.within(500...30_000)
            agenda.plan(.workerThaws(worker: worker, process: workers[worker].process), at: end)
        case .hangWorker:
            workers[worker].nature.isHung = true
        case .slowWorker:
            workers[worker].nature.slowness = random.within(2...30)
        default:
            if random.happens(perMille: 500) {
                workers[worker].nature.lies = true
            } else {
                workers[worker].nature.failsEverything = true
            }
        }
    }

    private mutating func fillDisk() {
        guard !journal.isFull else { return }
        journal.isFull = true
        agenda.plan(.storageChecked(life: life), at: now + random.within(0...500))
        agenda.plan(.diskHasRoom, at: now + random.within(300...10_000))
    }

    mutating func diskHasRoom() throws(SimulationFailure) {
        guard journal.isFull else { return }
        journal.isFull = false
        agenda.plan(.storageChecked(life: life), at: now + random.within(0...500))
    }

    private mutating func compactJournal() throws(SimulationFailure) {
        guard !journal.isFull else { return }
        journal.compact()
        var state = FarmState()
        for record in journal.snapshot { state.apply(record) }
        guard state == journal.durableState else { throw failure("a compacted journal folds to another state") }
    }
}
