import FarmCore
import FarmModel
import Glibc
import LinuxIO
import Testing

@testable import FarmJournal

/// A disk of 256 KiB, which needs the right to mount one.
private final class SmallDisk {
    let folder: TemporaryFolder

    static let isPossible: Bool = {
        guard getuid() == 0, findProgram("mount") != nil else { return false }
        do {
            _ = try SmallDisk()
            return true
        } catch {
            return false
        }
    }()

    init() throws {
        folder = try TemporaryFolder()
        try Self.run("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", folder.path])
    }

    deinit {
        do { try Self.run("umount", ["-l", folder.path]) } catch { Issue.record("\(error)") }
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let result = try runCommand(
            SpawnRequest(program: program, arguments: arguments), timeoutMilliseconds: patienceMilliseconds)
        guard result.isSuccess else {
            throw SystemError(
                operation: program, subject: arguments.last ?? "", code: 0,
                detail: String(decoding: result.standardErrorTail, as: UTF8.self))
        }
    }

    private var ballast: String { folder.path + "/ballast" }

    /// Takes all the room but so much.
    func fill(leavingBytes rest: Int) throws {
        let free = Int(try Files.freeSpace(folder.path))
        try Files.writeAtomically(ballast, [UInt8](repeating: 1, count: max(0, free - rest)), synced: false)
    }

    func makeRoom() throws { try Files.remove(ballast) }
}

@Suite("A full disk")
struct DiskFullTests {
    @Test(
        "appending waits, the problem is told, nothing is lost, and it goes on when there is room",
        .enabled(if: SmallDisk.isPossible, "needs the right to mount a small disk"))
    func fullAndBack() throws {
        let disk = try SmallDisk()
        var farm = BusyFarm()
        var records = farm.begin() + farm.submit(tasks: 1_000)
        let open = try OpenJournal(disk.folder.path)
        var problems: [Int32?] = []
        open.journal.onProblemChanged = { [unowned journal = open.journal] in problems.append(journal.problem?.code) }
        open.append(records)
        try open.settle()
        try disk.fill(leavingBytes: 20_000)
        while records.count < 1_500 {
            let more = farm.finishOne()
            records += more
            open.append(more)
            if records.count % 50 == 0 { _ = try open.loop.run(until: { true }, deadlineMilliseconds: 0) }
        }
        try open.loop.runUntil { open.journal.problem != nil }
        #expect(!open.journal.isSettled)
        #expect(!open.journal.wantsCompaction, "a compaction needs room itself")
        try expectOnlyWholeGroups(open, disk, states(after: records))
        // It stays like that, however often it is tried.
        let durable = open.journal.durableRecords
        var turns = 0
        open.loop.every(milliseconds: 10) { turns += 1 }
        try open.loop.runUntil { turns > 10 }
        #expect(open.journal.durableRecords == durable)
        try disk.makeRoom()
        try open.settle()
        #expect(problems == [ENOSPC, nil] && open.journal.problem == nil)
        #expect(try replay(bytes(of: disk.folder.journal)).state == farm.farm.state)
        #expect(open.journal.sizeBytes == Int64(try bytes(of: disk.folder.journal).count))
        // And on.
        open.append(farm.finishOne())
        try open.settle()
        #expect(try replay(bytes(of: disk.folder.journal)).state == farm.farm.state)
    }

    /// A crash now would find the records that are durable, and no half of the group that failed.
    private func expectOnlyWholeGroups(_ open: OpenJournal, _ disk: SmallDisk, _ states: [FarmState]) throws {
        let found = try replay(bytes(of: disk.folder.journal))
        #expect(found.tornBytes == 0)
        #expect(found.records == open.journal.durableRecords)
        #expect(found.state == states[found.records])
        #expect(Int64(found.validBytes) == open.journal.sizeBytes)
    }

    @Test(
        "a compaction that finds no room gives up the room that it took, and the journal goes on",
        .enabled(if: SmallDisk.isPossible, "needs the right to mount a small disk"))
    func compactionWithoutRoom() throws {
        let disk = try SmallDisk()
        var farm = BusyFarm()
        var records = farm.begin() + farm.submit(tasks: 1_000)
        while records.count < 400 { records += farm.finishOne() }
        let open = try OpenJournal(disk.folder.path)
        open.append(records)
        try open.settle()
        try disk.fill(leavingBytes: 16_384)
        open.journal.compact(farm.farm.state)
        let more = farm.finishOne()
        open.append(more)
        try open.loop.runUntil { !open.journal.isCompacting && open.journal.isSettled }
        #expect(!Files.exists(disk.folder.journal + ".compacting"))
        #expect(open.journal.durableRecords == records.count + more.count)
        #expect(try replay(bytes(of: disk.folder.journal)).records == records.count + more.count)
        #expect(try replay(bytes(of: disk.folder.journal)).state == farm.farm.state)
    }

    @Test("a disk that takes nothing: the problem is told, and nothing counts as durable")
    func fullDevice() throws {
        let folder = try TemporaryFolder()
        guard symlink("/dev/full", folder.journal) == 0 else { throw SystemError(operation: "link") }
        let open = try OpenJournal(folder.path)
        open.append(BusyFarm.life(records: 20))
        try open.loop.runUntil { open.journal.problem != nil }
        #expect(open.journal.problem?.code == ENOSPC)
        #expect(open.journal.durableRecords == 0 && !open.journal.isSettled)
    }
    @Test("a snapshot takes the place of a journal that cannot be written, and everything is durable with it")
    func snapshotHelps() throws {
        let folder = try TemporaryFolder()
        guard symlink("/dev/full", folder.journal) == 0 else { throw SystemError(operation: "link") }
        let open = try OpenJournal(folder.path)
        var problems: [Int32?] = []
        open.journal.onProblemChanged = { [unowned journal = open.journal] in problems.append(journal.problem?.code) }
        var farm = BusyFarm()
        open.append(farm.begin() + farm.submit(tasks: 20))
        try open.loop.runUntil { open.journal.problem != nil }
        open.append(farm.finishOne())
        open.journal.compact(farm.farm.state)
        open.append(farm.finishOne())
        try open.settle()
        #expect(problems == [ENOSPC, nil])
        open.append(farm.finishOne())
        try open.settle()
        #expect(try replay(bytes(of: folder.journal)).state == farm.farm.state)
        #expect(open.journal.sizeBytes == Int64(try bytes(of: folder.journal).count))
    }
}
