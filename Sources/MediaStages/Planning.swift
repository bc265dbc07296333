import FarmModel
import MediaPlan

/// A plan, and what it was made from.
public struct PlanFindings: Equatable, Sendable {
    public var plan: VideoPlan
    public var survey: Survey.Result
    /// Timestamps of the decoded frames; nil where the container's word was enough.
    public var decodedPts: [Int64]?
    public var costs: FrameCosts?
    public var container: OutputContainer
    public var ffmpeg: FFmpegFacts

    /// Timestamps of all frames of the input.
    public var pts: [Int64] { decodedPts ?? survey.packets.pts }
}

/// What the farm would do with a request, found out in the same way as the farm does. Renders nothing and leaves nothing
/// behind.
public func planVideo(
    _ request: VideoRequest, output: String, slots: Int, programs: MediaPrograms
) throws(MediaError) -> PlanFindings {
    let run = RunIdentity(name: "", directory: RunLayout.split(output).folder, output: output)
    let stage = StageRequest(stage: .analyze, request: request, run: run, slots: slots, programs: programs)
    return try Analysis(request: stage, tools: MediaTools(programs: programs), alwaysMeasures: true).findings()
}
