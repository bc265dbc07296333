import FarmDiscovery
import FarmModel
import Invocation
import LinuxIO
import MediaPlan

/// How a worker is to run, as flags, environment and configuration file say.
struct WorkerSettings: Equatable, Sendable {
    var coordinator: HostPort
    /// Nobody said where it is: it is sought on the local network when it is not on this machine.
    var isCoordinatorSought: Bool
    var discoveryPort: UInt16
    /// The file of the farm's secret, where it has one.
    var secretFile: String?
    /// Nil for as many as there are cores.
    var slots: Int?
    var name: String
    var scratch: String
    var memoryPerSlotBytes: Int
    /// Nil to stay however long there is nothing to do.
    var idleExitMilliseconds: Int?
    var files: FilePolicy
    /// Of inputs that are read over the network.
    var inputCacheBytes: Int
    /// The folder with the descriptions of the renderers that are offered; nil for those that come with the program.
    var renderers: String?
    var ffmpeg: String
    var ffprobe: String

    /// Where the worker looks for the files of jobs.
    enum FilePolicy: String, CaseIterable {
        /// On this machine; what is not there comes over the coordinator's port.
        case auto
        /// Always at the coordinator's port, whatever is on this machine.
        case elsewhere
    }

    static let shape = CommandShape(
        name: "render-worker",
        overview: "Renders chunks for a coordinator, as many at a time as it has slots.",
        options: [
            .value(
                "coordinator", placeholder: "HOST:PORT",
                help: "where the coordinator listens (default: FARM_COORDINATOR, or this machine, or the local network)"
            ),
            .value(
                "secret-file", placeholder: "FILE",
                help: "the farm's secret, or its secret for workers (default: FARM_SECRET_FILE)"),
            .value(
                "slots", placeholder: "N|auto",
                help: "chunks to render at a time (default: auto, one for each core); memory may allow fewer"),
            .value("name", placeholder: "NAME", help: "how the farm calls this worker (default: the host's name)"),
            .value(
                "scratch", placeholder: "DIR",
                help: "folder for temporary files (default: render-worker-NAME in TMPDIR or /tmp)"),
            .value(
                "idle-exit", placeholder: "SECONDS",
                help: "end after so long without anything to do (default: never)"),
            .value(
                "files", placeholder: "auto|elsewhere",
                help: "whether to look for the files of jobs on this machine first (default: auto), or always to"
                    + " fetch and send them over the coordinator's port"),
            .value(
                "renderers", placeholder: "DIR",
                help: "descriptions of the external renderers to offer (default: those that come with the program)"),
            .value("config", placeholder: "FILE", help: "read further settings from this JSON file"),
            .flag("print-config", help: "print the settings that are in force, and end"),
            .version, .manual,
        ],
        notes: [
            "Environment:",
            "  FARM_COORDINATOR   the address, where --coordinator is not given",
            "  FARM_SECRET_FILE   the file of the secret, where --secret-file is not given",
            "  FARM_FFMPEG        the ffmpeg to use (default: ffmpeg in PATH)",
            "  FARM_FFPROBE       the ffprobe to use (default: ffprobe in PATH)",
            "",
            "SIGTERM or SIGINT: finish what runs, wait up to 10 seconds for the",
            "coordinator to acknowledge it, end. A second one: kill what runs, end at once.",
            "",
            "Exit status: 0 ended after finishing its work, 1 failed or sent away,",
            "64 wrong usage, 77 no or the wrong secret, 78 wrong configuration or no usable",
            "ffmpeg, 130 stopped by a second signal.",
        ])

    /// Reads all settings; `shown` is what `--print-config` prints.
    static func read(
        _ options: ParsedCommand, environment: @escaping (String) -> String?, hostName: String
    ) throws(UserError) -> (settings: WorkerSettings, shown: String) {
        var file: ConfigurationFile?
        if let path = options.text("config") {
            file = try ConfigurationFile(name: path, bytes: readConfiguration(path))
        }
        var settings = Settings(options: options, environment: environment, file: file)
        let coordinator = try settings.hostPort("coordinator", option: "coordinator", variable: "FARM_COORDINATOR")
        let isSought = !settings.isSet("coordinator", option: "coordinator", variable: "FARM_COORDINATOR")
        let discoveryPort = try settings.integer(
            "discovery_port", variable: "FARM_DISCOVERY_PORT", in: 1...65_535,
            default: Int(DiscoveryLimits.standardPort))
        let secretFile = try settings.optionalText("secret_file", option: "secret-file", variable: "FARM_SECRET_FILE")
        let slots = try settings.integerOrAutomatic("slots", option: "slots", in: 1...FarmLimits.slotsPerWorker)
        let name = try settings.text("name", option: "name", default: hostName)
        try checkName(name, isGiven: options.has("name"))
        let temporary = environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        let scratch = try settings.text(
            "scratch", option: "scratch", default: "\(temporary)/render-worker-\(RunLayout.fileNamePart(name))")
        let memory = try settings.integer(
            "memory_per_slot_bytes", in: WorkerLimits.memoryPerSlotRange, default: WorkerLimits.memoryPerSlotBytes)
        let idle = try settings.optionalInteger(
            "idle_exit_seconds", option: "idle-exit", in: WorkerLimits.idleExitSeconds)
        let files = try settings.choice("files", option: "files", default: FilePolicy.auto)
        let cache = try settings.integer(
            "input_cache_bytes", in: WorkerLimits.inputCacheRange, default: WorkerLimits.inputCacheBytes)
        let renderers = try settings.optionalText("renderers", option: "renderers")
        let ffmpeg = try settings.text("ffmpeg", variable: "FARM_FFMPEG", default: "ffmpeg")
        let ffprobe = try settings.text("ffprobe", variable: "FARM_FFPROBE", default: "ffprobe")
        try settings.finish()
        let result = WorkerSettings(
            coordinator: coordinator, isCoordinatorSought: isSought, discoveryPort: UInt16(discoveryPort),
            secretFile: secretFile, slots: slots, name: name, scratch: try absolute(scratch),
            memoryPerSlotBytes: memory, idleExitMilliseconds: idle.map { $0 * 1_000 }, files: files,
            inputCacheBytes: cache, renderers: renderers, ffmpeg: ffmpeg, ffprobe: ffprobe)
        return (result, settings.rendering)
    }

    private static func checkName(_ name: String, isGiven: Bool) throws(UserError) {
        let isPrintable = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        guard !name.isEmpty, name.utf8.count <= FarmLimits.nameBytes, isPrintable else {
            throw UserError(
                "the worker's name cannot be used",
                cause: "a name has 1 to \(FarmLimits.nameBytes) bytes and no control characters",
                hint: isGiven ? nil : "choose one with --name", exitCode: isGiven ? .usage : .configuration)
        }
    }

    private static func readConfiguration(_ path: String) throws(UserError) -> [UInt8] {
        do throws(SystemError) {
            return try Files.read(path, limitBytes: ConfigurationFile.limitBytes)
        } catch {
            throw UserError(
                "cannot read the configuration file \(path)", cause: error.cause, exitCode: .configuration)
        }
    }

    private static func absolute(_ path: String) throws(UserError) -> String {
        do throws(SystemError) {
            return try Files.absolutePath(path)
        } catch {
            throw UserError("cannot use the scratch folder \(path)", cause: error.cause, exitCode: .configuration)
        }
    }
}
