import FarmModel

/// A benchmark as it is exported: what was measured, where, and every run. All figures follow from it.
public struct Benchmark: Equatable, Sendable {
    public var madeAt: String
    public var version: String
    public var input: Input
    public var machine: Machine
    public var farm: FarmFacts
    public var request: VideoRequest
    /// What was run, each as a command line for a person to repeat.
    public var commands: [NamedCommand]
    public var runs: [BenchmarkRun]
    /// What was found out by comparing the outputs with the serial one.
    public var verified: String
    /// What a reader has to know about the circumstances, in sentences.
    public var remarks: [String]

    public init(
        madeAt: String, version: String, input: Input, machine: Machine, farm: FarmFacts, request: VideoRequest,
        commands: [NamedCommand], runs: [BenchmarkRun], verified: String, remarks: [String]
    ) {
        self.madeAt = madeAt
        self.version = version
        self.input = input
        self.machine = machine
        self.farm = farm
        self.request = request
        self.commands = commands
        self.runs = runs
        self.verified = verified
        self.remarks = remarks
    }

    public struct Input: Equatable, Sendable {
        public var path: String
        public var sizeBytes: Int64
        public var frames: Int
        public var seconds: Double
        public var width: Int
        public var height: Int
        public var codec: String

        public init(
            path: String, sizeBytes: Int64, frames: Int, seconds: Double, width: Int, height: Int, codec: String
        ) {
            self.path = path
            self.sizeBytes = sizeBytes
            self.frames = frames
            self.seconds = seconds
            self.width = width
            self.height = height
            self.codec = codec
        }
    }

    /// The machine that measured.
    public struct Machine: Equatable, Sendable {
        public var host: String
        public var processor: String
        public var cores: Int
        public var memoryBytes: Int64
        public var kernel: String
        public var isWSL: Bool
        public var ffmpegVersion: String

        public init(
            host: String, processor: String, cores: Int, memoryBytes: Int64, kernel: String, isWSL: Bool,
            ffmpegVersion: String
        ) {
            self.host = host
            self.processor = processor
            self.cores = cores
            self.memoryBytes = memoryBytes
            self.kernel = kernel
            self.isWSL = isWSL
            self.ffmpegVersion = ffmpegVersion
        }
    }

    public struct FarmFacts: Equatable, Sendable {
        /// Started for the benchmark, and stopped behind it.
        public var isPrivate: Bool
        public var address: String
        public var workers: Int
        public var slots: Int
        public var hosts: [String]

        public init(isPrivate: Bool, address: String, workers: Int, slots: Int, hosts: [String]) {
            self.isPrivate = isPrivate
            self.address = address
            self.workers = workers
            self.slots = slots
            self.hosts = hosts
        }
    }

    public struct NamedCommand: Equatable, Sendable {
        public var name: String
        public var command: String

        public init(_ name: String, _ command: String) {
            self.name = name
            self.command = command
        }
    }
}
