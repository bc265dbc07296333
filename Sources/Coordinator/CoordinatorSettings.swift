import FarmCore
import FarmDiscovery
import FarmModel
import FarmSecrets
import FarmWire
import Invocation
import LinuxIO
import MediaStages

/// What is in force for this coordinator: flags over environment over file over defaults.
public struct CoordinatorSettings {
    public var listen: HostPort
    /// Nil for a farm that everybody on this machine may use.
    public var secret: FarmSecret?
    /// Names of this machine that a browser may use besides its own name.
    public var hostNames: [String]
    /// What jobs may read and write.
    public var fence: SubmissionFence
    /// Answers those who seek a coordinator on the local network.
    public var isAnnounced: Bool
    /// Where they ask (UDP).
    public var discoveryPort: UInt16
    public var stateDirectory: String
    public var outputsDirectory: String
    public var portFile: String?
    /// Slots to plan for while fewer have joined.
    public var expectedSlots: Int
    public var farm: FarmSettings
    /// Below this much free space nothing new is started.
    public var minimumFreeBytes: Int64
    /// For the inputs that clients have sent, all together.
    public var uploadLimitBytes: Int64
    public var maximumConnections: Int
    /// Where the log goes instead of stderr, and how long it may become.
    public var logFile: String?
    public var logLimitBytes: Int
    public var logFormat: LogFormat
    /// Who is told that a job is done, or has failed.
    public var onDone: NotificationTarget?
    public var onFailed: NotificationTarget?
    public var programs: MediaPrograms
    /// What borrows workers from a cluster: a program and its first arguments; empty for none.
    public var elasticCommand: [String] = []
    public var elastic = ElasticSettings()
    /// What is done with drawn frames where a job does not say.
    public var frames = FrameSettings()
    /// For `--print-config`.
    public var rendering: String

    static let shape = CommandShape(
        name: "coordinatord",
        overview: "Owns the farm's queue, hands chunks to workers, and joins what they render.",
        options: [
            .value("listen", placeholder: "HOST:PORT", help: "Address to listen on (default 127.0.0.1:7420)."),
            .value(
                "secret-file", placeholder: "FILE",
                help: "The farm's secret (see `renderctl secret new`); needed to listen beyond this machine."),
            .value(
                "media-root", placeholder: "DIR",
                help: "Accept inputs and outputs only below DIR and --outputs; may be given several times.",
                isRepeated: true),
            .flag(
                "announce", help: "Answer workers and people that seek a coordinator on the local network (UDP 7420)."),
            .value("state", placeholder: "DIR", help: "Folder of the journal (default state)."),
            .value("outputs", placeholder: "DIR", help: "Folder of runs and finished videos (default outputs)."),
            .value("config", placeholder: "FILE", help: "Configuration file, see Config/coordinator.json."),
            .value("max-attempts", placeholder: "N", help: "Tries for each chunk (default 3)."),
            .value("expect-slots", placeholder: "N", help: "Plan for N slots even while fewer workers have joined."),
            .value("port-file", placeholder: "FILE", help: "Write the address here once it is listened on."),
            .value("log", placeholder: "FILE", help: "Log to a file of bounded size instead of stderr."),
            .value(
                "elastic", placeholder: "COMMAND",
                help: "Borrow workers: run `COMMAND up N` while work waits, and `COMMAND down` when none is left."),
            .value("log-format", placeholder: "FORMAT", help: "text (default), or json: one object a line."),
            .value("on-done", placeholder: "TARGET", help: "Tell a program or an http:// address that a job is done."),
            .value("on-failed", placeholder: "TARGET", help: "The same when a job has failed."),
            .flag("print-config", help: "Print what is in force, and exit."),
            .value("stage", placeholder: "FILE", help: "Run one stage of a job.", isHidden: true),
            .version, .manual,
        ],
        notes: [
            "Environment: FARM_SECRET_FILE, FARM_STATE, FARM_OUTPUTS, FARM_FFMPEG, FARM_FFPROBE. A flag wins over the environment, "
                + "the environment over the configuration file."
        ])

    static func resolve(
        _ options: ParsedCommand, environment: @escaping (String) -> String? = environmentValue
    ) throws(UserError) -> CoordinatorSettings {
        var file: ConfigurationFile?
        if let path = options.text("config") { file = try readConfiguration(path) }
        var settings = Settings(options: options, environment: environment, file: file)
        let defaults = FarmSettings()
        var farm = FarmSettings()
        let listen = try settings.hostPort("listen", option: "listen")
        let secretFile = try settings.optionalText("secret_file", option: "secret-file", variable: "FARM_SECRET_FILE")
        let isAnnounced = try settings.flag("announce", option: "announce")
        let discoveryPort = try settings.integer(
            "discovery_port", variable: "FARM_DISCOVERY_PORT", in: 1...65_535,
            default: Int(DiscoveryLimits.standardPort))
        let state = try settings.text("state", option: "state", variable: "FARM_STATE", default: "state")
        let outputs = try settings.text("outputs", option: "outputs", variable: "FARM_OUTPUTS", default: "outputs")
        let directories = try absolute([state, outputs])
        let hostNames = try settings.texts("host_names")
        let roots = try settings.texts("media_roots", option: "media-root").map(mediaRoot)
        let fileFilters = try settings.flag("allow_file_filters", default: listen.isLoopback && roots.isEmpty)
        let minimumFree = try settings.integer("minimum_free_bytes", in: 0...(1 << 50), default: 256 << 20)
        let uploadLimit = try settings.integer("upload_limit_bytes", in: 0...(1 << 50), default: 256 << 30)
        let connections = try settings.integer("max_connections", in: 1...100_000, default: 12_000)
        let expected = try settings.integer("expected_slots", option: "expect-slots", in: 0...100_000, default: 0)
        let logFile = try settings.optionalText("log", option: "log")
        let logLimit = try settings.integer("log_limit_bytes", in: 65_536...(1 << 34), default: 8 << 20)
        let logFormat = try settings.choice("log_format", option: "log-format", default: LogFormat.text)
        let onDone = try settings.optionalText("on_done", option: "on-done")
        let onFailed = try settings.optionalText("on_failed", option: "on-failed")
        farm.maxAttempts = try settings.integer(
            "max_attempts", option: "max-attempts", in: FarmLimits.maxAttemptsRange, default: defaults.maxAttempts)
        farm.leaseTimeoutMilliseconds = try settings.integer(
            "lease_timeout_milliseconds", in: 1_000...3_600_000, default: defaults.leaseTimeoutMilliseconds)
        farm.reconnectGraceMilliseconds = try settings.integer(
            "reconnect_grace_milliseconds", in: 500...3_600_000, default: defaults.reconnectGraceMilliseconds)
        farm.progressTimeoutMilliseconds = try settings.integer(
            "progress_timeout_milliseconds", in: 2_000...86_400_000, default: defaults.progressTimeoutMilliseconds)
        farm.retryBaseDelayMilliseconds = try settings.integer(
            "retry_base_delay_milliseconds", in: 1...600_000, default: defaults.retryBaseDelayMilliseconds)
        let frames = try readFrames(&settings)
        let elasticCommand = try readElasticCommand(&settings, isOption: options.has("elastic"))
        let elastic = try readElastic(&settings)
        try settings.finish()
        return CoordinatorSettings(
            listen: listen, secret: try secretFile.map(readSecret), hostNames: hostNames,
            fence: SubmissionFence(
                mediaRoots: roots, outputsDirectory: directories[1], allowsFileFilters: fileFilters),
            isAnnounced: isAnnounced, discoveryPort: UInt16(discoveryPort), stateDirectory: directories[0],
            outputsDirectory: directories[1],
            portFile: options.text("port-file"), expectedSlots: expected, farm: farm,
            minimumFreeBytes: Int64(minimumFree),
            uploadLimitBytes: Int64(uploadLimit), maximumConnections: connections, logFile: logFile,
            logLimitBytes: logLimit, logFormat: logFormat, onDone: try target(onDone, "on_done"),
            onFailed: try target(onFailed, "on_failed"),
            programs: MediaPrograms(
                ffmpeg: environment("FARM_FFMPEG") ?? "ffmpeg",
                ffprobe: environment("FARM_FFPROBE") ?? "ffprobe"),
            elasticCommand: elasticCommand, elastic: elastic, frames: frames,
            rendering: settings.rendering)
    }

    private static func readSecret(_ path: String) throws(UserError) -> FarmSecret {
        let secret = try SecretFile.read(path)
        guard secret.scope == .farm else {
            throw UserError(
                "the secret file \(path) cannot be used here",
                cause: "it holds a secret for \(secret.scope.rawValue), and a coordinator needs the farm's own",
                hint: "use the one that it was made from", exitCode: .configuration)
        }
        return secret
    }

    private static func mediaRoot(_ path: String) throws(UserError) -> String {
        do throws(SystemError) {
            return try Files.realPath(path)
        } catch {
            throw UserError(
                "the media root \(path) cannot be used", cause: error.cause, hint: "name a folder that exists",
                exitCode: .configuration)
        }
    }

    /// An empty text is nobody, as in the example.
    private static func target(_ text: String?, _ name: String) throws(UserError) -> NotificationTarget? {
        guard let text, !text.isEmpty else { return nil }
        return try NotificationTarget(text, of: name)
    }

    private static func absolute(_ paths: [String]) throws(UserError) -> [String] {
        do {
            return try paths.map { path throws(SystemError) in try Files.absolutePath(path) }
        } catch {
            throw UserError("the current folder is unusable", cause: error.cause, hint: "start from another folder")
        }
    }

    private static func readConfiguration(_ path: String) throws(UserError) -> ConfigurationFile {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path, limitBytes: ConfigurationFile.limitBytes)
        } catch {
            throw UserError(
                "the configuration file \(path) cannot be read", cause: error.cause,
                hint: "check the path given with --config", exitCode: .configuration)
        }
        return try ConfigurationFile(name: path, bytes: bytes)
    }
}
