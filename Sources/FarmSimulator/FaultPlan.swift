import FarmModel

/// How bad the world is in one run, drawn from the seed, so that some runs have one kind of fault only and others have
/// all at once.
struct FaultPlan {
    var faults: [Fault] = []
    /// Between two faults, on average.
    var faultPauseMilliseconds = 4_000
    var personPauseMilliseconds = 3_000
    /// How long faults go on.
    var faultyMilliseconds = 60_000
    var attemptFailuresPerMille = 0
    var damagedFilesPerMille = 0
    var stageFailuresPerMille = 0
    var poisonPerMille = 0
    /// Jobs whose frames flow into one encoder, and how often one dies over a chunk.
    var pipesPerMille = 0
    var encoderDeathsPerMille = 0
    /// Jobs in which some chunks begin wrongly unless more care is taken.
    var seamTroublePerMille = 0
    /// Only commands that take nothing back: submissions.
    var personIsPatient = false
    var slowestSyncMilliseconds = 10
    var longestLatencyMilliseconds = 20
    var settings = FarmSettings()

    enum Fault: CaseIterable {
        case breakConnection
        case loseConnectionSilently
        case partition
        case killWorker
        case stopWorkerGently
        case freezeWorker
        case hangWorker
        case slowWorker
        case corruptWorker
        case killCoordinator
        case cutPower
        case freezeCoordinator
        case fillDisk
        case loseChunkFile
        case damageChunkFile
        case compactJournal
    }

    /// Everything goes wrong, in a mixture of its own for each seed.
    static func drawn(from random: inout SeededNumbers) -> FaultPlan {
        var plan = FaultPlan()
        plan.faults = Fault.allCases.filter { _ in random.happens(perMille: 450) }
        plan.faultPauseMilliseconds = random.within(300...6_000)
        plan.personPauseMilliseconds = random.within(800...8_000)
        plan.faultyMilliseconds = random.within(20_000...100_000)
        if random.happens(perMille: 600) { plan.attemptFailuresPerMille = random.within(10...300) }
        if random.happens(perMille: 300) { plan.damagedFilesPerMille = random.within(10...150) }
        if random.happens(perMille: 500) { plan.stageFailuresPerMille = random.within(20...350) }
        if random.happens(perMille: 300) { plan.poisonPerMille = random.within(10...200) }
        if random.happens(perMille: 400) { plan.seamTroublePerMille = random.within(100...600) }
        plan.pipesPerMille = 300
        if random.happens(perMille: 400) { plan.encoderDeathsPerMille = random.within(5...150) }
        if random.happens(perMille: 300) { plan.slowestSyncMilliseconds = random.within(100...1_500) }
        if random.happens(perMille: 300) { plan.longestLatencyMilliseconds = random.within(50...2_000) }
        plan.settings.leaseTimeoutMilliseconds = random.within(4_000...15_000)
        plan.settings.reconnectGraceMilliseconds = random.within(2_000...10_000)
        plan.settings.progressTimeoutMilliseconds = random.within(8_000...30_000)
        plan.settings.retryMaxDelayMilliseconds = random.within(1_000...10_000)
        plan.settings.maxAttempts = random.within(1...5)
        plan.settings.stragglerMinimumMilliseconds = random.within(500...4_000)
        return plan
    }

    /// The coordinator is killed or stopped over and over, and nothing else happens: then nothing may be rendered twice.
    static func coordinatorCrashes(from random: inout SeededNumbers) -> FaultPlan {
        var plan = FaultPlan()
        plan.faults = [.killCoordinator, .killCoordinator, .freezeCoordinator, .compactJournal]
        plan.faultPauseMilliseconds = random.within(1_000...6_000)
        plan.personIsPatient = true
        plan.settings.reconnectGraceMilliseconds = 30_000
        plan.settings.stragglerMinimumMilliseconds = 10_000_000
        return plan
    }
}
