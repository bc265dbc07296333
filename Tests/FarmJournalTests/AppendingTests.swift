import FarmCore
import FarmModel
import Glibc
import LinuxIO
import Testing

@testable import FarmJournal

@Suite("Appending to the journal")
struct AppendingTests {
    @Test("records become durable in order, and none is called durable before it is in the file")
    func durableInOrder() throws {
        let folder = try TemporaryFolder()
        let records = BusyFarm.life(records: 300)
        let open = try OpenJournal(folder.path)
        var seen: [Int] = []
        open.journal.onDurable = { [unowned journal = open.journal] in
            seen.append(journal.durableRecords)
            do {
                let lines = try bytes(of: folder.journal).count { $0 == UInt8(ascii: "\n") }
                #expect(lines >= journal.durableRecords)
            } catch {
                Issue.record("\(error)")
            }
        }
        var next = 0
        // A few records a turn, while earlier groups are under way.
        open.loop.every(milliseconds: 1) { [unowned open] in
            let end = min(records.count, next + 7)
            open.append(records[next..<end])
            next = end
        }
        try open.loop.runUntil { next == records.count && open.journal.isSettled }
        #expect(seen == seen.sorted() && Set(seen).count == seen.count)
        #expect(seen.last == records.count)
        #expect(open.journal.sizeBytes == Int64(try bytes(of: folder.journal).count))
        #expect(try replay(bytes(of: folder.journal)).state == states(after: records).last)
    }

    @Test("what is appended in one turn becomes durable together")
    func groupCommit() throws {
        let folder = try TemporaryFolder()
        let open = try OpenJournal(folder.path)
        var seen: [Int] = []
        open.journal.onDurable = { [unowned journal = open.journal] in seen.append(journal.durableRecords) }
        open.append(BusyFarm.life(records: 1_000).prefix(1_000))
        #expect(!open.journal.isSettled && open.journal.appendedRecords == 1_000)
        try open.settle()
        #expect(seen == [1_000])
    }

    @Test("what comes while a group is being written is the next group")
    func nextGroup() throws {
        let folder = try TemporaryFolder()
        let records = BusyFarm.life(records: 100)
        let open = try OpenJournal(folder.path)
        var seen: [Int] = []
        open.journal.onDurable = { [unowned journal = open.journal] in seen.append(journal.durableRecords) }
        open.append(records[0..<1])
        // Behind the commit of the first, in the same turn: its result cannot have come in between.
        open.loop.atEndOfTurn { [unowned open] in
            open.append(records[1..<2])
            open.append(records[2..<50])
        }
        try open.settle()
        #expect(seen == [1, 50])
    }

    @Test("a record appended because another became durable is written as well")
    func appendingFromTheCallback() throws {
        let folder = try TemporaryFolder()
        let records = Array(BusyFarm.life(records: 20).prefix(20))
        let open = try OpenJournal(folder.path)
        var rest = records.dropFirst()
        open.journal.onDurable = { [unowned open] in
            if let record = rest.popFirst() { open.append([record]) }
        }
        open.append(records.prefix(1))
        try open.loop.runUntil { open.journal.durableRecords == 20 }
        #expect(try replay(bytes(of: folder.journal)).state == states(after: records).last)
    }

    @Test("several lives, one state: what was replayed and what is appended behind it belong together")
    func severalLives() throws {
        let folder = try TemporaryFolder()
        let records = BusyFarm.life(records: 120)
        for (life, range) in [0..<40, 40..<41, 41..<records.count].enumerated() {
            let open = try OpenJournal(folder.path)
            #expect(open.replay.records == range.lowerBound, "life \(life)")
            #expect(open.replay.state == states(after: Array(records[..<range.lowerBound])).last)
            #expect(open.replay.tornBytes == 0)
            open.append(records[range])
            try open.settle()
        }
        #expect(try OpenJournal(folder.path).replay.state == states(after: records).last)
    }

    @Test("a second journal on the same folder refuses and names the holder, until the first has gone")
    func oneHolder() throws {
        let folder = try TemporaryFolder()
        do {
            let first = try OpenJournal(folder.path)
            let pid = getpid()
            #expect(throws: JournalError.inUse(directory: folder.path, holder: pid)) {
                _ = try OpenJournal(folder.path)
            }
            let words = JournalError.inUse(directory: "/state", holder: 12).description
            #expect(words == "/state is in use by another coordinator (process 12)")
            first.append(BusyFarm.life(records: 10))
            try first.settle()
        }
        #expect(try OpenJournal(folder.path).replay.records >= 10)
    }

    @Test("letting go of a journal finishes the group that is being written")
    func lettingGo() throws {
        let folder = try TemporaryFolder()
        let records = BusyFarm.life(records: 50)
        do {
            let open = try OpenJournal(folder.path)
            open.append(records)
            // The commit of this turn, and then this condition, before any result.
            var hasCommitted = false
            open.loop.atEndOfTurn { hasCommitted = true }
            _ = try open.loop.run(until: { hasCommitted }, deadlineMilliseconds: patienceMilliseconds)
        }
        #expect(try OpenJournal(folder.path).replay.records == records.count)
    }
}
