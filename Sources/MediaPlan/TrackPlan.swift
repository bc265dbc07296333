import FarmModel

/// What becomes of the streams beside the video: they are taken once from the original, never chunk by chunk.
public struct TrackPlan: Equatable, Sendable {
    /// The audio streams of the output.
    public var audio: [AudioTrack] = []
    public var audioStreams: Int { audio.count }
    /// `-map` and codec options for the streams of ffmpeg's input number `source`.
    public var arguments: [String] = []
    public var warnings: [String] = []

    /// One audio stream of the output: which of the original's it was, and whether its packets are the same.
    public struct AudioTrack: Equatable, Sendable {
        public var number: Int
        public var isCopied: Bool
    }

    /// `source` is the number of the original among ffmpeg's inputs.
    public init(probe: ProbeReport, container: OutputContainer, audio: AudioMode, source: Int) {
        planAudio(probe.streams(of: .audio), container, audio, source)
        planSubtitles(probe.streams(of: .subtitle), container, source)
        if container.format == "matroska", !probe.streams(of: .attachment).isEmpty {
            arguments += ["-map", "\(source):t?", "-c:t", "copy"]
        }
        if probe.streams.contains(where: { $0.isAttachedPicture }) {
            warnings.append("the cover picture is not carried over")
        }
    }

    private mutating func planAudio(
        _ streams: [ProbedStream], _ container: OutputContainer, _ mode: AudioMode, _ source: Int
    ) {
        guard mode != .none else { return }
        for (number, stream) in streams.enumerated() {
            guard !stream.codec.isEmpty, stream.codec != "unknown" else {
                warnings.append("audio stream \(stream.index) is of an unknown kind and is left out")
                continue
            }
            arguments += ["-map", "\(source):\(stream.index)"]
            let isCopied = mode == .reattach && container.holds(audioCodec: stream.codec)
            if isCopied {
                arguments += ["-c:a:\(audioStreams)", "copy"]
            } else {
                arguments += ["-c:a:\(audioStreams)", container.audioEncoder]
                if mode == .reattach {
                    warnings.append(
                        "audio stream \(stream.index) (\(stream.codec)) does not fit into .\(container.fileExtension): "
                            + "encoded with \(container.audioEncoder)")
                }
            }
            audio.append(AudioTrack(number: number, isCopied: isCopied))
        }
    }

    private mutating func planSubtitles(_ streams: [ProbedStream], _ container: OutputContainer, _ source: Int) {
        var kept = 0
        for stream in streams {
            guard let codec = container.subtitleCodec(for: stream.codec) else {
                warnings.append(
                    "subtitle stream \(stream.index) (\(stream.codec)) does not fit into .\(container.fileExtension) "
                        + "and is left out")
                continue
            }
            arguments += ["-map", "\(source):\(stream.index)", "-c:s:\(kept)", codec]
            kept += 1
        }
    }
}

extension OutputContainer {
    /// The value of `-c:s` for a subtitle stream, or nil when it cannot be held.
    fileprivate func subtitleCodec(for codec: String) -> String? {
        switch subtitles {
        case .copied(let codecs):
            if codecs.contains(codec) { return "copy" }
            return format == "matroska" && codec == "mov_text" ? "srt" : nil
        case .text(let encoder):
            if codec == encoder { return "copy" }
            return Self.textSubtitles.contains(codec) ? encoder : nil
        case .none: return nil
        }
    }
}
