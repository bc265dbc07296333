import Glibc
import Testing

@testable import LinuxIO

@Suite struct MachineTests {
    @Test func theProbeAgreesWithTheSystem() throws {
        let result = try runCommand(SpawnRequest(program: "nproc"), timeoutMilliseconds: patienceMilliseconds)
        let nproc = try #require(Int(String(decoding: result.standardOutput.dropLast(), as: UTF8.self)))
        #expect((1...nproc).contains(MachineProbe.usableCores()))
        let memory = MachineProbe.memory()
        #expect(memory.totalBytes > 64 << 20)
        #expect(memory.availableBytes > 0 && memory.availableBytes <= memory.totalBytes)
        let usage = MachineProbe.ownUsage()
        #expect(usage.residentBytes > 1 << 20 && usage.cpuMilliseconds >= 0)
        #expect(!MachineProbe.hostName().isEmpty)
        #expect(MachineProbe.kernelRelease().first?.isNumber == true)
        #expect(MachineProbe.isWSL() == MachineProbe.kernelRelease().lowercased().contains("microsoft"))
        #expect(MachineProbe.loadAverage() >= 0)
    }

    @Test func affinityLimitsTheCores() throws {
        // Affinity belongs to the thread, so the other tests keep theirs.
        let thread = try BackgroundThread(name: "one core")
        let cores = Flag()
        thread.enqueue {
            do {
                let own = try Files.realPath("/proc/thread-self")
                let tid = own.split(separator: "/").last.map(String.init) ?? ""
                let request = SpawnRequest(program: "taskset", arguments: ["-pc", "0", tid])
                let result = try runCommand(request, timeoutMilliseconds: patienceMilliseconds)
                #expect(result.isSuccess)
            } catch {
                Issue.record("cannot run taskset: \(error)")
            }
            for _ in 0..<MachineProbe.usableCores() { cores.raise() }
        }
        thread.finish()
        #expect(cores.count == 1)
    }

    @Test func busySharesAreShares() throws {
        var probe = MachineProbe()
        #expect(probe.coreBusyShares().isEmpty)
        var shares: [Double] = []
        #expect(
            waitUntil {
                shares = probe.coreBusyShares()
                return shares.contains { $0 > 0 }
            })
        #expect(shares.allSatisfy { (0...1).contains($0) })
    }

    @Test func clocksAgreeWithTheSystem() throws {
        let moment: Int64 = 1_769_903_999_123
        #expect(FarmClock.utcTimestamp(wallMilliseconds: moment) == "2026-01-31T23:59:59.123Z")
        #expect(FarmClock.utcTimestamp(wallMilliseconds: -1) == "1969-12-31T23:59:59.999Z")
        let result = try runCommand(
            SpawnRequest(program: "date", arguments: ["-d", "@\(moment / 1000)", "+%Y%m%d_%H%M%S"]),
            timeoutMilliseconds: patienceMilliseconds)
        let printed = String(decoding: result.standardOutput.dropLast(), as: UTF8.self)
        #expect(FarmClock.localTimestamp(wallMilliseconds: moment) == printed)
        #expect(FarmClock.wallMilliseconds() > moment)
        let before = FarmClock.monotonicNanoseconds()
        #expect(FarmClock.monotonicMilliseconds() >= before / 1_000_000)
    }

    @Test func theOpenFileLimitIsRaised() {
        let limit = raiseOpenFileLimit()
        var raw = rlimit()
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raw) == 0)
        #expect(Int(clamping: raw.rlim_cur) == limit && raw.rlim_cur == raw.rlim_max)
    }

    @Test func errorsSpeakInWords() {
        let error = SystemError(operation: "open", subject: "/x", code: ENOENT)
        #expect(error.description == "open /x: no such file or directory")
        #expect(SystemError(operation: "wait", code: 9999).description == "wait: errno 9999")
        #expect(
            SystemError(operation: "read", subject: "y", code: 0, detail: "too odd").description == "read y: too odd")
        #expect(LinuxIO.ExitStatus.exited(1).description == "exit status 1")
        #expect(LinuxIO.ExitStatus.signalled(9).description == "killed by signal 9 (SIGKILL)")
    }

    @Test func aPipeIsNoTerminal() throws {
        let pipe = try makePipe()
        #expect(!isTerminal(pipe.reading.number))
        #expect(terminalWidth() > 0)
    }
}

@Suite struct LogFileTests {
    @Test func everyEventIsALineWithItsTime() throws {
        let folder = try TemporaryFolder()
        let log = try LogFile(folder.file("log"))
        log.append("first")
        log.append("second\nwith a break")
        let lines = String(decoding: try Files.read(log.path, limitBytes: 1000), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].dropFirst(24) == " first")
        #expect(lines[1].dropFirst(24) == " second with a break")
        #expect(lines[0].prefix(24).last == "Z")
    }

    @Test func theSizeIsBoundedByOneRotation() throws {
        let folder = try TemporaryFolder()
        let log = try LogFile(folder.file("log"), limitBytes: 1000)
        for number in 0..<500 { log.append("event \(number)") }
        #expect(try Files.list(folder.path) == ["log", "log.1"])
        for name in ["log", "log.1"] { #expect(try Files.facts(folder.file(name)).sizeBytes <= 1000) }
        let text = String(decoding: try Files.read(log.path, limitBytes: 1000), as: UTF8.self)
        #expect(text.hasSuffix(" event 499\n"))
        // A restart goes on in the same file.
        let again = try LogFile(folder.file("log"), limitBytes: 1_000_000)
        again.append("after the restart")
        let more = String(decoding: try Files.read(log.path, limitBytes: 2000), as: UTF8.self)
        #expect(more.hasPrefix(text) && more.hasSuffix("after the restart\n"))
    }

    @Test func lostEventsAreCountedAndSaid() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("log")
        let log = try LogFile(path, limitBytes: 100)
        log.append(String(repeating: "x", count: 80))
        // A directory in the place of the old log keeps it from being rotated.
        try Files.makeDirectories(path + ".1/full")
        log.append("lost")
        log.append("lost as well")
        #expect(log.lostLines == 2)
        try Files.removeTree(path + ".1")
        log.append("back")
        #expect(log.lostLines == 0)
        let text = String(decoding: try Files.read(path, limitBytes: 1000), as: UTF8.self)
        #expect(text.contains("2 events before this one could not be written"))
        #expect(text.hasSuffix("back\n"))
    }
}
