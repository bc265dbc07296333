import FarmCore
import FarmModel
import LinuxIO
import Testing

@testable import FarmJournal

@Suite("Reading the journal back")
struct ReplayTests {
    private let records = BusyFarm.life(records: 40)

    private func journal() throws -> [UInt8] {
        let folder = try TemporaryFolder()
        try writeJournal(records, in: folder.path)
        return try bytes(of: folder.journal)
    }

    @Test("no journal, and an empty one, are an empty farm")
    func nothing() throws {
        #expect(try replay([]).state == FarmState())
        let folder = try TemporaryFolder()
        let open = try OpenJournal(folder.path + "/made/on/the/way")
        #expect(open.replay.records == 0 && open.replay.state == FarmState())
    }

    @Test("a tail torn at any byte of the last lines is told from what stands before it")
    func tornAnywhere() throws {
        let whole = try journal()
        let starts = lineBoundaries(whole)
        let expected = states(after: records)
        for length in starts[starts.count - 6]...whole.count {
            let lines = starts.lastIndex { $0 <= length } ?? 0
            let replay = try replay(Array(whole[..<length]))
            #expect(replay.records == lines)
            #expect(replay.validBytes == starts[lines])
            #expect(replay.tornBytes == length - starts[lines])
            #expect(replay.state == expected[lines])
        }
    }

    @Test("a journal is whole at each byte of its first line or it is nothing, but never refused")
    func tornFirstLine() throws {
        let whole = try journal()
        for length in 0..<lineBoundaries(whole)[1] {
            let replay = try replay(Array(whole[..<length]))
            #expect(replay.records == 0 && replay.tornBytes == length)
        }
    }

    @Test("opening cuts a torn tail, keeps it beside the journal, and goes on behind what is whole")
    func cutting() throws {
        let whole = try journal()
        let starts = lineBoundaries(whole)
        let last = starts[starts.count - 2]
        let folder = try TemporaryFolder()
        var kept: [UInt8] = []
        for length in [last + 1, whole.count - 1, last, whole.count - 7] {
            try write(Array(whole[..<length]), to: folder.journal)
            let tail = whole[last..<length]
            kept += tail
            let open = try OpenJournal(folder.path)
            #expect(open.replay.tornBytes == tail.count)
            #expect(open.replay.records == records.count - 1)
            #expect(try bytes(of: folder.journal) == Array(whole[..<last]))
            // Nothing unreadable is deleted: not even by the next tear.
            #expect(try bytes(of: folder.journal + ".torn") == kept)
            open.append(records.suffix(1))
            try open.settle()
            #expect(try bytes(of: folder.journal) == whole)
        }
    }

    @Test("a tail of zeros, as some file systems leave behind a power cut, is torn")
    func zeros() throws {
        let whole = try journal()
        let replay = try replay(whole + [UInt8](repeating: 0, count: 5_000))
        #expect(replay.records == records.count && replay.tornBytes == 5_000)
    }

    @Test("any flipped byte of a middle line refuses, with file and line")
    func damagedMiddle() throws {
        let whole = try journal()
        let starts = lineBoundaries(whole)
        for line in [1, 2, records.count / 2, records.count - 2] {
            for position in starts[line - 1]..<starts[line] {
                for mask: UInt8 in [0x01, 0x20, 0x80, whole[position] ^ UInt8(ascii: "\n")] where mask != 0 {
                    var damaged = whole
                    damaged[position] ^= mask
                    do {
                        _ = try replay(damaged)
                        Issue.record("line \(line), byte \(position - starts[line - 1]), mask \(mask) went unseen")
                    } catch {
                        guard case .damaged(let file, line, let reason) = error else {
                            Issue.record("line \(line), byte \(position - starts[line - 1]): \(error)")
                            continue
                        }
                        #expect(file == "journal.jsonl" && !reason.isEmpty)
                    }
                }
            }
        }
    }

    @Test("damage changes nothing in the folder, and is told with its place")
    func damageIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        var damaged = try journal()
        damaged[lineBoundaries(damaged)[4] + 20] ^= 1
        try write(damaged, to: folder.journal)
        for _ in 1...2 {
            do {
                _ = try OpenJournal(folder.path)
                Issue.record("a damaged journal was opened")
            } catch let error as JournalError {
                #expect(error.description.hasPrefix("\(folder.journal), line 5: the checksum of the line"))
            }
        }
        #expect(try bytes(of: folder.journal) == damaged)
        #expect(try Files.list(folder.path) == ["journal.jsonl", "lock"])
    }

    @Test("a line that a later version wrote is never mistaken for a torn one", arguments: [0, 1, 3])
    func laterVersion(linesBehind: Int) throws {
        let json = Array(#"{"type":"job_sung_to_sleep","job_id":1}"#.utf8)
        let digits = String(crc32c(json), radix: 16)
        let sum = String(repeating: "0", count: 8 - digits.count) + digits
        let line = Array("\(sum) ".utf8) + json + [UInt8(ascii: "\n")]
        let whole = try journal() + Array(repeatElement(line, count: linesBehind + 1).joined())
        do {
            _ = try replay(whole + Array("torn".utf8))
            Issue.record("the line was dropped")
        } catch {
            guard case .damaged(_, line: records.count + 1, let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(reason.contains("intact"))
        }
    }

    @Test("a file that is something else is refused, not cut")
    func foreignFile() throws {
        let folder = try TemporaryFolder()
        let letter = Array("Dear farm,\nI am not a journal.\n".utf8)
        try write(letter, to: folder.journal)
        #expect(throws: JournalError.self) { _ = try OpenJournal(folder.path) }
        #expect(try bytes(of: folder.journal) == letter)
    }
}
