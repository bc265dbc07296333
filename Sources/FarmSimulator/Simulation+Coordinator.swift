import FarmCore
import FarmModel

// The coordinator's shell: tells the farm what happens, writes records, and lets effects out when they may leave.
extension Simulation {
    mutating func stepCoordinator(_ happening: Happening) throws(SimulationFailure) {
        switch happening {
        case .coordinatorStarts(let life):
            try startCoordinator(life)
        case .tick(let life):
            guard farm != nil, life == self.life else { return }
            agenda.plan(.tick(life: life), at: now + 400)
            try tell(.tick)
            try checkAfterTick()
        case .syncEnds(let life, let records):
            guard farm != nil, life == self.life else { return }
            guard !journal.isFull else {
                // The write fails; it is tried again until there is room.
                agenda.plan(.syncEnds(life: life, records: records), at: now + 200)
                return
            }
            journal.isSyncing = false
            journal.makeDurable(upTo: records)
            try letEffectsOut()
            sync()
        case .storageChecked(let life):
            guard life == self.life else { return }
            try tell(.storageChanged(problem: journal.isFull ? "the disk is full" : nil))
        case .stageEnds(let life, let job, let stage, let run):
            guard farm != nil, life == self.life else { return }
            try endStage(job, stage, run: run)
        case .coordinatorThaws(let life):
            if life == self.life { try thawCoordinator() }
        default:
            return
        }
    }

    private mutating func startCoordinator(_ life: Int) throws(SimulationFailure) {
        guard farm == nil, life == self.life + 1 else { return }
        self.life = life
        let state = journal.replayed()
        guard state == journal.durableState else { throw failure("the replay differs from the records' own fold") }
        folded = state
        ledger = journal.durableLedger
        farm = Farm(state: state, settings: plan.settings)
        agenda.plan(.tick(life: life), at: now + 400)
        try tell(.started)
        if journal.isFull { agenda.plan(.storageChecked(life: life), at: now + 50) }
    }

    /// Hands an event to the farm, and checks everything that must hold afterwards.
    mutating func tell(_ event: Event) throws(SimulationFailure) {
        let moment = timestamp
        guard let effects = farm?.handle(event, at: moment) else { return }
        trace.note(now, event)
        counts.events += 1
        if case .storageChanged(let problem) = event { hasStorageProblem = problem != nil }
        for effect in effects {
            trace.note(now, effect)
            try checkBeginning(effect)
            guard case .append(let record) = effect else {
                outbox.append(
                    HeldBackEffect(
                        recordsBefore: journal.count, highestAttempt: ledger.highestAttempt, effect: effect))
                continue
            }
            journal.append(record)
            folded.apply(record)
            count(record)
            if let complaint = ledger.note(record) { throw failure(complaint) }
            // A crash may follow any record, so each must leave a sound state.
            if effects.count > 2, let complaint = folded.checkInvariants().first { throw failure(complaint) }
        }
        try checkAfterEvent()
        try letEffectsOut()
        sync()
    }

    private mutating func count(_ record: Record) {
        counts.records += 1
        switch record {
        case .attemptSucceeded: counts.commits += 1
        case .attemptStarted(let attempt) where attempt.isBackup: counts.backups += 1
        case .chunkLost: counts.chunksLost += 1
        case .chunkDoubted: counts.chunksDoubted += 1
        case .jobUnited: counts.jobsUnited += 1
        case .pipeBroken: counts.pipesBroken += 1
        case .workerBlocked: counts.blockedWorkers += 1
        default: break
        }
    }

    /// Everything that was written meanwhile becomes durable at once.
    private mutating func sync() {
        guard farm != nil, !journal.isSyncing, journal.durableCount < journal.count else { return }
        journal.isSyncing = true
        let end = now + random.within(0...plan.currentSyncMilliseconds(isCalm: isCalm))
        agenda.plan(.syncEnds(life: life, records: journal.count), at: end)
    }

    /// Carries out the effects whose records are durable, until death comes in between.
    mutating func letEffectsOut() throws(SimulationFailure) {
        var done = 0
        while done < outbox.count, outbox[done].recordsBefore <= journal.durableCount {
            if let left = effectsUntilDeath {
                guard left > 0 else {
                    killCoordinator(cutsPower: false)
                    return
                }
                effectsUntilDeath = left - 1
            }
            let heldBack = outbox[done]
            done += 1
            if let complaint = complaint(about: heldBack) { throw failure(complaint) }
            try carryOut(heldBack.effect)
        }
        if done > 0 { outbox.removeFirst(done) }
    }

    /// Everything that waited happens now, in its order.
    mutating func thawCoordinator() throws(SimulationFailure) {
        isFrozen = false
        let waiting = backlog
        backlog = []
        for happening in waiting { try step(happening) }
    }

    /// The process is gone: what was not durable may be lost, and nobody says goodbye.
    mutating func killCoordinator(cutsPower: Bool) {
        guard farm != nil else { return }
        counts.coordinatorCrashes += 1
        farm = nil
        outbox = []
        effectsUntilDeath = nil
        runningStages = [:]
        pipes = [:]
        awaitedPipes = []
        hasStorageProblem = false
        isFrozen = false
        backlog = []
        connectionOfSession = [:]
        // Numbers of connections and requests begin anew in a new life.
        nextSession = 1
        openRequests = [:]
        let unsynced = journal.count - journal.durableCount
        // What a killed process wrote is in the kernel's hands; without power it depends.
        let surviving = random.below(unsynced + 1)
        counts.recordsTornOff += unsynced - surviving
        journal.crash(survivingUnsynced: surviving)
        for connection in connections.indices where connections[connection].isOpenAtCoordinator {
            if cutsPower { breakConnection(connection, coordinatorNotices: false, workerNoticesWithin: 12_000) }
            closeAtCoordinator(connection)
        }
        trace.note(now, "the coordinator dies; \(surviving) of \(unsynced) unsynced records survive")
        agenda.plan(.coordinatorStarts(life: life + 1), at: now + random.within(50...(cutsPower ? 6_000 : 1_500)))
    }
}

extension FaultPlan {
    func currentSyncMilliseconds(isCalm: Bool) -> Int {
        isCalm ? min(10, slowestSyncMilliseconds) : slowestSyncMilliseconds
    }
}
