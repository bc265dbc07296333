import FarmModel

/// Every limit of the worker, with the reason for its number.
enum WorkerLimits {
    // MARK: The coordinator

    /// A coordinator answers a hello as soon as it has read it; after so long, it is not one, or it hangs.
    static let welcomeTimeoutMilliseconds = 10_000
    /// On a network that drops packets, the kernel alone would try for two minutes.
    static let connectTimeoutMilliseconds = 5_000
    /// A coordinator answers each heartbeat at once. After so many without an answer, and no less than the second number,
    /// the way to it is broken, even if no packet came back to say so.
    static let unansweredHeartbeats = 5
    static let silenceMilliseconds = 5_000
    /// More often would be noise, and more seldom would lose leases.
    static let heartbeatMilliseconds = 100...60_000
    /// Running attempts and unacknowledged results together: a coordinator refuses a hello that names more.
    static let heldAttempts = 2 * FarmLimits.slotsPerWorker
    /// Added to a delay at random, in percent, so that the workers of a farm do not come back all at once.
    static let reconnectJitterPercent = 20

    // MARK: Leaving

    /// How long a drained worker waits for its last acknowledgements, counted from the last attempt's end, or from
    /// the last acknowledgement: long enough for a coordinator to be restarted, short enough for a person to wait.
    static let drainedDepartureMilliseconds = 10_000
    /// After SIGKILL a process is gone at once, unless it hangs in a broken disk or network file system.
    static let killedDepartureMilliseconds = 3_000
    /// For the last messages on their way out: they are small, and the other side reads at once or not at all.
    static let farewellMilliseconds = 1_000

    /// Shorter, and a worker would leave between two chunks of one job; nobody waits longer than a month.
    static let idleExitSeconds = 1...2_592_000

    // MARK: Attempts

    /// From SIGTERM to SIGKILL: ffmpeg takes 15 ms, a busy machine much longer.
    static let stopGraceMilliseconds = 2_000
    /// Of what one ffmpeg says, for the log: a damaged input can make it say the same a million times.
    static let loggedErrorLines = 1_000

    // MARK: Files that are elsewhere

    /// Of all that attempts say and the coordinator could not be told yet: some thousand lines on a bad day.
    static let unsentLogLines = 4_000
    /// A command with the longest filter, and some more.
    static let unsentLogLineBytes = 32 << 10
    /// Of lines in one message: a quarter of what a line of the wire may have, since some bytes are escaped.
    static let logMessageBytes = 224 << 10
    /// People who follow a log are patient for so long.
    static let logMilliseconds = 500
    /// Of inputs that are read over the network: a job's worth of video, and most disks have it.
    static let inputCacheBytes = 8 << 30
    static let inputCacheRange = 16 << 20...1 << 50

    /// For the next chunk of the same job: it comes at once, or much later.
    static let archiveKeptMilliseconds = 60_000

    // MARK: The machine

    /// Asking ffmpeg what it can do takes tens of milliseconds, seconds on a machine that is swapping.
    static let ffmpegQuestionMilliseconds = 20_000
    /// A 1080p chunk with x264 on one thread stays below this with every common preset.
    static let memoryPerSlotBytes = 512 * 1024 * 1024
    static let memoryPerSlotRange = 16 * 1024 * 1024...1024 * 1024 * 1024 * 1024
    /// A handful of frames, with a line and some hundred values each; filters that multiply frames stay far below.
    static let seamFileBytes = 1 << 20
    /// Decoding the largest still, or the first frame behind a distant key frame, on a machine that swaps.
    static let pictureMilliseconds: Int32 = 120_000
    /// Of decoded stills that are kept for the next range of frames: some dozens in the resolution of a film.
    static let decodedStillsBytes: Int64 = 1 << 30
    /// Videos go first where a disk gets full.
    static let freeBesideStillsBytes: Int64 = 1 << 30
    /// How often a renderer is looked at: what takes a second a frame is seen to move.
    static let rendererWatchMilliseconds = 500
    /// Of ffprobe's answer about the frames of a chunk: ten thousand of them have a fifth of it.
    static let frameCheckBytes = 1 << 20
    /// Reading a large picture from a slow disk, on a machine that has other things to do.
    static let frameCheckMilliseconds = 2_000
    /// A prepared scene lists each frame of the videos that it shows.
    static let preparedSceneBytes = 64 << 20
}
