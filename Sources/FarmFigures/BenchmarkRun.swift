import FarmModel

/// One timed run of a benchmark.
public struct BenchmarkRun: Equatable, Sendable {
    public var kind: Kind
    /// Which repetition it belongs to, from 1.
    public var round: Int
    /// From the submission, or the start of ffmpeg, to the end, by a monotonic clock.
    public var wallSeconds: Double
    /// User and system time of all processes that took part.
    public var processorSeconds: Double
    public var frames: Int
    public var machine: MachineUse
    /// What the farm says of its job; nil for a run of ffmpeg alone.
    public var job: FarmJob?
    /// Nil where nobody looked.
    public var footprint: Footprint?

    public init(
        kind: Kind, round: Int, wallSeconds: Double, processorSeconds: Double, frames: Int, machine: MachineUse,
        job: FarmJob? = nil, footprint: Footprint? = nil
    ) {
        self.kind = kind
        self.round = round
        self.wallSeconds = wallSeconds
        self.processorSeconds = processorSeconds
        self.frames = frames
        self.machine = machine
        self.job = job
        self.footprint = footprint
    }

    public enum Kind: Hashable, Sendable {
        /// One ffmpeg with one thread: what speed-ups are measured against.
        case serial
        /// One ffmpeg with the threads that it chooses: what a person would run instead.
        case plain
        case farm(workers: Int)
        /// The whole farm, with one of the ways from drawn frames to a video.
        case method(FrameMethod)
    }

    /// What a run took of this machine besides its processors.
    public struct Footprint: Equatable, Sendable {
        /// What the farm's processes gave to disks.
        public var writtenBytes: Int64
        /// The most that they had at a time, files in memory included.
        public var peakMemoryBytes: Int64

        public init(writtenBytes: Int64, peakMemoryBytes: Int64) {
            self.writtenBytes = writtenBytes
            self.peakMemoryBytes = peakMemoryBytes
        }
    }

    /// The machine while the run went on.
    public struct MachineUse: Equatable, Sendable {
        /// Cores of all machines that took part.
        public var cores: Int
        /// How busy everybody else kept the cores of this machine, from 0 to 1.
        public var otherShare: Double
        /// The mean of the cores; nil where the kernel does not tell.
        public var megahertz: Double?
        /// How often the cores were slowed down because of heat.
        public var throttlings: Int

        public init(cores: Int, otherShare: Double, megahertz: Double?, throttlings: Int) {
            self.cores = cores
            self.otherShare = otherShare
            self.megahertz = megahertz
            self.throttlings = throttlings
        }
    }

    public struct FarmJob: Equatable, Sendable {
        public var stages: StageTimes
        public var chunks: Int
        public var attempts: [AttemptSpan]

        public init(stages: StageTimes, chunks: Int, attempts: [AttemptSpan]) {
            self.stages = stages
            self.chunks = chunks
            self.attempts = attempts
        }
    }

    /// The average share of all cores that the run kept busy, from 0 to 1.
    public var busyShare: Double {
        let room = wallSeconds * Double(machine.cores)
        return room > 0 ? min(1, processorSeconds / room) : 0
    }
}
