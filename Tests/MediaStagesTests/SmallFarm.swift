import FarmModel
import LinuxIO
import MediaPlan
import Testing

@testable import MediaStages

/// All stages of a job in one process, without coordinator and workers: analysis, chunks one after the other, merge,
/// verification.
struct SmallFarm {
    var request: VideoRequest
    var run: RunIdentity
    var slots = 4
    var programs = MediaPrograms()
    /// Called with each plan before it is used; tests put their own cuts in.
    var adjust: (inout VideoPlan) -> Void = { _ in }

    struct Trouble: Error { var failure: StageFailure }
    struct ChunkTrouble: Error { var failure: AttemptFailure; var command: String }

    /// `folder` holds the run directory; it must exist.
    init(request: VideoRequest, output: String, folder: String) throws {
        self.request = request
        run = RunIdentity(name: "run_20260101_000000", directory: folder + "/run", output: output)
        try Files.makeDirectories(RunLayout.chunkDirectory(of: run))
    }

    func stage(
        _ stage: Stage, plan: VideoPlan? = nil, files: [ChunkFile] = [], merge: MergeReport? = nil
    ) -> StageOutcome {
        outcome(
            of: StageRequest(
                stage: stage, request: request, run: run, plan: plan, chunkFiles: files, merge: merge, slots: slots,
                programs: programs))
    }

    func analyze() throws -> VideoPlan {
        switch stage(.analyze) {
        case .analyzed(var plan):
            adjust(&plan)
            return plan
        case .failed(let failure): throw Trouble(failure: failure)
        default: throw Trouble(failure: StageFailure(summary: "another stage's outcome", cause: ""))
        }
    }

    func renderAll(_ plan: VideoPlan) throws -> [ChunkFile] {
        let ffmpeg = try detectFFmpeg(programs)
        return try plan.chunks.indices.map { try render($0, plan, ffmpeg) }
    }

    func render(_ chunk: Int, _ plan: VideoPlan, _ ffmpeg: FFmpegFacts) throws -> ChunkFile {
        let path = RunLayout.chunkPath(of: run, chunk: chunk, plan: plan)
        let task = RenderTask(plan: plan, chunk: chunk, outputPath: path)
        let arguments = RenderCommand.arguments(
            for: task, ffmpeg: ffmpeg, writingTo: path, seamsIn: run.directory)
        var progress = ProgressParser()
        let result = try runCommand(
            SpawnRequest(program: programs.ffmpeg, arguments: arguments), timeoutMilliseconds: 600_000)
        result.standardOutput.withUnsafeBytes { _ = progress.read($0) }
        let frames = progress.last?.frame ?? 0
        let expected = task.chunk.expectedFrames
        guard result.isSuccess, expected == nil || expected == frames else {
            let lines = ErrorTail(of: result.standardErrorTail).lines + ["\(frames) frames of \(expected ?? -1)"]
            throw ChunkTrouble(
                failure: FailureJudge.judge(result.status.processEnd, lastLines: lines, outputPath: path),
                command: shellQuoted(arguments))
        }
        let scan = try scan(path, of: task)
        #expect(scan.frames == frames)
        return ChunkFile(
            sizeBytes: try Files.facts(path).sizeBytes, sha256: try sha256OfFile(path), frames: frames,
            streamFingerprint: scan.fingerprint() ?? "none",
            commandHash: SHA256.hexDigest(of: Array(RenderCommand.identity(of: task).utf8)),
            seams: try seams(of: task))
    }

    func scan(_ chunk: String, of task: RenderTask) throws -> ChunkScan {
        let result = try runCommand(
            SpawnRequest(program: programs.ffprobe, arguments: ChunkScan.arguments(for: chunk, of: task)),
            timeoutMilliseconds: 60_000)
        var scan = ChunkScan()
        result.standardOutput.withUnsafeBytes { scan.read($0) }
        return scan
    }

    private func seams(of task: RenderTask) throws -> SeamEvidence {
        func content(_ name: String) throws -> [UInt8] {
            let path = run.directory + "/" + name
            return try Files.factsIfPresent(path) == nil ? [] : try Files.read(path, limitBytes: 1 << 20)
        }
        return try #require(
            SeamScan.evidence(
                hashes: try content(RenderCommand.seamHashesFile), samples: try content(RenderCommand.seamSamplesFile),
                task: task))
    }

    func mergeReport(_ plan: VideoPlan, _ files: [ChunkFile]) throws -> MergeReport {
        switch stage(.merge, plan: plan, files: files) {
        case .merged(let report): return report
        case .failed(let failure): throw Trouble(failure: failure)
        case .chunksDamaged(_, let reason): throw Trouble(failure: StageFailure(summary: "damaged", cause: reason))
        default: throw Trouble(failure: StageFailure(summary: "another stage's outcome", cause: ""))
        }
    }

    func verifyReport(_ plan: VideoPlan, _ files: [ChunkFile], _ merge: MergeReport) throws -> VerifyReport {
        switch stage(.verify, plan: plan, files: files, merge: merge) {
        case .verified(let report): return report
        case .failed(let failure): throw Trouble(failure: failure)
        case .chunksDamaged(_, let reason): throw Trouble(failure: StageFailure(summary: "damaged", cause: reason))
        default: throw Trouble(failure: StageFailure(summary: "another stage's outcome", cause: ""))
        }
    }

    struct Done {
        var plan: VideoPlan
        var files: [ChunkFile]
        var merge: MergeReport
        var verification: VerifyReport
    }

    func runAll() throws -> Done {
        let plan = try analyze()
        let files = try renderAll(plan)
        let merge = try mergeReport(plan, files)
        return Done(plan: plan, files: files, merge: merge, verification: try verifyReport(plan, files, merge))
    }
}
