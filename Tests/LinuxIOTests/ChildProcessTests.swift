import Glibc
import Testing

@testable import LinuxIO

/// What became of a child.
private final class Ending {
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var outputAfterExit = false
    var exits: [(status: LinuxIO.ExitStatus, usage: ResourceUsage)] = []

    var text: String { String(decoding: output, as: UTF8.self) }
    var status: LinuxIO.ExitStatus? { exits.first?.status }
    var isOver: Bool { !exits.isEmpty }
}

private func shell(_ script: String) -> SpawnRequest {
    SpawnRequest(program: "sh", arguments: ["-c", script])
}

private func spawn(_ request: SpawnRequest, on loop: EventLoop, _ ending: Ending) throws -> ChildProcess {
    try ChildProcess.spawn(loop: loop, request) { stream, bytes in
        if ending.isOver { ending.outputAfterExit = true }
        if stream == .standardOutput { ending.output += bytes } else { ending.errors += bytes }
    } onExit: { status, usage in
        ending.exits.append((status, usage))
    }
}

@Suite struct ChildProcessTests {
    @Test func outputErrorsAndStatusArrive() throws {
        let (loop, ending) = (try EventLoop(), Ending())
        let child = try spawn(shell("echo out; echo err >&2; exit 3"), on: loop, ending)
        #expect(child.isRunning)
        try loop.runUntil { ending.isOver }
        #expect(ending.text == "out\n")
        #expect(ending.errors == Array("err\n".utf8))
        #expect(ending.status == .exited(3))
        #expect(ending.exits.count == 1)
        #expect(!ending.outputAfterExit)
        #expect(!child.isRunning)
        #expect(child.signalGroup(SIGTERM) == false, "its number may be another's by now")
        #expect(!isAlive(child.pid))
    }

    @Test func aLotOfOutputIsComplete() throws {
        let (loop, ending) = (try EventLoop(), Ending())
        _ = try spawn(SpawnRequest(program: "seq", arguments: ["1", "400000"]), on: loop, ending)
        try loop.runUntil { ending.isOver }
        #expect(ending.text == (1...400_000).map { "\($0)\n" }.joined())
        #expect(ending.status?.isSuccess == true)
    }

    @Test func theChildStartsClean() throws {
        let (loop, ending) = (try EventLoop(), Ending())
        let folder = try TemporaryFolder()
        try loop.onSignal([SIGUSR1]) { _ in }
        ignoreBrokenPipes()
        // A descriptor without close-on-exec must not get through.
        let leaked = dup(STDERR_FILENO)
        defer { close(leaked) }
        var request = shell(
            """
            echo "$FARM_TEST|$PWD|$(nice)"
            grep -E '^Sig(Blk|Ign)' /proc/$$/status | tr -d '\\t'
            ls /proc/$$/fd | tr '\\n' ' '; echo
            cut -d' ' -f5 /proc/$$/stat; echo $$
            readlink /proc/$$/fd/0
            """)
        request.environmentAdditions = ["FARM_TEST": "a b=c"]
        request.workingDirectory = folder.path
        request.niceness = 5
        let own = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
        let child = try spawn(request, on: loop, ending)
        try loop.runUntil { ending.isOver }
        let lines = ending.text.split(separator: "\n").map(String.init)
        try #require(lines.count == 7, "\(ending.text)")
        #expect(lines[0] == "a b=c|\(try Files.realPath(folder.path))|\(own + 5)")
        #expect(lines[1] == "SigBlk:0000000000000000")
        // Signals 32 and 33 are the C library's own; nobody can reset them through it.
        let ignored = try #require(UInt64(lines[2].dropFirst(7), radix: 16))
        #expect(lines[2].hasPrefix("SigIgn:") && ignored & ~0x1_8000_0000 == 0)
        #expect(lines[3].hasPrefix("0 1 2"))
        #expect(!lines[3].split(separator: " ").contains("\(leaked)"))
        #expect(lines[4] == "\(child.pid)" && lines[5] == "\(child.pid)", "it leads its own group")
        #expect(lines[6] == "/dev/null")
    }

    @Test func aProgramThatCannotRunIsAnErrorAtOnce() throws {
        let before = readIfPossible("/proc/thread-self/children", limitBytes: 4096)
        let loop = try EventLoop()
        let folder = try TemporaryFolder()
        let script = folder.file("not-a-program")
        try Files.writeAtomically(script, Array("\u{0}\u{1}\u{2}".utf8), synced: false, mode: 0o755)
        func code(_ request: SpawnRequest) -> SystemError? {
            systemError { () throws(SystemError) in
                _ = try ChildProcess.spawn(loop: loop, request, onOutput: { _, _ in }, onExit: { _, _ in })
            }
        }
        #expect(code(SpawnRequest(program: "no-such-program-here"))?.cause == "no such program in PATH")
        #expect(code(SpawnRequest(program: "no-such-program-here"))?.code == ENOENT)
        #expect(
            code(SpawnRequest(program: "/no/such/path"))?.description == "run /no/such/path: no such file or directory")
        #expect(code(SpawnRequest(program: "/etc/passwd"))?.code == EACCES)
        #expect(code(SpawnRequest(program: script))?.code == ENOEXEC)
        #expect(code(SpawnRequest(program: "echo", arguments: ["a\u{0}b"]))?.code == EINVAL)
        var lost = shell("true")
        lost.workingDirectory = folder.file("missing")
        #expect(code(lost)?.operation == "enter directory")
        #expect(code(lost)?.code == ENOENT)
        // A failed start leaves no zombie behind; the kernel lists a child under the thread that started it.
        #expect(readIfPossible("/proc/thread-self/children", limitBytes: 4096) == before)
    }

    @Test func theWholeGroupIsSignalled() throws {
        let (loop, ending) = (try EventLoop(), Ending())
        let child = try spawn(shell("sleep 1000 & echo $!; sleep 1000"), on: loop, ending)
        try loop.runUntil { ending.text.hasSuffix("\n") }
        let grandchild = try #require(Int32(ending.text.dropLast()))
        #expect(isAlive(grandchild))
        #expect(child.signalGroup(SIGTERM))
        try loop.runUntil { ending.isOver }
        #expect(ending.status == .signalled(SIGTERM))
        #expect(ending.status?.description == "killed by signal 15 (SIGTERM)")
        #expect(waitUntil { !isAlive(grandchild) })
    }

    @Test func aGrandchildThatHoldsThePipeDelaysNothingAndIsKilled() throws {
        let (loop, ending) = (try EventLoop(), Ending())
        _ = try spawn(shell("sleep 1000 & echo $!; exit 0"), on: loop, ending)
        try loop.runUntil { ending.isOver }
        #expect(ending.status == .exited(0))
        let grandchild = try #require(Int32(ending.text.dropLast()))
        #expect(waitUntil { !isAlive(grandchild) })
    }

    @Test func aGrandchildThatLeftTheGroupAndWritesOnDelaysNothing() throws {
        let (loop, ending) = (try EventLoop(), Ending())
        _ = try spawn(shell("setsid sh -c 'echo $$; exec yes' & sleep 0.05; exit 0"), on: loop, ending)
        try loop.runUntil { ending.isOver }
        #expect(ending.status == .exited(0))
        // Its pipe is closed with the child, so it ends by itself.
        let grandchild = try #require(Int32(ending.text.prefix { $0 != "\n" }))
        #expect(waitUntil { !isAlive(grandchild) })
    }

    @Test func theChildDiesWithTheThreadThatStartedIt() throws {
        let thread = try BackgroundThread(name: "parent")
        let pid = Flag()
        thread.enqueue {
            do {
                let child = try SpawnedChild.start(SpawnRequest(program: "sleep", arguments: ["1000"]))
                for _ in 0..<child.pid { pid.raise() }
            } catch {
                Issue.record("cannot start: \(error)")
            }
        }
        #expect(waitUntil { pid.isRaised })
        thread.finish()
        let child = Int32(pid.count)
        #expect(waitUntil { !isAlive(child) })
        var status: Int32 = 0
        #expect(waitpid(child, &status, 0) == child)
        #expect(LinuxIO.ExitStatus(waitStatus: status) == .signalled(SIGKILL))
    }

    @Test func inputComesFromBytesOrADescriptor() throws {
        let loop = try EventLoop()
        let folder = try TemporaryFolder()
        try Files.writeAtomically(folder.file("input"), Array("from a file".utf8), synced: false)
        let file = try FileDescriptor.open(folder.file("input"), flags: O_RDONLY)
        let cases: [(ChildInput, String)] = [
            (.null, ""), (.bytes(Array("from bytes".utf8)), "from bytes"), (.descriptor(file.number), "from a file"),
        ]
        for (input, expected) in cases {
            let ending = Ending()
            var request = SpawnRequest(program: "cat")
            request.standardInput = input
            _ = try spawn(request, on: loop, ending)
            try loop.runUntil { ending.isOver }
            #expect(ending.text == expected)
        }
    }

    @Test func outputGoesToADescriptor() throws {
        let (loop, ending) = (try EventLoop(), Ending())
        let folder = try TemporaryFolder()
        let file = try FileDescriptor.open(folder.file("output"), flags: O_WRONLY | O_CREAT)
        var request = shell("echo there; echo gone >&2")
        request.standardOutput = .descriptor(file.number)
        request.standardError = .null
        _ = try spawn(request, on: loop, ending)
        try loop.runUntil { ending.isOver }
        #expect(ending.output.isEmpty && ending.errors.isEmpty)
        #expect(try Files.read(folder.file("output"), limitBytes: 100) == Array("there\n".utf8))
    }

    @Test func pausedOutputHoldsTheChildBack() throws {
        let (loop, ending) = (try EventLoop(), Ending())
        let child = try spawn(SpawnRequest(program: "seq", arguments: ["1", "100000"]), on: loop, ending)
        child.pauseOutput()
        var isOver = false
        loop.after(milliseconds: 30) { isOver = true }
        try loop.runUntil { isOver }
        #expect(ending.output.isEmpty)
        #expect(child.isRunning)
        child.resumeOutput()
        try loop.runUntil { ending.isOver }
        #expect(ending.text.hasSuffix("\n100000\n"))
    }

    @Test func manyChildrenAtOnceAllEndOnce() throws {
        let loop = try EventLoop()
        var endings: [Ending] = []
        for number in 0..<60 {
            let ending = Ending()
            endings.append(ending)
            _ = try spawn(shell("echo \(number); exit \(number)"), on: loop, ending)
        }
        try loop.runUntil { endings.allSatisfy(\.isOver) }
        for (number, ending) in endings.enumerated() {
            #expect(ending.text == "\(number)\n")
            #expect(ending.exits.map(\.status) == [.exited(Int32(number))])
        }
    }
}
