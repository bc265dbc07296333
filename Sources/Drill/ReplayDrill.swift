import FarmFigures
import FarmJournal
import FarmModel
import Invocation
import JSONText
import LinuxIO

/// `farm-drill replay`: writes a journal, and reads it back as a restart does.
struct ReplayDrill {
    private let records: Int
    private let repeats: Int
    private let folder: String?
    private let isJSON: Bool

    static let shape = CommandShape(
        name: "replay", overview: "Writes a journal, and measures how fast a coordinator reads it when it starts.",
        options: [
            .value("records", placeholder: "N", help: "Records of the journal (default 1000000)."),
            .value("repeat", placeholder: "N", help: "How often it is read (default 3)."),
            .value("folder", placeholder: "DIR", help: "Where the journal is made (default .build, or TMPDIR)."),
            .flag("json", help: "Print one JSON document."),
        ])

    init(_ parsed: ParsedCommand) throws(UserError) {
        records = try parsed.integer("records", in: DrillLimits.records) ?? 1_000_000
        repeats = try parsed.integer("repeat", in: DrillLimits.repeats) ?? 3
        folder = parsed.text("folder")
        isJSON = parsed.has("json")
    }

    func run() throws(UserError) {
        let folder = try DiskFolder(in: folder)
        defer { folder.remove() }
        do {
            let writing = try write(to: folder.path)
            var speeds: [Double] = []
            for _ in 0..<repeats { speeds.append(try read(folder.path)) }
            guard let reading = Spread(speeds) else { return }
            StandardOutput.write(isJSON ? json(writing, reading) : text(writing, reading, folder.fileSystem))
        } catch let error as UserError {
            throw error
        } catch {
            throw UserError("the journal cannot be measured", cause: "\(error)")
        }
    }

    /// Records a second, written and synced in groups as the coordinator does.
    private func write(to folder: String) throws -> Double {
        let loop = try EventLoop()
        let (journal, _) = try Journal.open(loop: loop, directory: folder)
        let start = FarmClock.monotonicNanoseconds()
        var next = 0
        while next < records {
            let end = min(records, next + 1_000)
            for number in next..<end { journal.append(record(number)) }
            next = end
            _ = try loop.run(
                until: { journal.isSettled }, deadlineMilliseconds: DrillLimits.stallMilliseconds)
            guard journal.isSettled else {
                throw UserError(
                    "the journal cannot be written", cause: journal.problem?.description ?? "it takes too long")
            }
        }
        return perSecond(since: start)
    }

    /// A worker, a drill, and then two records for each of its tasks.
    private func record(_ number: Int) -> Record {
        let moment = Timestamp(milliseconds: 1_760_000_000_000 + Int64(number))
        let run = RunIdentity(name: "", directory: "", output: "")
        switch number {
        case 0: return .workerNamed(WorkerID(0), name: "drill")
        case 1: return .jobSubmitted(JobID(1), JobRequest(work: .drill(tasks: records)), run, at: moment)
        case let number where number % 2 == 0:
            return .attemptStarted(
                Attempt(
                    id: AttemptID(number / 2), chunk: ChunkID(job: JobID(1), index: number / 2 - 1),
                    worker: WorkerID(0), workerProcessID: 1, isBackup: false, startedAt: moment))
        default:
            return .attemptSucceeded(AttemptID(number / 2), .nothing, at: moment)
        }
    }

    private func read(_ folder: String) throws -> Double {
        let start = FarmClock.monotonicNanoseconds()
        let replay = try JournalReplay.read(folder + "/journal.jsonl")
        let speed = perSecond(since: start)
        let done = replay.state.job(JobID(1))?.doneChunks
        guard replay.records == records, replay.tornBytes == 0, done == records / 2 - 1 else {
            throw UserError("the journal reads back wrong", cause: "\(replay.records) of \(records) records came back")
        }
        return speed
    }

    private func perSecond(since start: Int64) -> Double {
        Double(records) * 1e9 / Double(max(1, FarmClock.monotonicNanoseconds() - start))
    }

    private func text(_ writing: Double, _ reading: Spread, _ fileSystem: String) -> String {
        "\(FigureText.grouped(records)) records, journal on \(fileSystem), read \(repeats) times\n\n"
            + FigureText.table([
                ["", "least", "median", "most"],
                ["records replayed a second"] + [reading.least, reading.median, reading.most].map(FigureText.decimal),
                ["records written a second, 1,000 a sync", "", FigureText.decimal(writing), ""],
            ])
    }

    private func json(_ writing: Double, _ reading: Spread) -> String {
        var json = JSONWriter()
        json.object { json in
            json.field("records", records)
            json.field("written_per_second", writing)
            json.object("replayed_per_second") { json in
                json.field("min", reading.least)
                json.field("median", reading.median)
                json.field("max", reading.most)
            }
        }
        json.endLine()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
