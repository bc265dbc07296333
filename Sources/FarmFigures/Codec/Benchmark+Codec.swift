import FarmModel
import FarmWire
import JSONText

/// What `--export` writes: the measurement, and the figures that follow from it. Reading takes the measurement only, and
/// computes the figures anew. docs/benchmark.schema.json describes it.
extension Benchmark: JSONConvertible {
    /// Changes whenever a reader of the one before would misunderstand something.
    public static let format = 1

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("format", Self.format)
            json.field("made_at", madeAt)
            json.field("version", version)
            json.field("input", input)
            json.field("machine", machine)
            json.field("farm", farm)
            json.field("request", request)
            json.object("commands") { json in
                for command in commands { json.dynamicField(command.name, command.command) }
            }
            json.field("runs", runs)
            json.field("verified", verified)
            json.field("remarks", remarks)
            json.field("figures", orNull: BenchmarkFigures(runs).map { FiguresDocument($0, cores: machine.cores) })
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        guard try json.require(draft.format, "format") == Self.format else {
            throw json.error(.unknownName("format \(draft.format ?? 0)"))
        }
        self.init(
            madeAt: try json.require(draft.madeAt, "made_at"), version: try json.require(draft.version, "version"),
            input: try json.require(draft.input, "input"), machine: try json.require(draft.machine, "machine"),
            farm: try json.require(draft.farm, "farm"), request: try json.require(draft.request, "request"),
            commands: draft.commands, runs: try json.require(draft.runs, "runs"),
            verified: try json.require(draft.verified, "verified"),
            remarks: try json.require(draft.remarks, "remarks"))
    }

    private struct Draft {
        var format: Int?
        var madeAt: String?
        var version: String?
        var input: Input?
        var machine: Machine?
        var farm: FarmFacts?
        var request: VideoRequest?
        var commands: [NamedCommand] = []
        var runs: [BenchmarkRun]?
        var verified: String?
        var remarks: [String]?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "format": format = try json.int()
            case "made_at": madeAt = try json.string()
            case "version": version = try json.string()
            case "input": input = try json.value(Input.self)
            case "machine": machine = try json.value(Machine.self)
            case "farm": farm = try json.value(FarmFacts.self)
            case "request": request = try json.value(VideoRequest.self)
            case "commands": try readCommands(from: &json)
            case "runs": runs = try json.array(of: BenchmarkRun.self)
            case "verified": verified = try json.string()
            case "remarks": remarks = try json.value([String].self)
            default: try json.skip()
            }
        }

        private mutating func readCommands(from json: inout JSONReader) throws(JSONError) {
            try json.object { key, json throws(JSONError) in
                commands.append(NamedCommand(key.text, try json.string()))
            }
        }
    }
}

extension Benchmark.Input: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("path", path)
            json.field("size_bytes", sizeBytes)
            json.field("frames", frames)
            json.field("duration_sec", seconds)
            json.field("width", width)
            json.field("height", height)
            json.field("codec", codec)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        self.init(path: "", sizeBytes: 0, frames: 0, seconds: 0, width: 0, height: 0, codec: "")
        try json.object { key, json throws(JSONError) in
            switch key {
            case "path": path = try json.string()
            case "size_bytes": sizeBytes = try json.int64()
            case "frames": frames = try json.int()
            case "duration_sec": seconds = try json.double()
            case "width": width = try json.int()
            case "height": height = try json.int()
            case "codec": codec = try json.string()
            default: try json.skip()
            }
        }
    }
}

extension Benchmark.Machine: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("host", host)
            json.field("processor", processor)
            json.field("cores", cores)
            json.field("memory_bytes", memoryBytes)
            json.field("kernel", kernel)
            json.field("wsl", isWSL)
            json.field("ffmpeg_version", ffmpegVersion)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        self.init(host: "", processor: "", cores: 1, memoryBytes: 0, kernel: "", isWSL: false, ffmpegVersion: "")
        try json.object { key, json throws(JSONError) in
            switch key {
            case "host": host = try json.string()
            case "processor": processor = try json.string()
            case "cores": cores = try json.int()
            case "memory_bytes": memoryBytes = try json.int64()
            case "kernel": kernel = try json.string()
            case "wsl": isWSL = try json.bool()
            case "ffmpeg_version": ffmpegVersion = try json.string()
            default: try json.skip()
            }
        }
    }
}

extension Benchmark.FarmFacts: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("private", isPrivate)
            json.field("address", address)
            json.field("workers", workers)
            json.field("slots", slots)
            json.field("hosts", hosts)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        self.init(isPrivate: false, address: "", workers: 0, slots: 0, hosts: [])
        try json.object { key, json throws(JSONError) in
            switch key {
            case "private": isPrivate = try json.bool()
            case "address": address = try json.string()
            case "workers": workers = try json.int()
            case "slots": slots = try json.int()
            case "hosts": hosts = try json.value([String].self)
            default: try json.skip()
            }
        }
    }
}
