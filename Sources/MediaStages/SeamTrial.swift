import FarmModel
import LinuxIO
import MediaPlan

/// What a filter chain made of the same frames with a long history and with short ones, at one place of the input.
public struct SeamTrialResult: Equatable, Sendable {
    /// The frame at which the video was cut, and its time.
    public var frame: Int
    public var seconds: Double
    /// The shortest warm-up of those tried that gave the same pictures; nil when none did.
    public var sufficientWarmUp: Int?
    /// The largest difference with the longest warm-up, in levels of brightness; nil where pictures cannot be compared.
    public var differenceLevels: Int?
}

/// Runs a chain on this input both ways: as one long run would, and as a chunk would, around a few cuts. Shows more than
/// a table can where a filter is not known, and less than the seams of a whole job.
public func tryChain(
    _ findings: PlanFindings, programs: MediaPrograms
) throws(MediaError) -> [SeamTrialResult] {
    try SeamTrial(findings: findings, tools: MediaTools(programs: programs)).run()
}

struct SeamTrial {
    let findings: PlanFindings
    let tools: MediaTools

    /// Warm-ups in the order in which they are tried, and the history that stands for a long run.
    static let warmUps = [0, 1, 2, 4, 8, 16, 32, 72]
    static let longHistory = 240
    /// Frames of each of the two short chunks.
    private static let chunkFrames = 4
    private static let places = 3

    func run() throws(MediaError) -> [SeamTrialResult] {
        guard let timeline = timeline else {
            throw MediaError(
                "this video cannot be cut for a trial",
                cause: "the times of its frames do not increase, or it is too short")
        }
        let folder = try temporaryFolder()
        defer { try? Files.removeTree(folder) }
        var results: [SeamTrialResult] = []
        for place in 1...Self.places {
            let frame = timeline.frameCount * place / (Self.places + 1)
            results.append(try result(at: frame, timeline, folder))
        }
        return results
    }

    private var timeline: FrameTimeline? {
        let maySeek = findings.survey.probe.canSeek && findings.survey.packets.canSeek
        let timeline = FrameTimeline(
            pts: findings.pts, keys: maySeek ? findings.survey.packets.keys : [], timeBase: findings.plan.timeBase)
        // Each place has frames of its own around it.
        return timeline.flatMap { $0.frameCount >= 4 * (Self.places + 1) * Self.chunkFrames ? $0 : nil }
    }

    private func result(
        at frame: Int, _ timeline: FrameTimeline, _ folder: String
    ) throws(MediaError) -> SeamTrialResult {
        let pts = timeline.pts[frame] - timeline.pts[0]
        var result = SeamTrialResult(
            frame: frame, seconds: Double(MediaTime.microseconds(pts, in: timeline.timeBase)) / 1e6,
            sufficientWarmUp: nil, differenceLevels: nil)
        let left = try evidence(1, cutAt: frame, warmUp: Self.longHistory, timeline, folder).tail
        for warmUp in Self.warmUps where warmUp <= frame {
            let right = try evidence(2, cutAt: frame, warmUp: warmUp, timeline, folder).head
            guard left.map(\.pts) == right.map(\.pts), !left.isEmpty else { continue }
            result.differenceLevels = Self.difference(left, right)
            if left.map(\.hash) == right.map(\.hash) {
                result.sufficientWarmUp = warmUp
                break
            }
        }
        return result
    }

    private static func difference(_ left: [SeamFrame], _ right: [SeamFrame]) -> Int? {
        zip(left, right).compactMap { one, other in
            one.samples.count == other.samples.count
                ? zip(one.samples, other.samples).map { abs(Int($0) - Int($1)) }.max() : nil
        }.max()
    }

    /// Renders one of three chunks of which the middle one ends at the cut.
    private func evidence(
        _ chunk: Int, cutAt frame: Int, warmUp: Int, _ timeline: FrameTimeline, _ folder: String
    ) throws(MediaError) -> SeamEvidence {
        var planner = ChunkPlanner(
            timeline: timeline, chunking: .automatic, cut: .robust, warmUpFrames: warmUp, slots: 1, cores: 1,
            threads: 1,
            costs: nil)
        planner.unbroken = FilterCheck(findings.plan.settings.filter).unbroken
        var plan = findings.plan
        plan.chunks = planner.chunks(cutAt: [frame - Self.chunkFrames, frame, frame + Self.chunkFrames])
        plan.seamRule = .close
        plan.threads = 1
        let task = RenderTask(plan: plan, chunk: chunk, outputPath: "")
        let result = try tools.follow(
            RenderCommand.arguments(for: task, ffmpeg: findings.ffmpeg, writingTo: folder + "/chunk", seamsIn: folder),
            milliseconds: StageLimits.trialMilliseconds
        ).result
        guard result.isSuccess else { throw MediaError("the chain cannot be tried in pieces", failed: result) }
        let hashes = try content(folder + "/" + RenderCommand.seamHashesFile)
        let samples = try content(folder + "/" + RenderCommand.seamSamplesFile)
        guard let evidence = SeamScan.evidence(hashes: hashes, samples: samples, task: task) else {
            throw MediaError("the chain cannot be tried in pieces", cause: "ffmpeg's list of frames is not readable")
        }
        return evidence
    }

    private func content(_ path: String) throws(MediaError) -> [UInt8] {
        do throws(SystemError) {
            return try Files.read(path, limitBytes: StageLimits.seamFileBytes)
        } catch {
            throw MediaError("the frames around a cut cannot be read", error)
        }
    }

    private func temporaryFolder() throws(MediaError) -> String {
        let base = environmentValue("TMPDIR") ?? "/tmp"
        do throws(SystemError) {
            return try Files.createTemporaryDirectory(prefix: "renderctl-prove-", in: base)
        } catch {
            throw MediaError("a temporary folder cannot be made in \(base)", error)
        }
    }
}
