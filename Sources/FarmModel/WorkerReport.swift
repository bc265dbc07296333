/// How a worker introduces itself on each new connection.
public struct WorkerHello: Equatable, Sendable {
    public var name: String
    /// Chosen anew by each worker process: tells a reconnection from a second process with the same name.
    public var instance: String
    public var slots: Int
    public var processID: Int
    public var host: String
    public var version: String
    public var ffmpeg: FFmpegFacts?
    /// Attempts that this worker still runs, or has finished and not seen acknowledged.
    public var heldAttempts: [AttemptID]
    /// The worker is on its way out and wants no further work.
    public var isDraining: Bool
    /// External renderers that it has, sorted by name.
    public var renderers: [OfferedRenderer]

    public init(
        name: String, instance: String, slots: Int, processID: Int, host: String, version: String,
        ffmpeg: FFmpegFacts?, heldAttempts: [AttemptID], isDraining: Bool, renderers: [OfferedRenderer] = []
    ) {
        self.name = name
        self.instance = instance
        self.slots = slots
        self.processID = processID
        self.host = host
        self.version = version
        self.ffmpeg = ffmpeg
        self.heldAttempts = heldAttempts
        self.isDraining = isDraining
        self.renderers = renderers
    }
}

/// What a worker's ffmpeg is and can do, as far as the command line depends on it.
public struct FFmpegFacts: Equatable, Sendable {
    public var version: String
    /// `-fps_mode` is known (5.1 and later); otherwise `-vsync` is used.
    public var hasFpsMode: Bool
    /// Video encoders, sorted.
    public var encoders: [String]
    /// The builds of those encoders that the farm can use.
    public var builds: [EncoderBuild]

    public init(version: String, hasFpsMode: Bool, encoders: [String], builds: [EncoderBuild] = []) {
        self.version = version
        self.hasFpsMode = hasFpsMode
        self.encoders = encoders
        self.builds = builds
    }

    /// As exactly as is known: where nobody has looked closer, the version has to do.
    public func build(of encoder: String) -> String {
        builds.first { $0.encoder == encoder }?.build ?? version
    }
}

/// A sign of life that keeps the leases of a worker.
public struct Heartbeat: Equatable, Sendable {
    public var machine: MachineLoad?
    public var running: [AttemptProgress]

    public init(machine: MachineLoad?, running: [AttemptProgress]) {
        self.machine = machine
        self.running = running
    }
}

/// How far an attempt has come.
public struct AttemptProgress: Equatable, Sendable {
    public var attempt: AttemptID
    public var frame: Int
    public var framesPerSecond: Double
    /// Frames of the finished chunk that have been decoded again, to see that they can be; behind a renderer, those that
    /// have been encoded as well.
    public var checkedFrames: Int
    /// Bytes of the input and of the chunk that have travelled for this attempt; 0 where the files are seen. As long as
    /// they become more the attempt goes on, also while no frame comes.
    public var transferredBytes: Int64

    public init(
        attempt: AttemptID, frame: Int, framesPerSecond: Double, checkedFrames: Int = 0, transferredBytes: Int64 = 0
    ) {
        self.attempt = attempt
        self.frame = frame
        self.framesPerSecond = framesPerSecond
        self.checkedFrames = checkedFrames
        self.transferredBytes = transferredBytes
    }
}

/// The state of a worker's machine.
public struct MachineLoad: Equatable, Sendable {
    /// Busy share of each core, in percent.
    public var coreBusyPercent: [Int]
    public var memoryTotalBytes: Int64
    public var memoryAvailableBytes: Int64
    public var scratchFreeBytes: Int64

    public init(
        coreBusyPercent: [Int], memoryTotalBytes: Int64, memoryAvailableBytes: Int64, scratchFreeBytes: Int64
    ) {
        self.coreBusyPercent = coreBusyPercent
        self.memoryTotalBytes = memoryTotalBytes
        self.memoryAvailableBytes = memoryAvailableBytes
        self.scratchFreeBytes = scratchFreeBytes
    }
}
