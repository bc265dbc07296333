import FarmModel

/// What becomes of the streams beside the video: they are taken once from the original, never chunk by chunk.
public struct TrackPlan: Equatable, Sendable {
    /// The audio streams of the output.
    public var audio: [AudioTrack] = []
    /// The subtitle streams of the output, by their number in the original.
    public var subtitles: [Int] = []
    /// Cover pictures of the output, by their number in the original.
    public var covers: [Cover] = []
    public var keepsChapters = false
    public var keepsAttachments = false
    /// `-map` and codec options for the streams of ffmpeg's input number `source`.
    public var arguments: [String] = []
    /// What has to stand behind the options of the video's encoder.
    public var coverArguments: [String] = []
    public var warnings: [String] = []

    public var audioStreams: Int { audio.count }

    /// One audio stream of the output: which of the original's it was, and whether its packets are the same.
    public struct AudioTrack: Equatable, Sendable {
        public var number: Int
        public var isCopied: Bool
    }

    /// A picture of which players make a title page.
    public struct Cover: Equatable, Sendable {
        public var stream: Int
        /// The file to attach, in the run directory; nil where the container takes the picture as a stream.
        public var fileName: String?
    }

    /// `source` is the number of the original among ffmpeg's inputs.
    public init(probe: ProbeReport, container: OutputContainer, request: VideoRequest, source: Int) {
        planAudio(probe.streams(of: .audio), container, request, source)
        planSubtitles(probe.streams(of: .subtitle), container, request, source)
        planAttachments(probe, container, source)
        planCovers(probe.streams.filter(\.isAttachedPicture), container, source)
        warnAboutRest(probe, container, request)
    }

    // MARK: Audio

    private mutating func planAudio(
        _ streams: [ProbedStream], _ container: OutputContainer, _ request: VideoRequest, _ source: Int
    ) {
        guard request.audio != .none else { return }
        let encoder = AudioEncoder.chosen(by: request, for: container)
        for (number, stream) in streams.enumerated() {
            guard !stream.codec.isEmpty, stream.codec != "unknown" else {
                warnings.append("audio stream \(stream.index) is of an unknown kind and is left out")
                continue
            }
            arguments += ["-map", "\(source):\(stream.index)"]
            let isCopied = request.audio == .reattach && container.holds(audioCodec: stream.codec)
            if isCopied {
                arguments += ["-c:a:\(audioStreams)", "copy"]
                if request.isTrimmed { arguments += ["-copypriorss:a:\(audioStreams)", "0"] }
            } else if let encoder {
                arguments += ["-c:a:\(audioStreams)", encoder.encoder]
                if let bits = request.audioBitsPerSecond { arguments += ["-b:a:\(audioStreams)", String(bits)] }
                if request.audio == .reattach {
                    warnings.append(
                        "audio stream \(stream.index) (\(stream.codec)) does not fit into .\(container.fileExtension): "
                            + "encoded with \(encoder.encoder)")
                }
            }
            audio.append(AudioTrack(number: number, isCopied: isCopied))
        }
        let codecs = audio.map { $0.isCopied ? streams[$0.number].codec : encoder?.codec }
        // ffmpeg has called this combination an experiment for years; players take it.
        if container.format == "mp4", codecs.contains("flac") { arguments += ["-strict", "experimental"] }
        if request.isTrimmed, audio.contains(where: \.isCopied) {
            warnings.append(
                "copied audio can be cut only between its packets: it begins and ends up to a packet beside the video; "
                    + "--audio encode cuts it to the sample")
        }
        if request.audio == .reattach, request.audioCodec != nil || request.audioBitsPerSecond != nil,
            audio.contains(where: \.isCopied)
        {
            warnings.append("the audio is copied as it is; its codec and bit rate need --audio encode")
        }
    }

    // MARK: Subtitles and pictures

    private mutating func planSubtitles(
        _ streams: [ProbedStream], _ container: OutputContainer, _ request: VideoRequest, _ source: Int
    ) {
        for (number, stream) in streams.enumerated() {
            guard let codec = container.subtitleCodec(for: stream.codec) else {
                warnings.append(
                    "subtitle stream \(stream.index) (\(stream.codec)) does not fit into .\(container.fileExtension) "
                        + "and is left out")
                continue
            }
            arguments += ["-map", "\(source):\(stream.index)", "-c:s:\(subtitles.count)", codec]
            if request.isTrimmed, codec == "copy" { arguments += ["-copypriorss:s:\(subtitles.count)", "0"] }
            if codec != "copy", ["ass", "ssa"].contains(stream.codec) {
                warnings.append("subtitle stream \(stream.index) (\(stream.codec)) loses its styles in \(codec)")
            }
            subtitles.append(number)
        }
    }

    private mutating func planAttachments(_ probe: ProbeReport, _ container: OutputContainer, _ source: Int) {
        let count = probe.streams(of: .attachment).count
        guard count > 0 else { return }
        keepsAttachments = container.format == "matroska"
        if keepsAttachments {
            arguments += ["-map", "\(source):t?", "-c:t", "copy"]
        } else {
            let files = count == 1 ? "the attached file is" : "the \(count) attached files are"
            warnings.append("\(files) left out: .\(container.fileExtension) files hold none")
        }
    }

    private mutating func planCovers(_ streams: [ProbedStream], _ container: OutputContainer, _ source: Int) {
        for stream in streams {
            let suffix = ["mjpeg": "jpg", "png": "png"][stream.codec]
            switch (container.covers, suffix) {
            case (.stream, .some):
                covers.append(Cover(stream: stream.index, fileName: nil))
                arguments += ["-map", "\(source):\(stream.index)"]
                coverArguments += ["-c:v:\(covers.count)", "copy", "-disposition:v:\(covers.count)", "attached_pic"]
            case (.attachment, .some(let suffix)):
                covers.append(Cover(stream: stream.index, fileName: "cover_\(stream.index).\(suffix)"))
            default:
                warnings.append(
                    "the cover picture (stream \(stream.index), \(stream.codec)) does not fit into "
                        + ".\(container.fileExtension) and is left out")
            }
        }
    }

    /// `-attach` for covers that have been written into files, behind `existing` attachments of the original.
    func attachArguments(existing: Int) -> [String] {
        var arguments: [String] = []
        for (offset, name) in covers.compactMap(\.fileName).enumerated() {
            let mime = name.hasSuffix(".png") ? "image/png" : "image/jpeg"
            let title = name.hasSuffix(".png") ? "cover.png" : "cover.jpg"
            let stream = existing + offset
            arguments += ["-attach", name, "-metadata:s:t:\(stream)", "mimetype=\(mime)"]
            arguments += ["-metadata:s:t:\(stream)", "filename=\(title)"]
        }
        return arguments
    }

    // MARK: What has no place

    private mutating func warnAboutRest(
        _ probe: ProbeReport, _ container: OutputContainer, _ request: VideoRequest
    ) {
        keepsChapters = container.holdsChapters
        if !probe.chapters.isEmpty, !keepsChapters {
            warnings.append("the \(probe.chapters.count) chapters are left out: .\(container.fileExtension) has none")
        }
        for stream in probe.streams where !stream.isAttachedPicture {
            switch stream.kind {
            case .video where stream.index != probe.video?.index:
                warnings.append("video stream \(stream.index) is left out: only the first one is rendered")
            // The texts of chapters lie in a stream of their own there; they are kept as chapters.
            case .data where stream.codecTag == "text" && !probe.chapters.isEmpty: break
            // The muxer writes a time code anew from the video's tags.
            case .data where stream.codecTag == "tmcd" && container.isQuickTime: break
            case .data, .other:
                let name = stream.codec.isEmpty || stream.codec == "unknown" ? stream.codecTag : stream.codec
                warnings.append("data stream \(stream.index) (\(name)) is left out: nobody could read it")
            default: break
            }
        }
    }
}

extension OutputContainer {
    /// The value of `-c:s` for a subtitle stream, or nil when it cannot be held.
    fileprivate func subtitleCodec(for codec: String) -> String? {
        if subtitles.copied.contains(codec) { return "copy" }
        return Self.textSubtitles.contains(codec) ? subtitles.encoder : nil
    }
}
