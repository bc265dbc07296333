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
    /// What the input was found to be.
    private let format: String
    /// The part of the input that is wanted; nil for all of it.
    public var part: InputPart?
    private let rate: Rational?

    /// Nil when the input has no video with a time base. `tracks` are planned here: from the original as input 0, or,
    /// where a part is wanted, as input 1, which begins where the part does.
    public init?(
        request: VideoRequest, probe: ProbeReport, container: OutputContainer, part: InputPart? = nil, threads: Int
    ) {
        guard let timeBase = probe.video?.timeBase else { return nil }
        self.input = request.input
        self.timeBase = timeBase
        self.settings = RequestCheck.settings(of: request, probe: probe)
        self.container = container
        self.tracks = TrackPlan(probe: probe, container: container, request: request, source: part == nil ? 0 : 1)
        self.part = part
        self.threads = threads
        format = probe.formatNames.first ?? ""
        rate = CommandPieces.outputRate(filter: settings.filter, probe: probe)
    }

    public func arguments(ffmpeg: FFmpegFacts, writingTo path: String) -> [String] {
        head + maps(ffmpeg) + encoderArguments + tracks.coverArguments
            + container.arguments(
                codec: EncoderFacts.named(settings.encoding.encoder)?.codec ?? "", timeBase: outputTimeBase, rate: rate,
                ffmpeg: ffmpeg)
            + ["-progress", "pipe:1", "-nostats", "-f", container.format, CommandPieces.fileName(path)]
    }

    /// The same command without its filters.
    public func withoutFilters() -> SerialCommand {
        var plain = self
        plain.settings.filter = nil
        // Times are all that is asked of it, and an encoder might not take those of the unfiltered pictures.
        plain.settings.encoding.encoder = "wrapped_avframe"
        return plain
    }

    /// The same run, ended after its first frames and written as a list of packets: shows whether filters and encoders
    /// work, when a serial run shows the first frame, and what a frame costs.
    public func trialArguments(ffmpeg: FFmpegFacts, frames: Int) -> [String] {
        // Progress goes the same way as the list: each of the two writes whole lines.
        head + maps(ffmpeg) + encoderArguments + tracks.coverArguments
            + ["-frames:v:0", String(frames), "-flush_packets", "1"]
            + ["-progress", "pipe:1", "-stats_period", "0.1", "-nostats", "-f", "framecrc", "-"]
    }

    private var encoderArguments: [String] {
        EncoderFacts.named(settings.encoding.encoder)?.arguments(for: settings, threads: threads) ?? [
            "-c:v", settings.encoding.encoder,
        ]
    }

    /// Filters and encoder on `frames` frames from a key frame in the middle on: what frames cost there.
    public func trialArguments(ffmpeg: FFmpegFacts, fromKey pts: Int64, frames: Int) -> [String] {
        let seconds = MediaTime.secondsText(microseconds: MediaTime.microseconds(pts, in: timeBase))
        return opening + ["-noaccurate_seek", "-seek_timestamp", "1", "-ss", seconds]
            + InputFormats.reading(input, format: format) + ["-map", "0:V:0", "-an", "-sn", "-dn"] + graph
            + CommandPieces.passthrough(ffmpeg) + encoderArguments + Self.counted(frames)
    }

    /// The first `frames` frames decoded and nothing else: what is left of the cost is filters and encoder.
    public func decodingArguments(ffmpeg: FFmpegFacts, frames: Int) -> [String] {
        head + ["-map", "0:V:0", "-an", "-sn", "-dn"] + CommandPieces.passthrough(ffmpeg) + Self.counted(frames)
    }

    private static func counted(_ frames: Int) -> [String] {
        ["-frames:v", String(frames), "-progress", "pipe:1", "-stats_period", "0.1", "-nostats", "-f", "null", "-"]
    }

    public var outputTimeBase: Rational {
        if container.needsConstantRate, let rate, let ticks = Rational(rate.denominator, rate.numerator) {
            return ticks
        }
        return CommandPieces.outputTimeBase(check: FilterCheck(settings.filter), timeBase: timeBase)
    }

    private var opening: [String] {
        ["-nostdin", "-v", "error", "-y", "-threads", String(threads), "-filter_threads", filterThreads]
    }

    private var head: [String] {
        let reading = InputFormats.reading(input, format: format)
        let source = part.map { $0.sourceArguments + reading } ?? []
        return opening + reading + source
    }

    private var filterThreads: String {
        FilterCheck(settings.filter).needsOneThread ? "1" : String(threads)
    }

    private func maps(_ ffmpeg: FFmpegFacts) -> [String] {
        let source = part == nil ? "0" : "1"
        return ["-map", "0:V:0"] + tracks.arguments + graph + CommandPieces.passthrough(ffmpeg) + [
            "-enc_time_base:v", MediaTime.text(outputTimeBase), "-map_metadata", source, "-map_chapters",
            tracks.keepsChapters ? source : "-1",
        ]
    }

    private var graph: [String] {
        let filters = [part?.filter, settings.filter].compactMap { $0 }.filter { !$0.isEmpty }
        return filters.isEmpty ? [] : ["-filter:v:0", filters.joined(separator: ",")]
    }
}
