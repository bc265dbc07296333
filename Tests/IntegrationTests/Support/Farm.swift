import Foundation
import Glibc

/// A farm of real binaries in a folder of its own. `finish` proves that nothing is left behind.
final class Farm {
    let folder: String
    private(set) var address = ""
    private(set) var coordinator: Daemon?
    private(set) var workers: [String: Daemon] = [:]
    private let marker = "RENDERFARM_TEST_\(UUID().uuidString)"
    var environment: [String: String] = [:]
    var coordinatorProgram = Farm.binary("coordinatord")
    var configuration: [String: Any] = [
        "lease_timeout_milliseconds": 3_000, "reconnect_grace_milliseconds": 3_000,
        "retry_base_delay_milliseconds": 50, "minimum_free_bytes": 1_000_000,
    ]

    init(folderIn parent: String = NSTemporaryDirectory()) throws {
        folder = (parent as NSString).appendingPathComponent("renderfarm-test-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Of RENDERFARM_BIN, or of whichever build is the newest: a release build of last week would prove nothing.
    static func binary(_ name: String) -> String {
        if let folder = ProcessInfo.processInfo.environment["RENDERFARM_BIN"] { return "\(folder)/\(name)" }
        let repository = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
        let paths = ["release", "debug"].map { "\(repository)/.build/\($0)/\(name)" }
        return paths.max { builtAt($0) < builtAt($1) } ?? paths[0]
    }

    private static func builtAt(_ path: String) -> Date {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.modificationDate] as? Date ?? .distantPast
    }

    var stateFolder: String { folder + "/state" }
    var outputsFolder: String { folder + "/outputs" }

    private var childEnvironment: [String: String] { environment.merging([marker: "1"]) { $1 } }

    // MARK: Starting

    /// Starts the coordinator: on a free port the first time, on the same one after that.
    func startCoordinator(listen: String = "127.0.0.1:0") throws {
        let config = folder + "/coordinator.json"
        try JSONSerialization.data(withJSONObject: configuration).write(to: URL(fileURLWithPath: config))
        let portFile = folder + "/port"
        try? FileManager.default.removeItem(atPath: portFile)
        let daemon = try Daemon(
            coordinatorProgram,
            [
                "--listen", address.isEmpty ? listen : address, "--state", stateFolder, "--outputs",
                outputsFolder, "--config", config, "--port-file", portFile,
            ], environment: childEnvironment, log: folder + "/coordinatord.log")
        coordinator = daemon
        try waitFor("the coordinator's address; its log: \(log("coordinatord"))") {
            guard daemon.isRunning else { throw HarnessError("the coordinator ended: \(self.log("coordinatord"))") }
            return FileManager.default.fileExists(atPath: portFile)
        }
        address = try String(contentsOfFile: portFile, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func startWorker(
        _ name: String, slots: Int = 1, arguments: [String] = [], environment extra: [String: String] = [:]
    ) throws {
        workers[name] = try Daemon(
            Self.binary("render-worker"),
            [
                "--coordinator", address, "--slots", "\(slots)", "--name", name, "--scratch",
                "\(folder)/scratch-\(name)",
            ] + arguments,
            environment: childEnvironment.merging(extra) { $1 }, log: "\(folder)/\(name).log")
    }

    func start(workers names: [String] = ["alpha", "beta"]) throws {
        try startCoordinator()
        for name in names { try startWorker(name) }
        try waitFor("the workers to join") { try self.connectedWorkers() == names.count }
    }

    func connectedWorkers() throws -> Int {
        let workers = try control("workers").json["workers"] as? [[String: Any]] ?? []
        return workers.count { $0["status"] as? String == "connected" }
    }

    // MARK: Using

    /// Runs `renderctl --json` with these arguments.
    @discardableResult
    func control(_ arguments: String...) throws -> CommandOutput { try control(arguments) }

    @discardableResult
    func control(_ arguments: [String]) throws -> CommandOutput {
        try run(
            Self.binary("renderctl"), ["--coordinator", address, "--json"] + arguments, environment: childEnvironment,
            folder: folder)
    }

    /// Submits, and returns the number of the job.
    func submit(_ arguments: [String]) throws -> Int {
        let output = try control(["submit"] + arguments)
        guard let job = output.json["job_id"] as? Int else {
            throw HarnessError("submit failed with \(output.status): \(output.stdout) \(output.stderr)")
        }
        return job
    }

    func show(_ job: Int) throws -> [String: Any] { try control("show", "\(job)").json }

    func status(of job: Int) throws -> String {
        try show(job)["status"] as? String ?? "?"
    }

    func manifest(of job: Int) throws -> [[String: Any]] { try show(job)["manifest"] as? [[String: Any]] ?? [] }

    /// Where a finished chunk lies.
    func chunkPath(_ chunk: Int, of job: Int) throws -> String {
        guard let run = try show(job)["run_directory"] as? String,
            let name = try manifest(of: job)[chunk]["output"] as? String
        else { throw HarnessError("chunk \(chunk) of job \(job) has no file") }
        return "\(run)/\(name)"
    }

    func chunks(of job: Int, in status: String) throws -> [Int] {
        try manifest(of: job).filter { $0["status"] as? String == status }.compactMap { $0["chunk_id"] as? Int }
    }

    func waitUntil(_ job: Int, is wanted: String) throws {
        try waitFor("job \(job) to be \(wanted); it is \(try status(of: job)); \(log("coordinatord"))") {
            let status = try self.status(of: job)
            if ["done", "failed", "cancelled"].contains(status), status != wanted {
                throw HarnessError(
                    "job \(job) is \(status), not \(wanted): \(try self.control("report", "\(job)").stdout)")
            }
            return status == wanted
        }
    }

    func log(_ name: String) -> String { (try? String(contentsOfFile: "\(folder)/\(name).log", encoding: .utf8)) ?? "" }

    /// The encoders at the ends of pipes: children of the coordinator that read pixels.
    func encoders() -> [pid_t] {
        ffmpegs().filter { pid in
            let words = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            return words.range(of: Data("pipe:0".utf8)) != nil && words.range(of: Data("renderfarm-test".utf8)) != nil
                && words.range(of: Data("/proc/".utf8)) == nil && words.range(of: Data(".partial".utf8)) != nil
        }
    }

    /// Numbered pictures anywhere below the runs' folders.
    func pictures() -> [String] {
        let paths = FileManager.default.enumerator(atPath: outputsFolder + "/runs")?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.contains("frame_") }
    }

    /// The ffmpegs of this farm that run right now.
    func ffmpegs() -> [pid_t] { processes().filter { name(of: $0) == "ffmpeg" } }

    /// The processes of this farm that draw frames right now.
    func drawings() -> [pid_t] {
        processes().filter { pid in
            let words = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            return words.range(of: Data("\0--draw\0".utf8)) != nil
        }
    }

    // MARK: Ending

    /// Stops everything in the proper way, and returns what was left behind: processes, and temporary files.
    func finish() throws -> [String] {
        for worker in workers.values { worker.signal(SIGCONT) }
        for worker in workers.values { worker.signal(SIGTERM) }
        try waitFor("the workers to end") { self.workers.values.allSatisfy { !$0.isRunning } }
        coordinator?.signal(SIGTERM)
        try waitFor("the coordinator to end") { self.coordinator?.isRunning != true }
        try? waitFor("the other processes to end", seconds: 5) { self.processes().isEmpty }
        let left = processes().map { "process \($0) \(name(of: $0))" } + temporaryFiles()
        for pid in processes() { kill(pid, SIGKILL) }
        if left.isEmpty { try? FileManager.default.removeItem(atPath: folder) }
        return left
    }

    deinit {
        for pid in processes() { kill(pid, SIGKILL) }
    }

    /// Every process that was started for this farm, however indirectly: they all have its marker.
    private func processes() -> [pid_t] {
        let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return pids.filter { pid in
            guard let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else { return false }
            return environment.range(of: Data(marker.utf8)) != nil
        }
    }

    private func name(of pid: pid_t) -> String {
        (try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines) ?? "?"
    }

    private func temporaryFiles() -> [String] {
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return paths.filter { path in
            let file = (path as NSString).lastPathComponent
            return file.hasSuffix(".partial") || file.hasPrefix(".chunk_") || file.contains("stage_")
        }
    }
}
