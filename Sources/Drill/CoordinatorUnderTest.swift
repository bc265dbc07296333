import Glibc
import Invocation
import LinuxIO

/// A real coordinator of our own, on a free port and with a fresh state folder.
final class CoordinatorUnderTest {
    let port: UInt16
    private let loop: EventLoop
    private let child: ChildProcess
    private let folder: String
    private let ending: Ending

    /// How the coordinator came to its end, and its last words.
    private final class Ending {
        var status: ExitStatus?
        var words: [UInt8] = []
    }

    static func start(binary: String?, folder: String, loop: EventLoop) throws(UserError) -> CoordinatorUnderTest {
        do {
            return try CoordinatorUnderTest(program: try binary ?? binaryBesideThis(), folder: folder, loop: loop)
        } catch let error as UserError {
            throw error
        } catch {
            throw UserError(
                "the coordinator cannot be started", cause: "\(error)",
                hint: "build it (swift build -c release --product coordinatord), or name it with --coordinatord")
        }
    }

    private static func binaryBesideThis() throws -> String {
        Files.parent(of: try executablePath()) + "/coordinatord"
    }

    private init(program: String, folder: String, loop: EventLoop) throws {
        let portFile = folder + "/port"
        var request = SpawnRequest(
            program: program,
            arguments: [
                "--listen", "127.0.0.1:0", "--state", folder + "/state", "--outputs", folder + "/outputs",
                "--port-file", portFile, "--log", folder + "/coordinator.log",
            ])
        request.standardOutput = .null
        // A drill measures a farm without a secret, whatever farm this shell otherwise works with.
        request.environmentAdditions["FARM_SECRET_FILE"] = ""
        let ending = Ending()
        child = try ChildProcess.spawn(loop: loop, request) { _, bytes in
            if ending.words.count < 4_096 { ending.words.append(contentsOf: bytes) }
        } onExit: { status, _ in
            ending.status = status
        }
        _ = try loop.run(
            until: { ending.status != nil || Files.exists(portFile) },
            deadlineMilliseconds: DrillLimits.startMilliseconds)
        guard ending.status == nil, Files.exists(portFile) else { throw Self.explain(ending) }
        let address = String(decoding: try Files.read(portFile, limitBytes: 256).dropLast(), as: UTF8.self)
        port = try HostPort(parsing: address, for: portFile).port
        self.loop = loop
        self.folder = folder
        self.ending = ending
    }

    /// The error to tell when the coordinator is gone; nil while it runs.
    var failure: UserError? { ending.status == nil ? nil : Self.explain(ending) }

    private static func explain(_ ending: Ending) -> UserError {
        UserError(
            "the coordinator ended", cause: ending.status?.description ?? "it did not begin to listen",
            hint: ending.words.isEmpty ? nil : "it said: \(String(decoding: ending.words, as: UTF8.self))")
    }

    // MARK: Figures

    /// User and system time so far, in microseconds; the kernel counts in ticks.
    var cpuMicroseconds: Int {
        // The name of the program stands in parentheses and may hold anything; the numbers come behind it.
        let fields = text("/proc/\(child.pid)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else { return 0 }
        return (user + system) * 1_000_000 / max(1, sysconf(Int32(_SC_CLK_TCK)))
    }

    var residentBytes: Int { kilobytes(of: "VmRSS:") * 1_024 }
    var peakResidentBytes: Int { kilobytes(of: "VmHWM:") * 1_024 }

    var journalBytes: Int {
        do throws(SystemError) {
            return Int(try Files.facts(folder + "/state/journal.jsonl").sizeBytes)
        } catch {
            return 0
        }
    }

    private func kilobytes(of key: String) -> Int {
        let line = text("/proc/\(child.pid)/status").split(separator: "\n").first { $0.hasPrefix(key) }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0
    }

    private func text(_ path: String) -> String {
        do throws(SystemError) {
            return String(decoding: try Files.read(path, limitBytes: 1 << 16), as: UTF8.self)
        } catch {
            // The process has just ended, which the next wait reports.
            return ""
        }
    }

    // MARK: Ending

    func stop() throws(UserError) {
        child.signalGroup(SIGTERM)
        do {
            let hasEnded = try loop.run(
                until: { ending.status != nil }, deadlineMilliseconds: DrillLimits.stopMilliseconds)
            guard !hasEnded else { return }
            child.signalGroup(SIGKILL)
        } catch {
            throw UserError("the coordinator cannot be stopped", cause: error.description)
        }
    }
}
