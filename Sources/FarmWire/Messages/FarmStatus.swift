import JSONText

/// The farm at a glance, for `renderctl` and the status page.
public struct FarmStatus: Equatable, Sendable {
    public var version: String
    public var host: String
    public var processID: Int
    public var uptimeMilliseconds: Int
    public var workers: Int
    public var slots: Int
    public var busySlots: Int
    public var unfinishedJobs: Int
    public var queuedChunks: Int
    public var runningAttempts: Int
    public var journalBytes: Int64
    /// How often somebody could not prove that they know the farm's secret, since the start.
    public var deniedPeers: Int
    /// Why nothing is handed out at the moment: a full disk, a failing one.
    public var storageProblem: String?
    public var stateDirectory: String
    public var outputsDirectory: String

    public init(
        version: String, host: String, processID: Int, uptimeMilliseconds: Int, workers: Int, slots: Int,
        busySlots: Int, unfinishedJobs: Int, queuedChunks: Int, runningAttempts: Int, journalBytes: Int64,
        deniedPeers: Int, storageProblem: String? = nil,
        stateDirectory: String, outputsDirectory: String
    ) {
        self.version = version
        self.host = host
        self.processID = processID
        self.uptimeMilliseconds = uptimeMilliseconds
        self.workers = workers
        self.slots = slots
        self.busySlots = busySlots
        self.unfinishedJobs = unfinishedJobs
        self.queuedChunks = queuedChunks
        self.runningAttempts = runningAttempts
        self.journalBytes = journalBytes
        self.deniedPeers = deniedPeers
        self.storageProblem = storageProblem
        self.stateDirectory = stateDirectory
        self.outputsDirectory = outputsDirectory
    }
}

extension FarmStatus: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("version", version)
            json.field("host", host)
            json.field("pid", processID)
            json.field("uptime_ms", uptimeMilliseconds)
            json.field("workers", workers)
            json.field("slots", slots)
            json.field("busy_slots", busySlots)
            json.field("unfinished_jobs", unfinishedJobs)
            json.field("queued_chunks", queuedChunks)
            json.field("running_attempts", runningAttempts)
            json.field("journal_bytes", journalBytes)
            json.field("denied_peers", deniedPeers)
            json.field("storage_problem", orNull: storageProblem)
            json.field("state_directory", stateDirectory)
            json.field("outputs_directory", outputsDirectory)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            version: try json.require(draft.version, "version"), host: try json.require(draft.host, "host"),
            processID: try json.require(draft.processID, "pid"),
            uptimeMilliseconds: try json.require(draft.uptimeMilliseconds, "uptime_ms"),
            workers: try json.require(draft.workers, "workers"), slots: try json.require(draft.slots, "slots"),
            busySlots: try json.require(draft.busySlots, "busy_slots"),
            unfinishedJobs: try json.require(draft.unfinishedJobs, "unfinished_jobs"),
            queuedChunks: try json.require(draft.queuedChunks, "queued_chunks"),
            runningAttempts: try json.require(draft.runningAttempts, "running_attempts"),
            journalBytes: try json.require(draft.journalBytes, "journal_bytes"),
            deniedPeers: try json.require(draft.deniedPeers, "denied_peers"), storageProblem: draft.storageProblem,
            stateDirectory: try json.require(draft.stateDirectory, "state_directory"),
            outputsDirectory: try json.require(draft.outputsDirectory, "outputs_directory"))
    }

    private struct Draft {
        var version: String?
        var host: String?
        var processID: Int?
        var uptimeMilliseconds: Int?
        var workers: Int?
        var slots: Int?
        var busySlots: Int?
        var unfinishedJobs: Int?
        var queuedChunks: Int?
        var runningAttempts: Int?
        var journalBytes: Int64?
        var deniedPeers: Int?
        var storageProblem: String?
        var stateDirectory: String?
        var outputsDirectory: String?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "version": version = try json.string()
            case "host": host = try json.string()
            case "pid": processID = try json.int()
            case "uptime_ms": uptimeMilliseconds = try json.int()
            case "workers": workers = try json.int()
            case "slots": slots = try json.int()
            case "busy_slots": busySlots = try json.int()
            case "unfinished_jobs": unfinishedJobs = try json.int()
            case "queued_chunks": queuedChunks = try json.int()
            case "running_attempts": runningAttempts = try json.int()
            case "journal_bytes": journalBytes = try json.int64()
            case "denied_peers": deniedPeers = try json.int()
            case "storage_problem": storageProblem = try json.optional(String.self)
            case "state_directory": stateDirectory = try json.string()
            case "outputs_directory": outputsDirectory = try json.string()
            default: try json.skip()
            }
        }
    }
}
