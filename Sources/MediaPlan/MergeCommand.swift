import FarmModel

/// The command that joins the chunks, and adds everything that is not video from the original.
public struct MergeCommand: Equatable, Sendable {
    public var plan: VideoPlan
    public var probe: ProbeReport
    public var container: OutputContainer
    public var tracks: TrackPlan
    public var method: MergeReport.Method

    public init(
        plan: VideoPlan, probe: ProbeReport, container: OutputContainer, audio: AudioMode, method: MergeReport.Method
    ) {
        self.plan = plan
        self.probe = probe
        self.container = container
        self.tracks = TrackPlan(probe: probe, container: container, audio: audio, source: 1)
        self.method = method
    }

    /// `list` is the path of the concat list, `threads` counts only where the video is encoded again.
    public func arguments(ffmpeg: FFmpegFacts, list: String, threads: Int, writingTo path: String) -> [String] {
        let encoder = EncoderFacts.named(plan.settings.encoder)
        // Warnings are wanted here: a copy that had to bend timestamps still ends with status 0.
        var arguments = ["-nostdin", "-v", "warning", "-y"]
        arguments += ["-itsoffset", MediaTime.secondsText(plan.firstOutputPts, in: plan.timeBase)]
        arguments += ["-f", "concat", "-safe", "0", "-i", list, "-i", CommandPieces.fileName(plan.input.path)]
        arguments += ["-map", "0:v:0"] + tracks.arguments
        switch method {
        case .copy: arguments += ["-c:v", "copy"]
        case .reencode:
            arguments += CommandPieces.passthrough(ffmpeg)
            arguments += ["-enc_time_base:v", MediaTime.text(plan.outputTimeBase)]
            arguments += encoder?.arguments(for: plan.settings, threads: threads) ?? []
        }
        arguments += ["-map_metadata", "1", "-map_chapters", "1"] + videoTags
        arguments += container.arguments(
            codec: encoder?.codec ?? "", timeBase: plan.outputTimeBase,
            rate: CommandPieces.outputRate(filter: plan.settings.filter, probe: probe), ffmpeg: ffmpeg)
        return arguments + ["-f", container.format, CommandPieces.fileName(path)]
    }

    /// What a serial run would carry over from the video stream itself.
    private var videoTags: [String] {
        guard let video = probe.video else { return [] }
        var tags: [String] = []
        let values = [("language", video.language), ("title", video.title), ("handler_name", video.handlerName)]
        for (name, value) in values {
            if let value { tags += ["-metadata:s:v:0", "\(name)=\(value)"] }
        }
        return tags
    }
}
