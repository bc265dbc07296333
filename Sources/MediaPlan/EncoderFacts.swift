import FarmModel

/// What is known of a video encoder: enough to build its command line, and to join what it makes.
public struct EncoderFacts: Equatable, Sendable {
    public let name: String
    /// The codec as ffprobe calls it.
    public let codec: String
    /// A container that keeps this codec's timestamps exact when chunks are joined.
    public let chunk: ChunkContainer
    public let quality: Quality
    public let presets: Presets

    public enum ChunkContainer: String, Equatable, Sendable {
        case nut
        case mp4
    }

    /// What `--crf` means to the encoder.
    public enum Quality: Equatable, Sendable {
        /// A constant rate factor, `-crf`.
        case rateFactor(ClosedRange<Int>)
        /// A fixed quantizer, `-q:v`.
        case quantizer(ClosedRange<Int>)
        /// The encoder has no such setting.
        case none
    }

    /// What `--encoder-preset` means to the encoder.
    public enum Presets: Equatable, Sendable {
        case names([String])
        case numbers(ClosedRange<Int>, option: String)
        case none
    }

    public static func named(_ name: String) -> EncoderFacts? { all.first { $0.name == name } }

    public static let all: [EncoderFacts] = [
        EncoderFacts("libx264", "h264", .nut, .rateFactor(0...51), .names(x264Presets)),
        EncoderFacts("libx264rgb", "h264", .nut, .rateFactor(0...51), .names(x264Presets)),
        EncoderFacts("libx265", "hevc", .mp4, .rateFactor(0...51), .names(x264Presets)),
        EncoderFacts("libsvtav1", "av1", .nut, .rateFactor(0...63), .numbers(0...13, option: "-preset")),
        EncoderFacts("libaom-av1", "av1", .nut, .rateFactor(0...63), .numbers(0...8, option: "-cpu-used")),
        EncoderFacts("libvpx", "vp8", .nut, .rateFactor(4...63), .numbers(-16...16, option: "-cpu-used")),
        EncoderFacts("libvpx-vp9", "vp9", .nut, .rateFactor(0...63), .numbers(-8...8, option: "-cpu-used")),
        EncoderFacts("mpeg4", "mpeg4", .mp4, .quantizer(1...31), .none),
        EncoderFacts("mjpeg", "mjpeg", .nut, .quantizer(1...31), .none),
        EncoderFacts("ffv1", "ffv1", .nut, .none, .none),
        EncoderFacts("prores", "prores", .nut, .none, .none),
        EncoderFacts("prores_aw", "prores", .nut, .none, .none),
        EncoderFacts("prores_ks", "prores", .nut, .quantizer(1...31), .none),
    ]

    private static let x264Presets = [
        "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo",
    ]

    private init(
        _ name: String, _ codec: String, _ chunk: ChunkContainer, _ quality: Quality, _ presets: Presets
    ) {
        self.name = name
        self.codec = codec
        self.chunk = chunk
        self.quality = quality
        self.presets = presets
    }

    /// What is wrong with the settings for this encoder: a sentence, or nil.
    public func objection(to settings: RenderSettings) -> String? {
        if let crf = settings.crf {
            switch quality {
            case .rateFactor(let range), .quantizer(let range):
                if !range.contains(crf) {
                    return "\(name) takes a quality from \(range.lowerBound) to \(range.upperBound), not \(crf)"
                }
            case .none: return "\(name) has no quality to choose"
            }
        }
        if let preset = settings.encoderPreset {
            switch presets {
            case .names(let names):
                if !names.contains(preset) {
                    return "\(name) has no preset `\(preset)`; it has \(names.joined(separator: ", "))"
                }
            case .numbers(let range, _):
                if Int(preset).map(range.contains) != true {
                    return "\(name) takes a preset from \(range.lowerBound) to \(range.upperBound), not `\(preset)`"
                }
            case .none: return "\(name) has no presets"
            }
        }
        return nil
    }

    /// The encoder and its settings, as arguments of ffmpeg.
    func arguments(for settings: RenderSettings, threads: Int) -> [String] {
        var arguments = ["-c:v", name]
        if let crf = settings.crf {
            switch quality {
            case .rateFactor: arguments += ["-crf", String(crf)]
            case .quantizer: arguments += ["-q:v", String(crf)]
            case .none: break
            }
            // The libvpx encoders take a rate factor as an upper bound only, unless the bit rate is 0.
            if name == "libvpx-vp9" { arguments += ["-b:v", "0"] }
        }
        if let preset = settings.encoderPreset {
            switch presets {
            case .names: arguments += ["-preset", preset]
            case .numbers(_, let option): arguments += [option, preset]
            case .none: break
            }
        }
        if let format = settings.pixelFormat { arguments += ["-pix_fmt", format] }
        return arguments + ownArguments(threads: threads) + ["-threads:v", String(threads)]
    }

    /// Some libraries keep their own threads and their own log beside ffmpeg's.
    private func ownArguments(threads: Int) -> [String] {
        switch name {
        case "libx265": ["-x265-params", "log-level=error" + Self.x265Pools(threads)]
        case "libsvtav1": ["-svtav1-params", "lp=\(threads)"]
        // Its newer versions cut the picture into slices, and lose pixels of very small ones.
        case "ffv1": ["-g", "1"]
        default: []
        }
    }

    private static func x265Pools(_ threads: Int) -> String {
        switch threads {
        case RenderCommand.threadsAsFFmpegLikes: ""
        case 1: ":pools=none"
        default: ":pools=\(threads)"
        }
    }
}
