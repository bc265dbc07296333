import FarmModel

/// The same video in one run of ffmpeg: every frame at its own time, the same filters and settings. What the farm's
/// output has to equal, and what the time of a serial run is measured with.
public struct SerialCommand: Equatable, Sendable {
    public var input: String
    public var timeBase: Rational
    public var settings: RenderSettings
    public var container: OutputContainer
    public var tracks: TrackPlan
    public var threads: Int
    private let rate: Rational?

    /// Nil when the input has no video with a time base. `tracks` are planned here, from the original as input 0.
    public init?(
        input: String, probe: ProbeReport, settings: RenderSettings, container: OutputContainer, audio: AudioMode,
        threads: Int
    ) {
        guard let timeBase = probe.video?.timeBase else { return nil }
        self.input = input
        self.timeBase = timeBase
        self.settings = settings
        self.container = container
        self.tracks = TrackPlan(probe: probe, container: container, audio: audio, source: 0)
        self.threads = threads
        rate = CommandPieces.outputRate(filter: settings.filter, probe: probe)
    }

    public func arguments(ffmpeg: FFmpegFacts, writingTo path: String) -> [String] {
        head + maps(ffmpeg) + encoderArguments
            + container.arguments(
                codec: EncoderFacts.named(settings.encoder)?.codec ?? "", timeBase: outputTimeBase, rate: rate,
                ffmpeg: ffmpeg)
            + ["-progress", "pipe:1", "-nostats", "-f", container.format, CommandPieces.fileName(path)]
    }

    /// The same command without its filters.
    public func withoutFilters() -> SerialCommand {
        var plain = self
        plain.settings.filter = nil
        return plain
    }

    /// The same run, ended after its first frames and written as a list of packets: shows whether filters and encoders
    /// work, when a serial run shows the first frame, and what a frame costs.
    public func trialArguments(ffmpeg: FFmpegFacts, frames: Int) -> [String] {
        // Progress goes the same way as the list: each of the two writes whole lines.
        head + maps(ffmpeg) + encoderArguments + ["-frames:v", String(frames), "-flush_packets", "1"]
            + ["-progress", "pipe:1", "-stats_period", "0.1", "-nostats", "-f", "framecrc", "-"]
    }

    private var encoderArguments: [String] {
        EncoderFacts.named(settings.encoder)?.arguments(for: settings, threads: threads) ?? ["-c:v", settings.encoder]
    }

    /// The first `frames` frames decoded and nothing else: what is left of the cost is filters and encoder.
    public func decodingArguments(ffmpeg: FFmpegFacts, frames: Int) -> [String] {
        head + ["-map", "0:V:0", "-an", "-sn", "-dn"] + CommandPieces.passthrough(ffmpeg)
            + ["-frames:v", String(frames), "-progress", "pipe:1", "-nostats", "-f", "null", "-"]
    }

    public var outputTimeBase: Rational {
        if container.needsConstantRate, let rate, let ticks = Rational(rate.denominator, rate.numerator) {
            return ticks
        }
        return CommandPieces.outputTimeBase(check: FilterCheck(settings.filter), timeBase: timeBase)
    }

    private var head: [String] {
        [
            "-nostdin", "-v", "error", "-y", "-threads", String(threads), "-filter_threads", filterThreads, "-i",
            CommandPieces.fileName(input),
        ]
    }

    private var filterThreads: String {
        FilterCheck(settings.filter).needsOneThread ? "1" : String(threads)
    }

    private func maps(_ ffmpeg: FFmpegFacts) -> [String] {
        ["-map", "0:V:0"] + tracks.arguments + graph + CommandPieces.passthrough(ffmpeg)
            + ["-enc_time_base:v", MediaTime.text(outputTimeBase), "-map_metadata", "0", "-map_chapters", "0"]
    }

    private var graph: [String] {
        guard let filter = settings.filter, !filter.isEmpty else { return [] }
        return ["-vf", filter]
    }
}
