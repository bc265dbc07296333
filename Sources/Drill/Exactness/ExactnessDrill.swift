import FarmModel
import Invocation
import LinuxIO

/// `farm-drill exactness`: makes media of many kinds, renders them on a farm of its own, and compares.
final class ExactnessDrill {
    private let options: ExactnessOptions
    private let programs: ExternalPrograms
    private let reference: SerialReference
    private let maker: MediaMaker
    private let farm: FarmUnderTest
    private let folder: String
    private let say: (String) -> Void
    private(set) var passed = 0
    private(set) var failed = 0

    /// A case whose job the farm has.
    private struct Pending {
        let test: ExactnessCase
        let pixelFormat: String
        let output: String
        let submission: FarmUnderTest.Submission
    }

    /// Runs everything; true when nothing failed. `say` gets the table line by line.
    static func run(_ options: ExactnessOptions, say: @escaping (String) -> Void) throws(UserError) -> Bool {
        let folder: String
        do throws(SystemError) {
            let parent = try Files.realPath(options.folder ?? environmentValue("TMPDIR") ?? "/tmp")
            folder = try Files.createTemporaryDirectory(prefix: "farm-exactness-", in: parent)
        } catch {
            throw UserError("no folder for the drill", cause: error.description, hint: "name one with --folder")
        }
        let drill = try ExactnessDrill(options, folder: folder, say: say)
        let outcome = Result { () throws(UserError) in try drill.runAll() }
        try drill.farm.stop()
        if options.keepsFiles { say("everything is kept in \(folder)") } else { drill.removeFolder() }
        try outcome.get()
        say("\(drill.passed) passed, \(drill.failed) failed")
        return drill.failed == 0
    }

    private init(_ options: ExactnessOptions, folder: String, say: @escaping (String) -> Void) throws(UserError) {
        self.options = options
        self.folder = folder
        self.say = say
        programs = try ExternalPrograms()
        reference = SerialReference(programs: programs)
        maker = MediaMaker(programs: programs, folder: folder)
        farm = try FarmUnderTest(binaries: options.binaries, folder: folder + "/farm")
    }

    private func removeFolder() {
        do throws(SystemError) {
            try Files.removeTree(folder)
        } catch {
            say("warning: \(folder) cannot be removed: \(error.cause)")
        }
    }

    // MARK: All cases

    /// Jobs are handed in ahead of the comparison, so that the farm works while this process compares.
    private func runAll() throws(UserError) {
        var waiting: [Pending] = []
        for kind in options.kinds {
            guard try maker.make(kind) else {
                note(kind.name, "-", ExactnessVerdict(word: .skipped, words: "this ffmpeg cannot make it"))
                continue
            }
            let pixelFormat = try asking { () throws(SystemError) in
                try reference.pixelFormat(of: maker.path(of: kind))
            }
            for sample in options.chains ?? FilterSample.drawn(for: kind, seed: options.seed) {
                if waiting.count > ExactnessLimits.jobsAhead { try settle(waiting.removeFirst()) }
                waiting.append(
                    try submit(ExactnessCase(kind, sample, pixelFormat: pixelFormat, seed: options.seed), pixelFormat))
            }
        }
        for pending in waiting { try settle(pending) }
    }

    private func submit(_ test: ExactnessCase, _ pixelFormat: String) throws(UserError) -> Pending {
        let output = "\(folder)/\(test.kind.name).\(test.sample.name).\(test.container.rawValue)"
        let request = test.request(input: maker.path(of: test.kind), output: output, pixelFormat: pixelFormat)
        return Pending(
            test: test, pixelFormat: pixelFormat, output: output, submission: try farm.submit(request))
    }

    private func settle(_ pending: Pending) throws(UserError) {
        let verdict: ExactnessVerdict
        switch pending.submission {
        case .refused(let words): verdict = try judge(pending, report: nil, refusal: words)
        case .accepted(let job):
            if let report = try farm.report(of: job) {
                let refusal = report.failure.map { "\($0.summary): \($0.cause)" }
                verdict = try judge(pending, report: report, refusal: refusal)
            } else {
                verdict = ExactnessVerdict(word: .hung, words: "no end, \(pending.test.words)")
            }
        }
        note(pending.test.kind.name, pending.test.sample.name, verdict)
        if !options.keepsFiles { try asking { () throws(SystemError) in try Files.remove(pending.output) } }
    }

    private func judge(_ pending: Pending, report: JobReport?, refusal: String?) throws(UserError) -> ExactnessVerdict {
        let ended = EndedCase(
            test: pending.test, input: maker.path(of: pending.test.kind), output: pending.output,
            pixelFormat: pending.pixelFormat, report: report, refusal: refusal)
        return try asking { () throws(SystemError) in try ExactnessJudge(reference: reference).verdict(on: ended) }
    }

    private func note(_ kind: String, _ chain: String, _ verdict: ExactnessVerdict) {
        if verdict.hasPassed { passed += 1 } else { failed += 1 }
        let chunks = verdict.chunks.map { $0 == 1 ? "1 chunk" : "\($0) chunks" } ?? "-"
        let columns = [(verdict.word.rawValue, 10), (kind, 24), (chain, 12), (chunks, 10), (verdict.seams, 12)]
        say(columns.map { padded($0.0, $0.1) }.joined() + verdict.words)
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private func asking<Answer>(_ body: () throws(SystemError) -> Answer) throws(UserError) -> Answer {
        do throws(SystemError) {
            return try body()
        } catch {
            throw UserError("the comparison cannot be made", cause: error.description)
        }
    }
}
