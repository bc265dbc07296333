import FarmModel
import FarmWire
import JSONText

extension BenchmarkRun: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind.name)
            if case .farm(let workers) = kind { json.field("workers", workers) }
            if case .method(let method) = kind { json.field("method", method) }
            json.field("round", round)
            json.field("wall_sec", wallSeconds)
            json.field("cpu_sec", processorSeconds)
            json.field("frames", frames)
            json.field("cores", machine.cores)
            json.field("other_busy_share", machine.otherShare)
            json.field("core_mhz", orNull: machine.megahertz)
            json.field("throttlings", machine.throttlings)
            if let job {
                json.field("stages", job.stages)
                json.field("chunks", job.chunks)
                json.field("attempts", job.attempts)
            }
            if let footprint {
                json.field("written_bytes", footprint.writtenBytes)
                json.field("peak_memory_bytes", footprint.peakMemoryBytes)
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        let name = try json.require(draft.kind, "kind")
        guard let kind = Kind(name: name, workers: draft.workers, method: draft.method) else {
            throw json.error(.unknownName(draft.kind ?? ""))
        }
        var job: FarmJob?
        if kind.isFarms {
            job = FarmJob(
                stages: try json.require(draft.stages, "stages"), chunks: try json.require(draft.chunks, "chunks"),
                attempts: try json.require(draft.attempts, "attempts"))
        }
        self.init(
            kind: kind, round: try json.require(draft.round, "round"),
            wallSeconds: try json.require(draft.wallSeconds, "wall_sec"),
            processorSeconds: try json.require(draft.processorSeconds, "cpu_sec"),
            frames: try json.require(draft.frames, "frames"), machine: draft.machine, job: job,
            footprint: draft.footprint)
    }

    private struct Draft {
        var kind: String?
        var workers: Int?
        var round: Int?
        var wallSeconds: Double?
        var processorSeconds: Double?
        var frames: Int?
        var machine = MachineUse(cores: 1, otherShare: 0, megahertz: nil, throttlings: 0)
        var stages: StageTimes?
        var chunks: Int?
        var attempts: [AttemptSpan]?
        var method: FrameMethod?
        var writtenBytes: Int64?
        var peakMemoryBytes: Int64?

        var footprint: Footprint? {
            guard let writtenBytes, let peakMemoryBytes else { return nil }
            return Footprint(writtenBytes: writtenBytes, peakMemoryBytes: peakMemoryBytes)
        }

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "kind": kind = try json.string()
            case "workers": workers = try json.int()
            case "round": round = try json.int()
            case "wall_sec": wallSeconds = try json.double()
            case "cpu_sec": processorSeconds = try json.double()
            case "frames": frames = try json.int()
            case "cores": machine.cores = try json.int()
            case "other_busy_share": machine.otherShare = try json.double()
            case "core_mhz": machine.megahertz = try json.optional(Double.self)
            case "throttlings": machine.throttlings = try json.int()
            case "stages": stages = try json.value(StageTimes.self)
            case "chunks": chunks = try json.int()
            case "attempts": attempts = try json.array(of: AttemptSpan.self)
            case "method": method = try json.value(FrameMethod.self)
            case "written_bytes": writtenBytes = try json.int64()
            case "peak_memory_bytes": peakMemoryBytes = try json.int64()
            default: try json.skip()
            }
        }
    }
}

extension BenchmarkRun.Kind {
    /// As exports spell it.
    public var name: String {
        switch self {
        case .serial: "serial"
        case .plain: "plain"
        case .farm: "farm"
        case .method: "method"
        }
    }

    /// A job of the farm, and not one ffmpeg.
    var isFarms: Bool {
        switch self {
        case .serial, .plain: false
        case .farm, .method: true
        }
    }

    init?(name: String, workers: Int?, method: FrameMethod?) {
        switch (name, workers, method) {
        case ("serial", _, _): self = .serial
        case ("plain", _, _): self = .plain
        // A speed-up is divided by the workers.
        case ("farm", let workers?, _) where workers > 0: self = .farm(workers: workers)
        case ("method", _, let method?): self = .method(method)
        default: return nil
        }
    }
}
