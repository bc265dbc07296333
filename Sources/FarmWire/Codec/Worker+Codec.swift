import FarmModel
import JSONText

extension WorkerHello: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("name", name)
        json.field("instance", instance)
        json.field("slots", slots)
        json.field("pid", processID)
        json.field("host", host)
        json.field("version", version)
        json.field("ffmpeg", optional: ffmpeg)
        json.field("held_attempts", heldAttempts)
        json.field("is_draining", isDraining)
        json.field("renderers", renderers)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            name: try json.require(draft.name, "name"), instance: try json.require(draft.instance, "instance"),
            slots: try json.require(draft.slots, "slots"), processID: try json.require(draft.processID, "pid"),
            host: try json.require(draft.host, "host"), version: try json.require(draft.version, "version"),
            ffmpeg: draft.ffmpeg, heldAttempts: try json.require(draft.heldAttempts, "held_attempts"),
            isDraining: try json.require(draft.isDraining, "is_draining"), renderers: draft.renderers)
    }

    private struct Draft {
        var name: String?
        var instance: String?
        var slots: Int?
        var processID: Int?
        var host: String?
        var version: String?
        var ffmpeg: FFmpegFacts?
        var heldAttempts: [AttemptID]?
        var isDraining: Bool?
        var renderers: [OfferedRenderer] = []

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "name": name = try json.name()
            case "instance": instance = try json.name()
            case "slots": slots = try json.slots()
            case "pid": processID = try json.count()
            case "host": host = try json.path()
            case "version": version = try json.name()
            case "ffmpeg": ffmpeg = try json.optional(FFmpegFacts.self)
            case "held_attempts": heldAttempts = try json.array(of: AttemptID.self, limit: WireLimits.heldAttempts)
            case "is_draining": isDraining = try json.bool()
            case "renderers":
                renderers = try json.array(of: OfferedRenderer.self, limit: FarmLimits.renderersPerWorker)
            default: try json.skip()
            }
        }
    }
}

extension FFmpegFacts: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("version", version)
            json.field("has_fps_mode", hasFpsMode)
            json.field("encoders", encoders)
            json.field("builds", builds)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var version: String?
        var hasFpsMode: Bool?
        var encoders: [String]?
        var builds: [EncoderBuild] = []
        try json.object { key, json throws(JSONError) in
            switch key {
            case "version": version = try json.path()
            case "has_fps_mode": hasFpsMode = try json.bool()
            case "encoders": encoders = try json.encoderNames()
            case "builds": builds = try json.array(of: EncoderBuild.self, limit: WireLimits.encoderBuilds)
            default: try json.skip()
            }
        }
        self.init(
            version: try json.require(version, "version"), hasFpsMode: try json.require(hasFpsMode, "has_fps_mode"),
            encoders: try json.require(encoders, "encoders"), builds: builds)
    }
}

extension EncoderBuild: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("encoder", encoder)
            json.field("build", build)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var encoder: String?
        var build: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "encoder": encoder = try json.name()
            case "build": build = try json.buildName()
            default: try json.skip()
            }
        }
        self.init(encoder: try json.require(encoder, "encoder"), build: try json.require(build, "build"))
    }
}

extension Heartbeat: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("machine", optional: machine)
        json.field("running", running)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var machine: MachineLoad?
        var running: [AttemptProgress]?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "machine": machine = try json.optional(MachineLoad.self)
            case "running": running = try json.array(of: AttemptProgress.self, limit: FarmLimits.slotsPerWorker)
            default: try json.skip()
            }
        }
        self.init(machine: machine, running: try json.require(running, "running"))
    }
}

extension AttemptProgress: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("attempt_id", attempt)
            json.field("frame", frame)
            json.field("fps", framesPerSecond)
            if checkedFrames > 0 { json.field("checked", checkedFrames) }
            if transferredBytes > 0 { json.field("transferred_bytes", transferredBytes) }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var attempt: AttemptID?
        var frame: Int?
        var framesPerSecond: Double?
        var checkedFrames: Int?
        var transferredBytes: Int64 = 0
        try json.object { key, json throws(JSONError) in
            switch key {
            case "attempt_id": attempt = try json.value(AttemptID.self)
            case "frame": frame = try json.count()
            case "fps": framesPerSecond = try json.rate()
            case "checked": checkedFrames = try json.count()
            case "transferred_bytes": transferredBytes = try json.byteCount()
            default: try json.skip()
            }
        }
        self.init(
            attempt: try json.require(attempt, "attempt_id"), frame: try json.require(frame, "frame"),
            framesPerSecond: try json.require(framesPerSecond, "fps"), checkedFrames: checkedFrames ?? 0,
            transferredBytes: transferredBytes)
    }
}

extension MachineLoad: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("core_busy_percent", coreBusyPercent)
            json.field("memory_total_bytes", memoryTotalBytes)
            json.field("memory_available_bytes", memoryAvailableBytes)
            json.field("scratch_free_bytes", scratchFreeBytes)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var coreBusyPercent: [Int]?
        var memoryTotalBytes: Int64?
        var memoryAvailableBytes: Int64?
        var scratchFreeBytes: Int64?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "core_busy_percent": coreBusyPercent = try json.array(of: Int.self, limit: WireLimits.cores)
            case "memory_total_bytes": memoryTotalBytes = try json.byteCount()
            case "memory_available_bytes": memoryAvailableBytes = try json.byteCount()
            case "scratch_free_bytes": scratchFreeBytes = try json.byteCount()
            default: try json.skip()
            }
        }
        self.init(
            coreBusyPercent: try json.require(coreBusyPercent, "core_busy_percent"),
            memoryTotalBytes: try json.require(memoryTotalBytes, "memory_total_bytes"),
            memoryAvailableBytes: try json.require(memoryAvailableBytes, "memory_available_bytes"),
            scratchFreeBytes: try json.require(scratchFreeBytes, "scratch_free_bytes"))
    }
}

extension BlockedKind: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind)
            json.field("reason", reason)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var kind: String?
        var reason: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "kind": kind = try json.string()
            case "reason": reason = try json.string()
            default: try json.skip()
            }
        }
        self.init(kind: try json.require(kind, "kind"), reason: try json.require(reason, "reason"))
    }
}

extension KnownWorker: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    /// The members without the braces, for messages that have them beside their type.
    func writeFields(to json: inout JSONWriter) {
        json.field("worker_id", id)
        json.field("name", name)
        json.field("blocked", blocked)
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var id: WorkerID?
        var name: String?
        var blocked: [BlockedKind] = []
        try json.object { key, json throws(JSONError) in
            switch key {
            case "worker_id": id = try json.value(WorkerID.self)
            case "name": name = try json.string()
            case "blocked": blocked = try json.array(of: BlockedKind.self)
            default: try json.skip()
            }
        }
        self.init(id: try json.require(id, "worker_id"), name: try json.require(name, "name"))
        self.blocked = blocked
    }
}
