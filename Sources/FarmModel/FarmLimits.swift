/// Every limit of the pure parts, with the reason for its number. Those of the shells are beside the shells.
public enum FarmLimits {
    /// Of frames that are drawn or wait, ahead of the encoder that takes them in their order.
    public static let framesInPipe = 100
    /// The same in bytes: a frame of 3840x2160 pixels has 33 MB.
    public static let bytesInPipe = 256 << 20
    /// An encoder may be killed for want of memory once; whatever ends it twice will end it again.
    public static let encodersPerPipe = 2
    /// As image programs count it.
    public static let frameQualityRange = 1...100
    /// A plan travels as one journal line and is scanned by people; 10,000 chunks of 2 s are more than five hours.
    public static let chunksPerVideo = 10_000
    /// A drill keeps about 150 bytes a task: this many stay below 2 GB.
    public static let tasksPerDrill = 10_000_000
    /// Jobs are looked at one by one when a stage ends, and remembered until they are cleaned away.
    public static let rememberedJobs = 10_000
    public static let priorityRange = -100...100
    public static let maxAttemptsRange = 1...20
    /// More slots than any machine has cores, and few enough that a lying worker cannot take the whole queue.
    public static let slotsPerWorker = 1_024
    /// Leases that a chunk may lose through no fault of its own before it counts as the killer of its workers.
    public static let lostAttemptsPerChunk = 10
    /// A stage that crashes three times in a row will crash a fourth time.
    public static let stageAttempts = 3
    /// Faults in a row, without a success between, that take a worker off a kind of work.
    public static let workerFaultsBeforeBlock = 3
    /// What decoding a frame takes at the very most, of large pictures on a crowded machine.
    public static let decodeMillisecondsPerFrame = 100
    /// How far pictures on both sides of a seam may differ where the filters never forget: not to be seen.
    public static let seamDifferenceLevels = 3
    /// Frames that a chunk shows at one of its ends, and brightness values in each.
    public static let seamFrames = 64
    public static let seamSamples = 1_024
    public static let seamNotes = 20
    /// More frames, and faster, than any attempt renders; what a worker reports beyond would only make sums overflow.
    public static let framesPerAttempt = 1_000_000_000
    public static let framesPerSecond = 1_000_000.0
    /// ffmpeg's last lines that are kept of a failed attempt, and how long each may be.
    public static let failureLines = 12
    public static let failureLineBytes = 500
    public static let nameBytes = 128
    /// Of the workers that one sentence names; more than anybody reads.
    public static let namedWorkers = 6
    public static let pathBytes = 4_096
    public static let filterBytes = 16_384
    /// Nobody has more programs that render on one machine; all of them travel in each hello.
    public static let renderersPerWorker = 64
    /// How long an external renderer may take for a frame: below a second even a good program fails on a busy machine, and
    /// a frame that takes a day is one that nobody waits for.
    public static let rendererFrameMilliseconds = 1_000...86_400_000
    /// Frames of a renderer are numbered by people, and file names hold the numbers with eight digits.
    public static let rendererFrames = 0...99_999_999
    /// x265 has about two hundred; nobody sets more than a handful.
    public static let encoderOptions = 64
}

/// What a person may configure about scheduling.
public struct FarmSettings: Equatable, Sendable {
    /// A connected worker that says nothing for so long has lost its leases.
    public var leaseTimeoutMilliseconds = 15_000
    /// A worker whose connection broke, or whose coordinator restarted, has so long to come back to its leases.
    public var reconnectGraceMilliseconds = 10_000
    /// An attempt whose frame counter stands still for so long is stopped and tried again.
    public var progressTimeoutMilliseconds = 120_000
    /// The first retry waits so long, each further one twice as long as the one before.
    public var retryBaseDelayMilliseconds = 500
    public var retryMaxDelayMilliseconds = 30_000
    public var maxAttempts = 3
    /// A running chunk counts as a straggler when it takes this many percent of the time expected of it,
    public var stragglerPercent = 150
    /// and at least this long: below it a second start-up costs more than it can save.
    public var stragglerMinimumMilliseconds = 4_000

    public init() {}
}
