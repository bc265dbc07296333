import FarmCore
import FarmModel
import LinuxIO
import Testing

@testable import FarmJournal

@Suite("Compaction of the journal")
struct CompactionTests {
    /// Much that happened, of which little is left: finished drills that were forgotten, and one that goes on.
    private struct Past {
        var farm = BusyFarm()
        var records: [Record] = []

        init() {
            records = farm.begin()
            for job in 1...6 {
                records += farm.submit(tasks: 25)
                while farm.farm.state.job(JobID(job))?.phase == .rendering { records += farm.finishOne() }
                if job > 1 { records += farm.command(.forget(JobID(job))) }
            }
            records += farm.submit(tasks: 500)
            for _ in 1...30 { records += farm.finishOne() }
        }
    }

    @Test("a compacted journal is shorter and means the same, with what came meanwhile")
    func meansTheSame() throws {
        let folder = try TemporaryFolder()
        var past = Past()
        let open = try OpenJournal(folder.path, compactAtLeastBytes: 4_096)
        open.append(past.records)
        try open.settle()
        let before = open.journal.sizeBytes
        #expect(open.journal.wantsCompaction)
        open.journal.compact(past.farm.farm.state)
        #expect(!open.journal.wantsCompaction, "one at a time")
        var appended = past.records.count
        open.loop.every(milliseconds: 1) { [unowned open] in
            let records = past.farm.finishOne()
            appended += records.count
            open.append(records)
        }
        try open.loop.runUntil { open.journal.sizeBytes < before / 2 && appended > past.records.count + 20 }
        try open.settle()
        #expect(open.journal.durableRecords == appended)
        #expect(open.journal.sizeBytes == Int64(try bytes(of: folder.journal).count))
        #expect(!Files.exists(folder.journal + ".compacting"))
        let replay = try replay(bytes(of: folder.journal))
        #expect(replay.state == past.farm.farm.state)
        #expect(replay.records < appended)
    }

    @Test("a crash at any step of a compaction loses nothing that was durable")
    func crashAtAnyStep() throws {
        let folder = try TemporaryFolder()
        var past = Past()
        var records = past.records
        let open = try OpenJournal(folder.path, compactAtLeastBytes: 4_096)
        open.append(records)
        try open.settle()
        open.journal.compact(past.farm.farm.state)
        var copies = 0
        try open.loop.runUntil {
            // Looked at after each turn: first what is promised, then what a crash would leave behind.
            let durable = open.journal.durableRecords
            do {
                try Self.crash(folder, promised: durable, records)
            } catch {
                Issue.record("copy \(copies), \(durable) durable: \(error)")
            }
            copies += 1
            if open.journal.isCompacting || copies < 20 {
                let more = past.farm.finishOne()
                records += more
                open.append(more)
            }
            return !open.journal.isCompacting && open.journal.isSettled && copies > 20
        }
        #expect(try replay(bytes(of: folder.journal)).state == past.farm.farm.state)
        #expect(try replay(bytes(of: folder.journal)).records < records.count)
    }

    /// Copies the folder as it is and starts from the copy: the state must be that after some of the records, and
    /// after all that were promised.
    private static func crash(_ folder: TemporaryFolder, promised: Int, _ records: [Record]) throws {
        let copy = try TemporaryFolder()
        for name in try Files.list(folder.path) where name != "lock" {
            // A file that is renamed just now is found under its new name, which comes later in the list.
            guard Files.exists("\(folder.path)/\(name)") else { continue }
            do { try write(bytes(of: "\(folder.path)/\(name)"), to: "\(copy.path)/\(name)") } catch { continue }
        }
        let open = try OpenJournal(copy.path)
        var state = states(after: Array(records[..<promised])).last ?? FarmState()
        for record in records[promised...] {
            if state == open.replay.state { break }
            state.apply(record)
        }
        #expect(state == open.replay.state)
        #expect(!Files.exists(copy.journal + ".compacting"))
    }

    @Test("a compaction that cannot be done changes nothing, and is not tried again at once")
    func impossible() throws {
        let folder = try TemporaryFolder()
        let past = Past()
        try Files.makeDirectories(folder.path)
        let open = try OpenJournal(folder.path, compactAtLeastBytes: 4_096)
        open.append(past.records.dropLast(3))
        try open.settle()
        // Nothing can be written where a folder is.
        try Files.makeDirectories(folder.journal + ".compacting")
        open.append(past.records.suffix(3))
        open.journal.compact(past.farm.farm.state)
        #expect(!open.journal.wantsCompaction)
        try open.settle()
        #expect(try replay(bytes(of: folder.journal)).records == past.records.count)
        #expect(open.journal.problem == nil)
    }

    @Test("a rename that fails leaves the old journal the truth, with what was to go behind the snapshot")
    func failingSwitch() throws {
        let folder = try TemporaryFolder()
        let past = Past()
        let open = try OpenJournal(folder.path, compactAtLeastBytes: 4_096)
        open.append(past.records)
        try open.settle()
        open.journal.compact(past.farm.farm.state)
        // The snapshot loses its name, so that there is nothing to rename.
        try Files.remove(folder.journal + ".compacting")
        var more = past.farm
        let tail = more.finishOne() + more.finishOne()
        open.append(tail)
        try open.loop.runUntil { open.journal.isSettled && !open.journal.isCompacting }
        #expect(open.journal.sizeBytes == Int64(try bytes(of: folder.journal).count))
        #expect(try replay(bytes(of: folder.journal)).records == past.records.count + tail.count)
        #expect(try replay(bytes(of: folder.journal)).state == more.farm.state)
    }

    @Test("a snapshot that a crash left behind is removed, and the next compaction works")
    func leftOver() throws {
        let folder = try TemporaryFolder()
        let past = Past()
        try writeJournal(past.records, in: folder.path)
        try write(Array("half a snapsh".utf8), to: folder.journal + ".compacting")
        let open = try OpenJournal(folder.path, compactAtLeastBytes: 4_096)
        #expect(!Files.exists(folder.journal + ".compacting"))
        #expect(open.replay.state == past.farm.farm.state)
        #expect(open.journal.wantsCompaction)
        let before = open.journal.sizeBytes
        open.journal.compact(open.replay.state)
        try open.loop.runUntil { open.journal.sizeBytes < before }
        #expect(!open.journal.wantsCompaction, "it has just been done")
        #expect(try replay(bytes(of: folder.journal)).state == past.farm.farm.state)
    }

    @Test("compaction after compaction")
    func again() throws {
        let folder = try TemporaryFolder()
        var past = Past()
        let open = try OpenJournal(folder.path, compactAtLeastBytes: 4_096)
        open.append(past.records)
        for _ in 1...3 {
            open.journal.compact(past.farm.farm.state)
            for _ in 1...20 { open.append(past.farm.finishOne()) }
            try open.loop.runUntil { !open.journal.isCompacting && open.journal.isSettled }
            #expect(try replay(bytes(of: folder.journal)).state == past.farm.farm.state)
        }
    }
}
