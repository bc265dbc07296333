import FarmCore
import FarmModel
import LinuxIO
import Testing

@testable import FarmJournal

/// A folder that goes away with the test that made it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = try Files.createTemporaryDirectory(prefix: "journal-", in: environmentValue("TMPDIR") ?? "/tmp")
    }

    deinit {
        do { try Files.removeTree(path) } catch { Issue.record("cannot remove \(path): \(error)") }
    }

    var journal: String { path + "/journal.jsonl" }
}

/// How long a test waits for something that ought to happen at once.
let patienceMilliseconds = 60_000

extension EventLoop {
    /// Runs until the condition holds and fails the test if it never does.
    func runUntil(_ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let held = try run(until: condition, deadlineMilliseconds: patienceMilliseconds)
        #expect(held, "waited in vain", sourceLocation: sourceLocation)
    }
}

/// A farm with one worker that does the tasks of drills: where records come from that belong together.
struct BusyFarm {
    private(set) var farm = Farm(state: FarmState(), settings: FarmSettings())
    private var moment: Int64 = 1_760_000_000_000
    private var running: [AttemptID] = []
    private var requests = 0

    private static let session = SessionID(1)

    /// The records of a worker's arrival.
    mutating func begin(slots: Int = 4) -> [Record] {
        records(of: .started)
            + records(
                of: .workerHello(
                    Self.session,
                    WorkerHello(
                        name: "w1", instance: "i1", slots: slots, processID: 7, host: "h", version: "0", ffmpeg: nil,
                        heldAttempts: [], isDraining: false)))
    }

    mutating func submit(tasks: Int) -> [Record] {
        command(
            .submit(
                JobRequest(work: .drill(tasks: tasks), maxAttempts: 3), RunIdentity(name: "", directory: "", output: "")
            ))
    }

    mutating func command(_ command: Command) -> [Record] {
        requests += 1
        return records(of: .command(command, RequestID(requests)))
    }

    /// One running task ends: well, or now and then badly, with words that JSON must escape.
    mutating func finishOne() -> [Record] {
        guard !running.isEmpty else { return records(of: .tick) }
        let attempt = running.removeFirst()
        guard attempt.number % 7 == 0 else {
            return records(of: .attemptSucceeded(Self.session, attempt, .nothing))
        }
        let failure = AttemptFailure(
            kind: .workerFault, summary: "a \"quoted\" reason\nin two lines, ½ of it beyond ASCII",
            lastLines: ["\u{1}", ""])
        return records(of: .attemptFailed(Self.session, attempt, failure))
    }

    mutating func records(of event: Event) -> [Record] {
        moment += 2_000
        var records: [Record] = []
        for effect in farm.handle(event, at: Timestamp(milliseconds: moment)) {
            switch effect {
            case .append(let record): records.append(record)
            case .assign(_, let attempt): running.append(attempt.id)
            default: continue
            }
        }
        return records
    }

    /// A life of about `count` records.
    static func life(records count: Int) -> [Record] {
        var farm = BusyFarm()
        var records = farm.begin() + farm.submit(tasks: count)
        while records.count < count { records += farm.finishOne() }
        return records
    }
}

/// The state after each number of records: `states[n]` is that after the first `n`.
func states(after records: [Record]) -> [FarmState] {
    var states = [FarmState()]
    for record in records {
        var next = states[states.count - 1]
        next.apply(record)
        states.append(next)
    }
    return states
}

/// A journal on a loop of its own.
final class OpenJournal {
    let loop: EventLoop
    let journal: Journal
    let replay: JournalReplay

    init(_ folder: String, compactAtLeastBytes: Int64 = 64 << 20) throws {
        loop = try EventLoop()
        (journal, replay) = try Journal.open(
            loop: loop, directory: folder, compactAtLeastBytes: compactAtLeastBytes, retryMilliseconds: 20)
    }

    func append(_ records: some Sequence<Record>) {
        for record in records { journal.append(record) }
    }

    func settle(sourceLocation: SourceLocation = #_sourceLocation) throws {
        try loop.runUntil({ journal.isSettled }, sourceLocation: sourceLocation)
    }
}

/// A journal file with these records, one group for each turn.
func writeJournal(_ records: [Record], in folder: String) throws {
    let open = try OpenJournal(folder)
    open.append(records)
    try open.settle()
}

func bytes(of path: String) throws -> [UInt8] {
    try Files.read(path, limitBytes: 1 << 30)
}

func write(_ bytes: [UInt8], to path: String) throws {
    try Files.writeAtomically(path, bytes, synced: false)
}

/// Reads a journal from memory.
func replay(_ bytes: [UInt8]) throws(JournalError) -> JournalReplay {
    let result = bytes.withUnsafeBytes { buffer -> Result<JournalReplay, JournalError> in
        do throws(JournalError) {
            return .success(try JournalReplay.read(buffer, named: "journal.jsonl"))
        } catch {
            return .failure(error)
        }
    }
    return try result.get()
}

/// Where each line begins, and the end of the last.
func lineBoundaries(_ bytes: [UInt8]) -> [Int] {
    [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
}
