import FarmModel

/// The command that joins the chunks, and adds everything that is not video from the original.
public struct MergeCommand: Equatable, Sendable {
    public var plan: VideoPlan
    public var probe: ProbeReport
    public var container: OutputContainer
    public var tracks: TrackPlan
    public var method: MergeReport.Method

    /// Where a part of the input is wanted: options that let the input begin there.
    private let part: [String]
    private let attachments: Int

    public init(
        plan: VideoPlan, probe: ProbeReport, container: OutputContainer, request: VideoRequest,
        method: MergeReport.Method
    ) {
        self.plan = plan
        self.probe = probe
        self.container = container
        self.tracks = TrackPlan(probe: probe, container: container, request: request, source: 1)
        self.method = method
        part =
            plan.part.map { InputPart.sourceArguments(from: $0.firstPts, to: $0.endPts, timeBase: plan.timeBase) } ?? []
        attachments = tracks.keepsAttachments ? probe.streams(of: .attachment).count : 0
    }

    /// `list` is the path of the concat list, `threads` counts only where the video is encoded again.
    public func arguments(ffmpeg: FFmpegFacts, list: String, threads: Int, writingTo path: String) -> [String] {
        let encoder = EncoderFacts.named(plan.settings.encoding.encoder)
        let clock = plan.clock
        // Warnings are wanted here: a copy that had to bend timestamps still ends with status 0.
        var arguments = ["-nostdin", "-v", "warning", "-y"]
        arguments += ["-itsoffset", MediaTime.secondsText(clock.ticks(plan.firstPts), in: clock.timeBase)]
        arguments += pieces(list) + part
        if let original { arguments += InputFormats.reading(original.path, format: original.format) }
        arguments += ["-map", "0:v:0"] + tracks.arguments
        switch method {
        case .copy: arguments += ["-c:v", "copy"]
        case .reencode, .encode:
            if let drawing = plan.drawing, plan.intermediate?.isAsDrawn == true {
                arguments += FramesAsDrawn.filters(drawing, plan.settings, threads: threads)
            }
            arguments += CommandPieces.passthrough(ffmpeg)
            arguments += ["-enc_time_base:v", MediaTime.text(clock.timeBase)]
            arguments += encoder?.arguments(for: plan.settings, threads: threads) ?? []
        }
        arguments += tracks.coverArguments + tracks.attachArguments(existing: attachments)
        let metadata = original == nil ? "-1" : "1"
        arguments += ["-map_metadata", metadata, "-map_chapters", tracks.keepsChapters ? metadata : "-1"]
        arguments += videoTags + videoDisposition
        arguments += container.arguments(
            codec: encoder?.codec ?? "", timeBase: clock.timeBase,
            rate: plan.drawing?.frameRate ?? CommandPieces.outputRate(filter: plan.settings.filter, probe: probe),
            ffmpeg: ffmpeg)
        // Who watches the merge wants to see that it gets on.
        arguments += ["-progress", "pipe:1", "-nostats"]
        return arguments + ["-f", container.format, CommandPieces.fileName(path)]
    }

    private func pieces(_ list: String) -> [String] {
        if let drawing = plan.drawing, plan.intermediate?.isAsDrawn == true { return FramesAsDrawn.input(drawing) }
        return InputFormats.readingPieces(list, format: plan.fileFormat)
    }

    /// Where all comes from that is not video; nil where there is nothing else.
    private var original: (path: String, format: String)? {
        guard let drawing = plan.drawing else { return (plan.input.path, plan.input.format) }
        return drawing.soundtrack.map { ($0, "") }
    }

    /// Writes the cover pictures into the files that are attached; nil where there are none to attach.
    public func coverArguments() -> [String]? {
        let covers = tracks.covers.filter { $0.fileName != nil }
        guard !covers.isEmpty else { return nil }
        var arguments = ["-nostdin", "-v", "error", "-y"] + InputFormats.reading(plan.input)
        for cover in covers {
            guard let name = cover.fileName else { continue }
            arguments += ["-map", "0:\(cover.stream)", "-c", "copy", "-frames:v", "1", "-update", "1"]
            arguments += ["-f", "image2", name]
        }
        return arguments
    }

    /// What a serial run would carry over from the video stream itself.
    private var videoTags: [String] {
        guard let video = probe.video else { return [] }
        return video.tags.filter(\.belongsToContent).flatMap { ["-metadata:s:v:0", "\($0.key)=\($0.value)"] }
    }

    private var videoDisposition: [String] {
        guard let video = probe.video else { return [] }
        let names = video.dispositions.joined(separator: "+")
        return ["-disposition:v:0", names.isEmpty ? "0" : names]
    }
}

extension MediaTag {
    /// It says something about the video as such, and not about the file or the encoding that it came in.
    var belongsToContent: Bool {
        let name = key.uppercased()
        return !Self.technical.contains(name) && !name.hasPrefix("DURATION") && !name.hasPrefix("BPS")
            && !name.hasPrefix("NUMBER_OF_")
            && !name.hasPrefix("_STATISTICS") && !name.contains("=") && value.utf8.count <= MediaLimits.tagBytes
            && !value.unicodeScalars.contains("\0") && !name.unicodeScalars.contains("\0")
    }

    private static let technical: Set<String> = ["ENCODER", "VENDOR_ID", "ROTATE"]
}
