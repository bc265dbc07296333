import FarmCore
import FarmModel
import FarmWire
import JSONText
import LinuxIO
import MediaPlan

/// The folders of the runs: made at submission, kept readable while the job goes on, cleaned when it has ended. What
/// takes long happens on a thread of its own.
final class RunDirectories {
    private let outputs: String
    private let key: MediaKey
    private let loop: EventLoop
    private let thread: BackgroundThread
    private lazy var finished = loop.mailbox { [unowned self] (work: FinishedWork) in
        openWrites -= 1
        completions.removeValue(forKey: work.number)?(work.bytes)
    }
    private var completions: [Int: (Int64) -> Void] = [:]
    private var nextWrite = 0
    private var openWrites = 0
    private var changed: Set<JobID> = []

    private struct FinishedWork: Sendable {
        let number: Int
        /// What the work has freed, where that is asked for.
        let bytes: Int64
    }

    init(outputs: String, loop: EventLoop, key: MediaKey) throws(SystemError) {
        self.outputs = outputs
        self.key = key
        self.loop = loop
        try Files.makeDirectories(outputs + "/runs")
        try Files.makeDirectories(outputs + "/final")
        thread = try BackgroundThread(name: "run-files")
    }

    var isIdle: Bool { openWrites == 0 }

    // MARK: Making

    /// A new run directory for a video. The name is the time, with a number when two jobs come within a second.
    func make(for request: VideoRequest) throws(SystemError) -> RunIdentity {
        let stem = "run_" + FarmClock.localTimestamp()
        var name = stem
        var number = 2
        while Files.exists("\(outputs)/runs/\(name)") {
            name = "\(stem)_\(number)"
            number += 1
        }
        let directory = "\(outputs)/runs/\(name)"
        try Files.makeDirectories(directory + "/chunks")
        try Files.makeDirectories(directory + "/logs")
        let output = request.output ?? "\(outputs)/final/output_\(name).\(OutputContainer.usualExtension(for: request))"
        let run = RunIdentity(name: name, directory: directory, output: output)
        try Files.writeAtomically(RunLayout.markPath(of: run), Array(key.mark(of: run).utf8), synced: false)
        return run
    }

    /// Takes back a run directory of a job that was refused.
    func discard(_ run: RunIdentity) { remove([run.directory]) { _ in } }

    func task(for attempt: Attempt, care: Int, run: RunIdentity, video: VideoPlan) -> RenderTask {
        let path = RunLayout.attemptPath(of: run, chunk: attempt.chunk.index, attempt: attempt.id, plan: video)
        var task = RenderTask(plan: video, chunk: attempt.chunk.index, care: care, outputPath: path)
        task.commandHash = SHA256.hexDigest(of: Array(RenderCommand.identity(of: task).utf8))
        task.access = key.access(of: attempt.id, run: run)
        return task
    }

    // MARK: While the job runs

    /// Gives a committed chunk its final name. Done again after every start, so a name that is already right is fine;
    /// a file that is missing altogether is found by the merge.
    func adopt(_ chunk: Int, of job: Job, from attempt: AttemptID) {
        guard let video = job.video else { return }
        let source = RunLayout.attemptPath(of: job.run, chunk: chunk, attempt: attempt, plan: video)
        guard Files.exists(source) else { return }
        let target = RunLayout.chunkPath(of: job.run, chunk: chunk, plan: video)
        do throws(SystemError) {
            // A folder replaces none; a damaged one goes with all other hidden names in the end.
            if video.intermediate?.isFolder == true, Files.exists(target) {
                try Files.rename(target, to: source + ".replaced")
            }
            try Files.rename(source, to: target)
        } catch {
            return
        }
    }

    /// Puts all chunks aside at once, and removes them on the thread: there may be very many pictures.
    func discardChunks(of run: RunIdentity) {
        let (chunks, discarded) = (RunLayout.chunkDirectory(of: run), RunLayout.discardedDirectory(of: run))
        do throws(SystemError) {
            try Files.rename(chunks, to: discarded)
            try Files.makeDirectories(chunks)
            try Files.writeAtomically(RunLayout.markPath(of: run), Array(key.mark(of: run).utf8), synced: false)
        } catch {
            // What could not be put aside goes in the end.
            Self.write(Array(key.mark(of: run).utf8), to: RunLayout.markPath(of: run))
        }
        perform {
            Self.removeTree(discarded)
            return 0
        } completion: { _ in
        }
    }

    func markChanged(_ job: JobID) { changed.insert(job) }

    func writeChangedManifests(of farm: Farm) {
        guard !changed.isEmpty, openWrites == 0 else { return }
        let jobs = changed.sorted().compactMap { farm.state.job($0) }.filter { $0.video != nil && !$0.phase.isFinal }
        changed = []
        for job in jobs {
            let bytes = prettyJSON(farm.manifest(of: job).jsonBytes)
            let path = RunLayout.manifestPath(of: job.run)
            perform {
                Self.write(bytes, to: path)
                return 0
            } completion: { _ in
            }
        }
    }

    // MARK: When the job has ended

    /// The report is written last: where it is, everything else has been done, in this life or an earlier one.
    func isConcluded(_ job: Job) -> Bool {
        guard case .video = job.request.work else { return false }
        return Files.exists(RunLayout.reportPath(of: job.run))
    }

    /// Takes back the report of a job that is tried again.
    func reopen(_ run: RunIdentity) {
        Self.removeTree(RunLayout.reportPath(of: run))
        Self.write(Array(key.mark(of: run).utf8), to: RunLayout.markPath(of: run))
    }

    /// Removes what nobody needs any more, writes the last manifest and the report, and says when that is done.
    func conclude(_ job: Job, report: JobReport, manifest: [ManifestEntry], completion: @escaping () -> Void) {
        guard case .video = job.request.work else {
            completion()
            return
        }
        let run = job.run
        let reportBytes = prettyJSON(report.jsonBytes)
        let manifestBytes = prettyJSON(manifest.jsonBytes)
        let phase = job.phase
        let keepsChunks = job.request.keepTemporary || phase == .failed
        perform {
            Self.removeTemporaries(of: run, keepsChunks: keepsChunks, keepsMerge: phase == .failed)
            if !manifest.isEmpty { Self.write(manifestBytes, to: RunLayout.manifestPath(of: run)) }
            Self.write(reportBytes, to: RunLayout.reportPath(of: run))
            return 0
        } completion: { _ in
            completion()
        }
    }

    /// Removes the folders of runs, and says how many bytes they held.
    func remove(_ directories: [String], completion: @escaping (Int64) -> Void) {
        perform(
            {
                var bytes: Int64 = 0
                for directory in directories {
                    bytes += Self.size(ofTree: directory)
                    Self.removeTree(directory)
                }
                return bytes
            }, completion: completion)
    }

    /// Run folders that no job knows: what a person moved in, or a lost state left behind.
    func orphans(besides known: Set<String>) -> [String] {
        let folder = outputs + "/runs"
        let names: [String]
        do throws(SystemError) { names = try Files.list(folder) } catch { return [] }
        return names.filter { $0.hasPrefix("run_") }.map { "\(folder)/\($0)" }.filter { !known.contains($0) }
    }

    private func perform(_ work: @escaping @Sendable () -> Int64, completion: @escaping (Int64) -> Void) {
        let number = nextWrite
        nextWrite += 1
        openWrites += 1
        completions[number] = completion
        let finished = finished
        thread.enqueue { finished.send(FinishedWork(number: number, bytes: work())) }
    }

    // MARK: On the thread

    /// A view that cannot be written is no reason to stop: the journal has everything, and the storage watch complains.
    private static func write(_ bytes: [UInt8], to path: String) {
        do throws(SystemError) {
            try Files.writeAtomically(path, bytes, synced: false)
        } catch {
            StandardError.write("\(path) cannot be written: \(error.cause)\n")
        }
    }

    private static func removeTemporaries(of run: RunIdentity, keepsChunks: Bool, keepsMerge: Bool) {
        for stage in Stage.allCases { removeTree("\(run.directory)/stage_\(stage.rawValue).json") }
        removeTree(RunLayout.framesDirectory(of: run))
        removeTree(RunLayout.discardedDirectory(of: run))
        if !keepsMerge { removeTree(RunLayout.temporaryOutput(of: run)) }
        let chunks = RunLayout.chunkDirectory(of: run)
        if keepsChunks {
            let names: [String]
            do throws(SystemError) { names = try Files.list(chunks) } catch { return }
            for name in names where name.hasPrefix(".") { removeTree("\(chunks)/\(name)") }
        } else {
            removeTree(chunks)
            removeTree(RunLayout.archivePath(of: run))
        }
    }

    private static func size(ofTree path: String) -> Int64 {
        do throws(SystemError) {
            guard let facts = try Files.factsIfPresent(path, followingLinks: false) else { return 0 }
            guard facts.kind == .directory else { return facts.sizeBytes }
            return try Files.list(path).reduce(0) { $0 + size(ofTree: path + "/" + $1) }
        } catch {
            // It is only for the sum that people are told; what vanishes while it is counted is not missed.
            return 0
        }
    }

    /// An attempt that is just being stopped may still make its file in the folder: a few tries settle that.
    private static func removeTree(_ path: String) {
        for _ in 1...3 {
            do throws(SystemError) {
                try Files.removeTree(path)
                return
            } catch {
                continue
            }
        }
    }
}
