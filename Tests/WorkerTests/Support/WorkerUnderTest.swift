import Glibc
import LinuxIO
import TestPrograms
import Testing

/// The real `render-worker`, as a child of the test.
final class WorkerUnderTest {
    private let loop: EventLoop
    private var child: ChildProcess?
    private(set) var exit: LinuxIO.ExitStatus?
    private(set) var said = ""

    init(
        loop: EventLoop, port: UInt16, folder: TestFolder, slots: Int = 2, name: String = "ada",
        environment: [String: String] = [:]
    ) throws {
        self.loop = loop
        var request = SpawnRequest(
            program: try Self.binary(),
            arguments: [
                "--coordinator", "127.0.0.1:\(port)", "--slots", String(slots), "--name", name, "--scratch",
                folder.path + "/scratch",
            ])
        request.environmentAdditions = environment
        child = try ChildProcess.spawn(
            loop: loop, request,
            onOutput: { [unowned self] _, bytes in said += String(decoding: bytes, as: UTF8.self) },
            onExit: { [unowned self] status, _ in exit = status })
    }

    deinit { _ = child?.signalGroup(SIGKILL) }

    /// Beside the test's own binary, where the build puts all of them.
    private static func binary() throws -> String {
        let own = try executablePath()
        let slash = try #require(own.lastIndex(of: "/"))
        let path = "\(own[..<slash])/render-worker"
        try #require(Files.exists(path), "there is no \(path)")
        return path
    }

    func signal(_ signal: Int32) throws {
        let child = try #require(child)
        #expect(kill(child.pid, signal) == 0)
    }

    func waitForExit(withinMilliseconds limit: Int = 20_000) throws -> LinuxIO.ExitStatus {
        _ = try loop.run(until: { exit != nil }, deadlineMilliseconds: limit)
        return try #require(exit, "the worker did not end; it said: \(said)")
    }

    func waitUntilSaid(_ text: String, withinMilliseconds limit: Int = 20_000) throws {
        let came = try loop.run(until: { said.contains(text) }, deadlineMilliseconds: limit)
        try #require(came, "the worker did not say “\(text)”; it said: \(said)")
    }

    /// How many lines hold the text.
    func lines(with text: String) -> Int {
        said.split(separator: "\n").filter { $0.contains(text) }.count
    }
}

/// A folder that goes when the test is over.
final class TestFolder {
    let path: String

    init() throws {
        path = try Files.createTemporaryDirectory(prefix: "worker-test-", in: environmentValue("TMPDIR") ?? "/tmp")
    }

    deinit {
        do {
            try Files.removeTree(path)
        } catch {
            Issue.record("cannot remove \(path): \(error)")
        }
    }

    /// Names below a subfolder; none when it is not there.
    func names(in subfolder: String) throws -> [String] {
        Files.exists("\(path)/\(subfolder)") ? try Files.list("\(path)/\(subfolder)") : []
    }
}

/// The processes that have `path` among their arguments, the worker itself left out.
func processes(naming path: String) throws -> [Int32] {
    try Files.list("/proc").compactMap { Int32($0) }.filter { pid in
        // A process that has ended since the folder was listed names nothing any more.
        guard let bytes = try? Files.read("/proc/\(pid)/cmdline", limitBytes: 1 << 20) else { return false }
        let line = String(decoding: bytes, as: UTF8.self)
        return line.contains(path) && !line.contains("render-worker")
    }
}

extension TestFolder {
    /// A shell script that can be run in place of a program; returns its path.
    func writeProgram(_ name: String, _ script: String) throws -> String {
        let file = "\(path)/\(name)"
        try TestProgram.write("#!/bin/sh\n\(script)\n", to: file)
        return file
    }
}
