import FarmModel
import Glibc
import LinuxIO
import MediaPlan

/// Joins the finished chunks, beside the place of the output and under another name.
struct Merging {
    let request: StageRequest
    let tools: MediaTools

    func run() throws(MediaError) -> StageOutcome {
        let job = try MergeJob(request)
        let before = job.chunkFacts()
        if let damage = damage(of: job) { return damage }
        let report = try merge(job)
        // What damages chunks may do so while they are being joined as well.
        guard job.chunkFacts() != before else { return .merged(report) }
        if let damage = damage(of: job) { return damage }
        throw MediaError(
            "the chunks cannot be joined", cause: "somebody has touched them meanwhile",
            hint: "leave \(job.run.directory) to the farm", mayRetry: true)
    }

    private func damage(of job: MergeJob) -> StageOutcome? {
        let damaged = job.damagedChunks()
        guard !damaged.isEmpty else { return nil }
        let reasons = damaged.prefix(3).map { "chunk \($0.chunk): \($0.reason)" }.joined(separator: "; ")
        return .chunksDamaged(damaged.map(\.chunk), reason: reasons)
    }

    /// The merge itself; the chunks have been checked.
    func merge(_ job: MergeJob) throws(MediaError) -> MergeReport {
        raiseOpenFileLimit()
        let ffmpeg = try tools.ffmpegSpelling()
        // What is drawn from was put aside by the analysis.
        if job.plan.drawing == nil { try requireSameInput(job.plan.input) }
        let probe = try tools.description(of: job)
        if job.plan.intermediate != nil { return try encode(job, probe, ffmpeg) }
        try job.writeConcatList()
        try writeCovers(job, probe)
        let unlike = job.reasonAgainstCopying()
        let fallbackReason = unlike == nil ? try attempt(.copy, job, probe, ffmpeg) : unlike
        let method: MergeReport.Method = fallbackReason == nil ? .copy : .reencode
        if method == .reencode, let reason = try attempt(.reencode, job, probe, ffmpeg) {
            throw MediaError("the chunks cannot be joined", cause: reason)
        }
        var (report, losses) = try sideBySide { () throws(MediaError) in
            try self.report(method, fallbackReason, job)
        } _: { () throws(MediaError) in
            try self.losses(job, probe)
        }
        // What the plan has warned of already need not be said twice.
        report.warnings = (command(method, job, probe).tracks.warnings + losses).filter {
            !job.plan.warnings.contains($0)
        }
        return report
    }

    /// The chunks are what the video is made of, and not yet the video.
    private func encode(
        _ job: MergeJob, _ probe: ProbeReport, _ ffmpeg: FFmpegFacts
    ) throws(MediaError) -> MergeReport {
        if case .pictures(let format, _) = job.plan.intermediate {
            try job.gatherPictures(format)
        } else {
            try job.writeConcatList()
        }
        _ = try attempt(.encode, job, probe, ffmpeg)
        try job.scatterPictures()
        return try report(.encode, nil, job)
    }

    /// Audio and all else is taken from the input now: from another file it would not belong to these pictures.
    private func requireSameInput(_ planned: InputIdentity) throws(MediaError) {
        var found = try InputCheck(path: planned.path).identity()
        found.format = planned.format
        guard found != planned else { return }
        throw MediaError(
            "the input has changed while the job was running", cause: "\(planned.path) is another file now",
            hint: "submit it again")
    }

    /// Runs the merge. Returns why the result is not good; throws when the machine is to blame, or the original.
    private func attempt(
        _ method: MergeReport.Method, _ job: MergeJob, _ probe: ProbeReport, _ ffmpeg: FFmpegFacts
    ) throws(MediaError) -> String? {
        let arguments = command(method, job, probe).arguments(
            ffmpeg: ffmpeg, list: RunLayout.split(job.listPath).name, threads: MachineProbe.usableCores(),
            writingTo: job.temporaryPath)
        let result = try tools.follow(
            arguments, milliseconds: StageLimits.wholeVideoMilliseconds,
            silenceMilliseconds: StageLimits.silenceMilliseconds, errorTailBytes: StageLimits.mergeWordsBytes,
            workingDirectory: job.run.directory
        ).result
        let words = String(decoding: result.standardErrorTail, as: UTF8.self).split(separator: "\n").map(String.init)
        guard result.isSuccess else {
            let error = MediaError("the chunks cannot be joined", failed: result)
            // Encoding again does not help a full disk, and one chunk has no joints.
            if error.failure.mayRetry || method != .copy || job.plan.chunks.count == 1 { throw error }
            return error.failure.cause
        }
        // A single chunk has no joints: what is odd about its times is odd in a serial run as well.
        guard method == .copy, job.plan.chunks.count > 1 else { return nil }
        return words.first(where: FailureJudge.meansBrokenJoin).map { "joining by copying went wrong: \($0)" }
    }

    /// What came out, held against what went in.
    private func losses(_ job: MergeJob, _ original: ProbeReport) throws(MediaError) -> [String] {
        guard job.plan.drawing == nil else { return [] }
        return LossCheck(
            original: original, output: try tools.probe(job.temporaryPath),
            tracks: command(.copy, job, original).tracks, request: request.request, settings: job.plan.settings,
            container: job.container
        ).losses
    }

    /// Matroska takes cover pictures as files.
    private func writeCovers(_ job: MergeJob, _ probe: ProbeReport) throws(MediaError) {
        guard let arguments = command(.copy, job, probe).coverArguments() else { return }
        let result = try tools.follow(
            arguments, milliseconds: StageLimits.questionMilliseconds, workingDirectory: job.run.directory
        ).result
        guard result.isSuccess else { throw MediaError("the cover picture cannot be taken out", failed: result) }
    }

    private func command(_ method: MergeReport.Method, _ job: MergeJob, _ probe: ProbeReport) -> MergeCommand {
        MergeCommand(
            plan: job.plan, probe: probe, container: job.container, request: request.request, method: method)
    }

    private func report(
        _ method: MergeReport.Method, _ fallbackReason: String?, _ job: MergeJob
    ) throws(MediaError) -> MergeReport {
        do throws(SystemError) {
            try Files.sync(job.temporaryPath)
            let facts = try Files.facts(job.temporaryPath)
            return MergeReport(
                method: method, fallbackReason: fallbackReason, temporaryPath: job.temporaryPath,
                sizeBytes: facts.sizeBytes, sha256: try sha256OfFile(job.temporaryPath), warnings: [])
        } catch {
            throw MediaError("the joined video cannot be made safe on disk", error)
        }
    }
}

extension MediaTools {
    /// The streams of a job's input: as the analysis wrote them down, or asked for once more.
    func description(of job: MergeJob) throws(MediaError) -> ProbeReport {
        let path = RunLayout.probePath(of: job.run)
        do throws(SystemError) {
            if let report = ProbeReport(output: try Files.read(path, limitBytes: MediaLimits.probeBytes)) {
                return report
            }
        } catch  where error.code != ENOENT {
            throw MediaError("\(path) cannot be read", error)
        } catch {
            // Somebody tidied up the run's folder; the input itself still knows.
        }
        return try survey(job.plan.input.path).probe
    }
}

/// The files that a merge works with.
struct MergeJob {
    let plan: VideoPlan
    let run: RunIdentity
    let files: [ChunkFile]
    let container: OutputContainer

    init(_ request: StageRequest) throws(MediaError) {
        guard let plan = request.plan, plan.chunks.count == request.chunkFiles.count, !plan.chunks.isEmpty else {
            throw MediaError("the stage request is not complete", cause: "plan and chunk files do not go together")
        }
        guard let container = OutputContainer.named(byExtensionOf: request.run.output) else {
            throw MediaError("the output's kind is not known", cause: request.run.output)
        }
        self.plan = plan
        run = request.run
        files = request.chunkFiles
        self.container = container
    }

    var temporaryPath: String { RunLayout.temporaryOutput(of: run) }
    var listPath: String { RunLayout.concatListPath(of: run) }

    /// Which files the chunks are, and when they were written last; nil for one that cannot be looked at.
    func chunkFacts() -> [FileFacts?] {
        plan.chunks.indices.map { try? Files.facts(RunLayout.chunkPath(of: run, chunk: $0, plan: plan)) }
    }

    /// Chunks that are not on disk as they were when they were finished, each with what is wrong.
    func damagedChunks() -> [(chunk: Int, reason: String)] {
        var damaged: [(chunk: Int, reason: String)] = []
        for (index, file) in files.enumerated() {
            if let reason = damage(RunLayout.chunkPath(of: run, chunk: index, plan: plan), file) {
                damaged.append((index, reason))
            }
        }
        return damaged
    }

    private func damage(_ path: String, _ file: ChunkFile) -> String? {
        do throws(SystemError) {
            guard let facts = try Files.factsIfPresent(path) else { return "the file is missing" }
            guard facts.kind == (plan.intermediate?.isFolder == true ? .directory : .regular) else {
                return "it is another kind of file now"
            }
            if facts.kind == .regular, facts.sizeBytes != file.sizeBytes {
                return "it has \(facts.sizeBytes) bytes instead of \(file.sizeBytes)"
            }
            let found = try StoredContent(of: path)
            return found.sha256 == file.sha256 ? nil : "its content has changed"
        } catch {
            return "\(error)"
        }
    }

    /// Streams that differ cannot be joined by copying.
    func reasonAgainstCopying() -> String? {
        ChunkFingerprint.difference(between: files.map(\.streamFingerprint))
    }

    func writeConcatList() throws(MediaError) {
        let names = plan.chunks.indices.map { "chunks/" + plan.chunkName($0) }
        do throws(SystemError) {
            try Files.writeAtomically(listPath, Array(ConcatList.text(for: plan, names: names).utf8), synced: false)
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
    }

    /// Lets the pictures of all chunks be seen in one folder: encoders take them by their numbers.
    func gatherPictures(_ format: FrameFormat) throws(MediaError) {
        let folder = RunLayout.framesDirectory(of: run)
        do throws(SystemError) {
            try Files.removeTree(folder)
            try Files.makeDirectories(folder)
            for (index, chunk) in plan.chunks.enumerated() {
                for frame in chunk.firstFrame..<chunk.firstFrame + chunk.frameCount {
                    let name = RunLayout.frameName(frame, format)
                    try Files.makeLink("\(folder)/\(name)", to: "../chunks/\(plan.chunkName(index))/\(name)")
                }
            }
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
    }

    func scatterPictures() throws(MediaError) {
        do throws(SystemError) {
            try Files.removeTree(RunLayout.framesDirectory(of: run))
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
    }
}
