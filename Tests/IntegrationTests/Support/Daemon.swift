import Foundation
import Glibc

/// A process that a test starts, watches and kills. Spawned directly: the tests need its pid and nothing in between.
final class Daemon {
    let pid: pid_t
    let name: String
    private var status: Int32?

    init(_ program: String, _ arguments: [String], environment: [String: String], log: String) throws {
        name = (program as NSString).lastPathComponent
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let argv = ([program] + arguments).map { strdup($0) } + [nil]
        let envp = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, program, &actions, nil, argv, envp)
        guard failure == 0 else { throw HarnessError("cannot start \(program): \(String(cString: strerror(failure)))") }
        self.pid = pid
    }

    var isRunning: Bool {
        guard status == nil else { return false }
        var raw: Int32 = 0
        guard waitpid(pid, &raw, WNOHANG) == pid else { return true }
        status = raw
        return false
    }

    /// The exit status, once the process has exited by itself.
    var exitStatus: Int32? {
        guard !isRunning, let status else { return nil }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
    }

    func signal(_ number: Int32) {
        if isRunning { kill(pid, number) }
    }

    /// Kills it in the rudest way, and waits until it is gone.
    func killHard() throws {
        signal(SIGKILL)
        try waitFor("the end of \(name)") { !self.isRunning }
    }
}

struct HarnessError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Waits for a condition. The deadline is far beyond anything expected: it ends a broken test, it does not time one.
func waitFor(_ what: String, seconds: Double = 90, _ condition: () throws -> Bool) throws {
    let deadline = Date().addingTimeInterval(seconds)
    while try !condition() {
        guard Date() < deadline else { throw HarnessError("waited \(Int(seconds)) s in vain for \(what)") }
        usleep(20_000)
    }
}

struct CommandOutput {
    let status: Int32
    let stdout: String
    let stderr: String

    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(stdout.utf8))) as? [String: Any] ?? [:]
    }
}

/// Runs a program to its end.
@discardableResult
func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], folder: String
) throws -> CommandOutput {
    let stem = folder + "/command-\(UUID().uuidString)"
    let errors = stem + ".err"
    let output = stem + ".out"
    defer { for path in [errors, output] { try? FileManager.default.removeItem(atPath: path) } }
    let daemon = try Daemon(
        "/bin/sh", ["-c", "exec \"$0\" \"$@\" >\"$RUN_OUTPUT\" 2>\"$RUN_ERRORS\"", program] + arguments,
        environment: environment.merging(["RUN_OUTPUT": output, "RUN_ERRORS": errors]) { $1 }, log: stem + ".log")
    try waitFor("the end of \(program) \(arguments.joined(separator: " "))", seconds: 180) { !daemon.isRunning }
    try? FileManager.default.removeItem(atPath: stem + ".log")
    return CommandOutput(
        status: daemon.exitStatus ?? -1,
        stdout: (try? String(contentsOfFile: output, encoding: .utf8)) ?? "",
        stderr: (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")
}
