import FarmCore
import FarmDiscovery
import FarmJournal
import FarmModel
import Glibc
import Invocation
import LinuxIO
import MediaStages

/// `coordinatord`, from its arguments to its exit status.
public enum CoordinatorProgram {
    public static func run(_ arguments: [String]) -> Int32 {
        do throws(UserError) {
            let parsed = try CoordinatorSettings.shape.parse(arguments)
            if parsed.wantsHelp {
                StandardOutput.write(CoordinatorSettings.shape.helpText())
                return ExitCode.ok.rawValue
            }
            if parsed.has("version") {
                StandardOutput.write("coordinatord \(FarmVersion.current)\n")
                return ExitCode.ok.rawValue
            }
            if parsed.has("manual") {
                StandardOutput.write(ManualPage(CoordinatorSettings.shape, version: FarmVersion.current).text)
                return ExitCode.ok.rawValue
            }
            if let request = parsed.text("stage") { return runStage(requestPath: request) }
            let settings = try CoordinatorSettings.resolve(parsed)
            if parsed.has("print-config") {
                StandardOutput.write(settings.rendering)
                return ExitCode.ok.rawValue
            }
            try serve(settings)
            return ExitCode.ok.rawValue
        } catch {
            StandardError.write(error.text)
            return error.exitCode.rawValue
        }
    }

    private static func serve(_ settings: CoordinatorSettings) throws(UserError) {
        guard settings.listen.isLoopback || settings.secret != nil else {
            throw UserError(
                "will not listen on \(settings.listen) without a secret",
                cause: "anybody who reaches that address could use the farm, and with it this machine",
                hint: "make one with `renderctl secret new`, and name it with --secret-file",
                exitCode: .configuration)
        }
        try requirePrograms(settings.programs)
        let ffmpeg = try inspect(settings.programs)
        ignoreBrokenPipes()
        raiseOpenFileLimit()
        do {
            try serve(settings, ffmpeg, on: EventLoop())
        } catch let error as UserError {
            throw error
        } catch let error as JournalError {
            throw explain(error, settings)
        } catch {
            throw UserError("the coordinator cannot run", cause: "\(error)")
        }
    }

    private static func serve(_ settings: CoordinatorSettings, _ ffmpeg: FFmpegFacts, on loop: EventLoop) throws {
        let log = CoordinatorLog(
            file: try settings.logFile.map { try LogFile($0, limitBytes: settings.logLimitBytes) },
            format: settings.logFormat)
        var coordinator: Coordinator?
        // Before any thread is started, so that every thread has the signals blocked.
        try loop.onSignal([SIGTERM, SIGINT, SIGHUP]) { _ in coordinator?.stop() }
        let (journal, replay) = try Journal.open(loop: loop, directory: settings.stateDirectory)
        let running = try Coordinator(
            loop: loop, settings: settings, ffmpeg: ffmpeg, log: log, journal: journal, state: replay.state)
        coordinator = running
        let listener = try listen(settings, running)
        describe(replay, settings, port: listener.port, log)
        if let path = settings.portFile {
            let address = HostPort(host: settings.listen.host, port: listener.port)
            try Files.writeAtomically(path, Array("\(address)\n".utf8), synced: false)
        }
        if !settings.elasticCommand.isEmpty {
            running.elastic = ElasticWorkers(
                loop: loop, command: settings.elasticCommand, address: settings.address(port: listener.port),
                settings: settings.elastic, log: log)
        }
        let beacon = try beacon(settings, port: listener.port, loop, log)
        running.start()
        try loop.run()
        withExtendedLifetime(beacon) {}
        listener.close()
        log.write("stopped")
    }

    private static func listen(_ settings: CoordinatorSettings, _ coordinator: Coordinator) throws -> TCPListener {
        var limits = TCPLimits()
        limits.outgoingLimitBytes = CoordinatorLimits.outgoingBytes
        do {
            return try TCPListener(
                loop: coordinator.loop, host: settings.listen.host, port: settings.listen.port, limits: limits
            ) { [unowned coordinator] connection in
                coordinator.receive(connection)
            }
        } catch {
            let hint =
                error.code == EADDRINUSE
                ? "another coordinator may be running (`Scripts/farm status`); or choose another port with --listen"
                : "check the address given with --listen"
            throw UserError("cannot listen on \(settings.listen)", cause: error.cause, hint: hint)
        }
    }

    /// Nil where nobody is to find this coordinator by asking.
    private static func beacon(
        _ settings: CoordinatorSettings, port: UInt16, _ loop: EventLoop, _ log: CoordinatorLog
    ) throws -> FarmBeacon? {
        guard settings.isAnnounced else { return nil }
        do {
            let beacon = try FarmBeacon(
                loop: loop, listen: HostPort(host: settings.listen.host, port: port), port: settings.discoveryPort,
                version: FarmVersion.current, needsSecret: settings.secret != nil)
            let reach = settings.listen.isLoopback ? "this machine only" : "the local networks"
            log.write("answers those who seek a coordinator, on UDP port \(settings.discoveryPort), for \(reach)")
            return beacon
        } catch {
            throw UserError(
                "cannot be found by others", cause: "UDP port \(settings.discoveryPort): \(error.cause)",
                hint: "leave --announce away, or choose another port with FARM_DISCOVERY_PORT")
        }
    }

    private static func describe(
        _ replay: JournalReplay, _ settings: CoordinatorSettings, port: UInt16, _ log: CoordinatorLog
    ) {
        if replay.tornBytes > 0 {
            log.write(
                "the journal ended in a torn line: its last \(replay.tornBytes) bytes were cut off "
                    + "(they are kept in journal.jsonl.torn)")
        }
        log.write(
            "coordinatord \(FarmVersion.current) listens on \(settings.listen.host):\(port) "
                + "\(settings.secret == nil ? "without" : "with") a secret, state in \(settings.stateDirectory), "
                + "\(replay.records) records, "
                + "\(replay.state.jobs.count { !$0.phase.isFinal }) unfinished jobs")
    }

    private static func requirePrograms(_ programs: MediaPrograms) throws(UserError) {
        for program in [programs.ffmpeg, programs.ffprobe] where findProgram(program) == nil {
            throw UserError(
                "\(program) was not found", cause: "it is neither a path nor on PATH",
                hint:
                    "install it (Debian and Ubuntu: sudo apt-get install ffmpeg), or set FARM_FFMPEG and FARM_FFPROBE",
                exitCode: .configuration)
        }
    }

    private static func inspect(_ programs: MediaPrograms) throws(UserError) -> FFmpegFacts {
        do {
            return try detectFFmpeg(programs)
        } catch {
            throw UserError(
                error.failure.summary, cause: error.failure.cause, hint: error.failure.hint, exitCode: .configuration)
        }
    }

    private static func explain(_ error: JournalError, _ settings: CoordinatorSettings) -> UserError {
        switch error {
        case .inUse:
            UserError(
                "the state folder is in use", cause: error.description,
                hint: "stop the other coordinator, or choose another folder with --state")
        case .damaged:
            UserError(
                "the journal is damaged", cause: error.description,
                hint:
                    "nothing was changed; restore \(settings.stateDirectory) from a copy, or move it away to begin anew"
            )
        case .unusable:
            UserError(
                "the journal cannot be used", cause: error.description,
                hint: "check the folder given with --state: \(settings.stateDirectory)")
        }
    }
}
