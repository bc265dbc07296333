import Glibc
import Testing

@testable import LinuxIO

/// A folder that goes away with the test that made it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = try Files.createTemporaryDirectory(prefix: "linuxio-", in: environmentValue("TMPDIR") ?? "/tmp")
    }

    deinit {
        do { try Files.removeTree(path) } catch { Issue.record("cannot remove \(path): \(error)") }
    }

    func file(_ name: String) -> String { path + "/" + name }
}

/// How long a test waits for something that ought to happen at once.
let patienceMilliseconds = 20_000

extension EventLoop {
    /// Runs until the condition holds and fails the test if it never does.
    func runUntil(_ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let held = try run(until: condition, deadlineMilliseconds: patienceMilliseconds)
        #expect(held, "waited in vain", sourceLocation: sourceLocation)
    }
}

/// Waits for something outside any loop, looking again every millisecond.
func waitUntil(_ condition: () -> Bool) -> Bool {
    let deadline = Deadline(milliseconds: patienceMilliseconds)
    while !condition() {
        if deadline.hasPassed { return false }
        usleep(1000)
    }
    return true
}

/// True while a process of this number runs; one that has ended but is not reaped does not.
func isAlive(_ pid: Int32) -> Bool {
    guard let bytes = readIfPossible("/proc/\(pid)/stat", limitBytes: 4096) else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let afterName = text.lastIndex(of: ")") else { return false }
    let state = text[text.index(afterName, offsetBy: 2)]
    return state != "Z" && state != "X"
}

/// The error that `body` throws, or nil.
func systemError(_ body: () throws(SystemError) -> Void) -> SystemError? {
    catching(body)
}
