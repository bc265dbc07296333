import FarmModel
import FarmWire
import Invocation
import LinuxIO
import MediaPlan

/// A folder whose videos are rendered into another. What becomes of a file is where it lies: in the folder itself it waits,
/// in `working` it has a job, in `done` it is finished, in `failed` it is not, with a text beside it that says why. Nothing
/// else is remembered, so that this program may end and start again at any time.
final class Inbox {
    private let folder: String
    private let outbox: String
    private let client: () throws(ConnectionProblem) -> CoordinatorClient
    private let request: (_ input: String, _ output: String) throws(UserError) -> JobRequest
    private let note: (String) -> Void
    private var settled = SettledFiles()

    init(
        folder: String, outbox: String, client: @escaping () throws(ConnectionProblem) -> CoordinatorClient,
        request: @escaping (_ input: String, _ output: String) throws(UserError) -> JobRequest,
        note: @escaping (String) -> Void
    ) throws(SystemError) {
        self.folder = folder
        self.outbox = outbox
        self.client = client
        self.request = request
        self.note = note
        for path in [folder, outbox, folder + "/working", folder + "/done", folder + "/failed"] {
            try Files.makeDirectories(path)
        }
    }

    /// Looks once. A coordinator that is away is an error, and the next look tries again.
    func look() throws {
        for name in settled.look(at: try files(in: folder)) {
            // The time makes each name one of its own: a file of the same name may come again tomorrow.
            try Files.rename("\(folder)/\(name)", to: "\(folder)/working/\(FarmClock.localTimestamp())_\(name)")
        }
        let working = try files(in: folder + "/working").map(\.name)
        guard !working.isEmpty else { return }
        let farm = try client()
        guard case .jobs(let jobs) = try farm.ask(.jobs) else {
            throw ConnectionProblem.broken(cause: "it answered another question")
        }
        for name in working {
            let path = "\(folder)/working/\(name)"
            if let job = jobs.last(where: { $0.input == path }) {
                try settle(path, name, job)
            } else {
                try submit(path, name, farm)
            }
        }
    }

    private func files(in folder: String) throws(SystemError) -> [SettledFiles.File] {
        var files: [SettledFiles.File] = []
        for name in try Files.list(folder).sorted() {
            // Somebody may take a file away at any time.
            guard let facts = try? Files.facts("\(folder)/\(name)"), facts.kind == .regular else { continue }
            files.append(
                .init(name: name, sizeBytes: facts.sizeBytes, modifiedNanoseconds: facts.modifiedNanoseconds))
        }
        return files
    }

    private func submit(_ path: String, _ name: String, _ farm: CoordinatorClient) throws {
        let plain = Self.plainName(name)
        let stem = plain.lastIndex(of: ".").map { String(plain[..<$0]) } ?? plain
        do {
            let (job, run) = try farm.submit(request(path, "\(outbox)/\(stem)"))
            note("\(plain): job \(job.number), goes to \(run.output)")
        } catch let problem as ConnectionProblem {
            guard case .saysNo(let error) = problem, error.code != .busy else { throw problem }
            try setAside(path, plain, because: error.asUserError.text)
        }
    }

    private func settle(_ path: String, _ name: String, _ job: JobSummary) throws {
        let plain = Self.plainName(name)
        switch job.status {
        case Job.Phase.done.rawValue:
            try Files.rename(path, to: "\(folder)/done/\(name)")
            note("\(plain): done, \(job.output)")
        case Job.Phase.failed.rawValue, Job.Phase.cancelled.rawValue:
            let why = job.failure.map(JobPages.failureText) ?? "the job was cancelled\n"
            try setAside(path, plain, because: "job \(job.id.number): \(why)")
        default: break
        }
    }

    private func setAside(_ path: String, _ plain: String, because why: String) throws {
        let target = "\(folder)/failed/\(RunLayout.split(path).name)"
        try Files.writeAtomically(target + ".txt", Array(why.utf8), synced: false)
        try Files.rename(path, to: target)
        note("\(plain): failed, \(target).txt says why")
    }

    /// Without the time in front.
    static func plainName(_ name: String) -> String {
        let stamp = "20260131_235959_".count
        return name.count > stamp ? String(name.dropFirst(stamp)) : name
    }
}
