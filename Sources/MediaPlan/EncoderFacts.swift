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
    /// What `--qp` may be; nil for encoders without such a setting.
    var quantizers: ClosedRange<Int>?
    /// What happens without `--crf`, `--qp` and `--bitrate`.
    var usualRate = UsualRate.constantQuality
    var tunes = Tunes.none
    /// It can be told what HDR10 says about the light.
    var writesLight = false
    /// The finest clock that it can count in, in ticks a second; nil for any.
    var finestClock: Int64?
    /// The library that does the work, as its file's name begins; nil where ffmpeg does it itself.
    public var library: String?
    /// Nothing is lost, whatever the settings.
    var isLossless = false
    /// What `--encoder-option` may set.
    var options: [EncoderOptionFacts] = []

    public enum ChunkContainer: String, Equatable, Sendable {
        case nut
        case mp4
        /// Notes the order of fields, which codecs of whole pictures leave to the container.
        case mov

        /// Its files count time in a scale that can be set.
        var hasTimeScale: Bool { self != .nut }
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

    /// How much an encoder writes when nobody says.
    enum UsualRate: Equatable {
        case constantQuality
        /// It aims at a low bit rate, of which each chunk has to make the best for itself.
        case bitRate
        /// It knows no bit rates at all.
        case none
    }

    /// What `--tune` means to the encoder.
    enum Tunes: Equatable {
        case names([String], option: String)
        /// Names of numbers in the encoder's own parameters.
        case parameter(String, [String: Int])
        case none
    }

    public static func named(_ name: String) -> EncoderFacts? { all.first { $0.name == name } }

    init(_ name: String, _ codec: String, _ chunk: ChunkContainer, _ quality: Quality, _ presets: Presets) {
        self.name = name
        self.codec = codec
        self.chunk = chunk
        self.quality = quality
        self.presets = presets
    }

    /// The same with some more known of it.
    func with(_ change: (inout EncoderFacts) -> Void) -> EncoderFacts {
        var changed = self
        change(&changed)
        return changed
    }
}

// MARK: Checking

extension EncoderFacts {
    /// What is wrong with the settings for this encoder: a sentence, or nil.
    public func objection(to settings: RenderSettings) -> String? {
        objectionToRate(settings) ?? objectionToPreset(settings) ?? objectionToTune(settings)
            ?? EncoderOptionFacts.objection(to: settings.encoding.encoderOptions, of: self)
    }

    private func objectionToRate(_ settings: RenderSettings) -> String? {
        let wishes = [settings.encoding.crf, settings.encoding.qp, settings.encoding.bitsPerSecond].compactMap { $0 }
        if wishes.count > 1 { return "only one of quality, quantizer and bit rate can be given" }
        if let crf = settings.encoding.crf {
            switch quality {
            case .rateFactor(let range), .quantizer(let range):
                if !range.contains(crf) {
                    return "\(name) takes a quality from \(range.lowerBound) to \(range.upperBound), not \(crf)"
                }
            case .none: return "\(name) has no quality to choose"
            }
        }
        if let qp = settings.encoding.qp {
            guard let quantizers else { return "\(name) has no quantizer to choose" + qualityHint }
            if !quantizers.contains(qp) {
                return "\(name) takes a quantizer from \(quantizers.lowerBound) to \(quantizers.upperBound), not \(qp)"
            }
        }
        if let bits = settings.encoding.bitsPerSecond {
            if usualRate == .none { return "\(name) has no bit rate to choose" + qualityHint }
            if !MediaLimits.bitsPerSecond.contains(bits) {
                return "a bit rate has to be from 1k to 2000M, not \(bits) bits a second"
            }
        }
        return nil
    }

    private var qualityHint: String { quality == .none ? "" : "; its quality is set by --crf" }

    private func objectionToPreset(_ settings: RenderSettings) -> String? {
        guard let preset = settings.encoding.encoderPreset else { return nil }
        switch presets {
        case .names(let names):
            if names.contains(preset) { return nil }
            return "\(name) has no preset `\(preset)`; it has \(names.joined(separator: ", "))"
        case .numbers(let range, _):
            if Int(preset).map(range.contains) == true { return nil }
            return "\(name) takes a preset from \(range.lowerBound) to \(range.upperBound), not `\(preset)`"
        case .none: return "\(name) has no presets"
        }
    }

    private func objectionToTune(_ settings: RenderSettings) -> String? {
        guard let tune = settings.encoding.tune else { return nil }
        let known: [String]
        switch tunes {
        case .names(let names, _): known = names
        case .parameter(_, let numbers): known = numbers.keys.sorted()
        case .none: return "\(name) cannot be tuned"
        }
        return known.contains(tune)
            ? nil : "\(name) has no tuning `\(tune)`; it has \(known.joined(separator: ", "))"
    }

    /// Why the encoder cannot count in `timeBase`: a sentence, or nil.
    public func objection(toTimeBase timeBase: Rational) -> String? {
        guard let finestClock, timeBase.denominator > finestClock else { return nil }
        return "the times of this video are counted in \(MediaTime.text(timeBase)) seconds, and \(name) knows nothing "
            + "finer than 1/\(finestClock)"
    }

    /// What a person should know before hours of work.
    public func warnings(about settings: RenderSettings) -> [String] {
        guard settings.encoding.crf == nil, settings.encoding.qp == nil else { return [] }
        if settings.encoding.bitsPerSecond != nil {
            return ["a bit rate is kept in each chunk by itself: rate control starts anew where chunks meet"]
        }
        guard usualRate == .bitRate else { return [] }
        return ["without --crf or --bitrate \(name) aims at a very low bit rate, in each chunk anew"]
    }
}
