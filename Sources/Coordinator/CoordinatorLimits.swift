import FarmModel

/// The limits of the coordinator's shell, each with the reason for its number.
enum CoordinatorLimits {
    /// Often enough that a stall or a vanished worker is seen within seconds; 5,000 idle workers cost 2,500 lines a second.
    static let heartbeatMilliseconds = 2_000
    /// A peer that has not said who it is by then is not one of ours.
    static let introductionMilliseconds = 10_000
    /// Connections of which nobody knows yet who is at the other end. Five thousand workers that come back at once are
    /// let in a few hundred at a time; so many strangers that stop in the middle of a greeting hold 512 MB in a farm
    /// without a secret, which only this machine reaches, and 4 MB in one that has a secret.
    static let strangers = 4_096
    /// How long a peer that is not believed waits to hear it: people do not mind, and whoever tries secrets does.
    static let denialMilliseconds = 500
    /// How long a stranger that is turned away may take to read why: a network's round trip, many times over. Whatever it
    /// goes on sending meanwhile is read and thrown away.
    static let strangerLingerMilliseconds = 500
    /// What may wait to be sent to one peer: the largest manifest and then some.
    static let outgoingBytes = 64 << 20
    /// A stage's answer: a plan of 10,000 chunks is about 3 MB.
    static let stageAnswerBytes = 64 << 20
    /// Lines of a stage's stderr that are kept for the report.
    static let stageErrorBytes = 64 << 10
    /// How long a stop may take before the process leaves anyway; the journal is synced long before.
    static let stopMilliseconds: Int64 = 8_000
    /// Uploads that no job needs may lie about for hours; a minute more is nothing.
    static let uploadSweepMilliseconds = 60_000
    /// A cluster's own commands take seconds; one that hangs must not be the last.
    static let elasticCommandMilliseconds = 120_000
    /// What `logs` sends of each file at once, and of all files together: a job may have a log for each of a thousand
    /// workers, and the last lines of each are what people look for.
    static func logTailBytes(ofFiles count: Int) -> Int { max(4 << 10, min(256 << 10, (8 << 20) / max(1, count))) }
    /// Ten times a second: retries and leases are counted in tenths of seconds at the finest.
    static let tickMilliseconds = 100
    /// How often an encoder at the end of a pipe is looked at: whether it hangs is a matter of minutes.
    static let encoderLookMilliseconds = 5_000
    /// Of frames that come, wait, or are given to encoders: those that the core allows, and as many of attempts that lost
    /// their lease in the middle.
    static let pipedBytes = 2 * FarmLimits.bytesInPipe
    /// Previews that are made at once, and that may wait: rendering goes first, and a page asks for a dozen pictures.
    static let runningPreviews = 2
    static let waitingPreviews = 200
    /// Copying a chunk takes a second on a slow disk; what takes longer hangs.
    static let previewMilliseconds = 60_000
    /// Somebody at a form waits for seconds; the scan of a film without index may take longer, and is for a job.
    static let runningPlans = 2
    static let planMilliseconds = 30_000
    /// Subscribers hear something at least so often, so that a dead connection is noticed.
    static let quietLooks = 50
    /// Fast enough to look alive, slow enough that what changes twice in between is told once.
    static let feedMilliseconds = 200
    /// A client that has left so much unread is asked nothing further, and told nothing that can wait.
    static let unreadBytes = 256 << 10
}
