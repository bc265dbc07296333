import FarmHTTP
import FarmModel
import FarmSecrets
import FarmWire
import Glibc
import Invocation
import LinuxIO
import MediaStages

/// `render-worker`, from its arguments to its exit status.
public enum WorkerProgram {
    /// Runs until the worker ends; `arguments` come without the program's name.
    public static func run(_ arguments: [String]) -> Int32 {
        if arguments.first == "--draw" { return DrawProgram.run(Array(arguments.dropFirst())) }
        do throws(UserError) {
            return try start(arguments).rawValue
        } catch {
            StandardError.write(error.text)
            return error.exitCode.rawValue
        }
    }

    private static func start(_ arguments: [String]) throws(UserError) -> ExitCode {
        let options = try WorkerSettings.shape.parse(arguments)
        if options.wantsHelp {
            StandardOutput.write(WorkerSettings.shape.helpText(width: terminalWidth()))
            return .ok
        }
        if options.has("version") {
            StandardOutput.write("render-worker \(FarmVersion.current)\n")
            return .ok
        }
        if options.has("manual") {
            StandardOutput.write(ManualPage(WorkerSettings.shape, version: FarmVersion.current).text)
            return .ok
        }
        let hostName = MachineProbe.hostName()
        let (settings, shown) = try WorkerSettings.read(
            options, environment: environmentValue, hostName: hostName)
        if options.has("print-config") {
            StandardOutput.write(shown)
            return .ok
        }
        return try work(settings, hostName: hostName)
    }

    private static func work(_ settings: WorkerSettings, hostName: String) throws(UserError) -> ExitCode {
        let farm = try FarmEndpoint(settings.coordinator, secretFile: settings.secretFile, for: .worker)
        let media = try FFmpegInspection(ffmpeg: settings.ffmpeg, ffprobe: settings.ffprobe)
        let renderers = try InstalledRenderers(folder: settings.renderers)
        let scratch = try ScratchFolder(settings.scratch)
        try clean(scratch)
        let choice = SlotChoice(
            wanted: settings.slots, cores: MachineProbe.usableCores(),
            memoryAvailableBytes: MachineProbe.memory().availableBytes,
            memoryPerSlotBytes: settings.memoryPerSlotBytes)
        if let warning = choice.warning { WorkerLog.say(warning) }
        let identity = WorkerHello(
            name: settings.name, instance: newInstance(), slots: choice.slots, processID: Int(getpid()),
            host: hostName, version: FarmVersion.current, ffmpeg: media.facts, heldAttempts: [], isDraining: false,
            renderers: renderers.present.prefix(FarmLimits.renderersPerWorker).map(\.description.offer))
        WorkerLog.say(
            "worker \(settings.name), \(choice.slots) slots, ffmpeg \(media.facts.version) at \(media.ffmpegPath), "
                + "scratch folder \(scratch.path)")
        for renderer in renderers.present {
            WorkerLog.say("renderer \(renderer.description.name) at \(renderer.programPath)")
        }
        raiseOpenFileLimit()
        ignoreBrokenPipes()
        let end: WorkerEnd
        do throws(SystemError) {
            end = try run(identity, farm, settings, media, renderers, scratch)
        } catch {
            throw UserError("the worker cannot go on", cause: error.description)
        }
        switch end {
        case .drained: return .ok
        case .interrupted: return .interrupted
        case .turnedAway(let reason):
            throw UserError("the coordinator at \(settings.coordinator) sent this worker away", cause: reason)
        case .distrust(let cause):
            throw UserError(
                "this worker and the coordinator at \(settings.coordinator) do not trust each other", cause: cause,
                hint: "both need the same secret: see --secret-file and FARM_SECRET_FILE", exitCode: .refused)
        }
    }

    private static func run(
        _ identity: WorkerHello, _ farm: FarmEndpoint, _ settings: WorkerSettings, _ programs: FFmpegInspection,
        _ renderers: InstalledRenderers, _ scratch: ScratchFolder
    ) throws(SystemError) -> WorkerEnd {
        let loop = try EventLoop()
        // Before the chunk store starts its thread: a signal must find no thread that would still die of it.
        var shell: WorkerShell?
        try loop.onSignal([SIGTERM, SIGINT]) { _ in shell?.requestStop() }
        let client = HTTPClient(loop: loop, host: settings.coordinator.host, port: settings.coordinator.port)
        let looking = try BackgroundJobs(loop: loop, name: "file-finder")
        let media = MediaSurroundings(
            client: client,
            relay: try InputRelay(
                loop: loop, client: client, cacheFolder: scratch.path + "/inputs",
                cacheLimitBytes: Int64(settings.inputCacheBytes)),
            archives: ArchiveStore(
                loop: loop, client: client, hashing: looking, folder: scratch.path + "/archives"),
            looking: looking,
            isAlwaysElsewhere: settings.files == .elsewhere)
        let around = AttemptSurroundings(
            loop: loop, ffmpeg: programs.facts, ffmpegPath: programs.ffmpegPath, ffprobePath: programs.ffprobePath,
            renderers: renderers, scratch: scratch, store: try ChunkStore(loop: loop),
            logs: RunLogs(workerName: settings.name), media: media)
        let started = WorkerShell(
            identity: identity, idleExitMilliseconds: settings.idleExitMilliseconds, farm: farm,
            seekPort: settings.isCoordinatorSought ? settings.discoveryPort : nil, around: around)
        shell = started
        return try started.run()
    }

    /// Tells this process from any other that ever uses the same name.
    private static func newInstance() -> String {
        (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    private static func clean(_ scratch: ScratchFolder) throws(UserError) {
        do throws(SystemError) {
            let count = try scratch.removeAbandoned()
            if count > 0 { WorkerLog.say("removed \(count) abandoned folders from \(scratch.path)") }
        } catch {
            throw UserError(
                "cannot clean the scratch folder \(scratch.path)", cause: error.description,
                exitCode: .configuration)
        }
    }
}
