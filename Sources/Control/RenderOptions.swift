import FarmModel
import Invocation
import LinuxIO

/// The flags that `submit` and `run` share, and the request that they and a preset add up to.
struct RenderOptions {
    var request: JobRequest
    var video: VideoRequest

    static let input = ArgumentShape("INPUT", help: "The video to render.")

    static let exclusive = [["crf", "qp", "bitrate"], ["chunks", "chunk-seconds"]]

    static let shapes: [OptionShape] = pictureShapes + encoderShapes + audioShapes + jobShapes

    /// Where nothing is decoded there is no part to choose and no key frame to cut at.
    static let drawingShapes = shapes.filter { !["from", "to", "strict", "cut"].contains($0.name) }

    private static let pictureShapes: [OptionShape] = [
        .value("output", short: "o", placeholder: "OUT", help: "Where the finished video goes."),
        .value("from", placeholder: "T", help: "Begin at this moment of the input: 90.5, 1:30.5 or 0:01:30.5."),
        .value("to", placeholder: "T", help: "End before this moment of the input."),
        .value("filter", placeholder: "CHAIN", help: "An ffmpeg filter chain."),
        .value(
            "size", placeholder: "WxH", help: "Scale to this size behind the filter; -2 for one side keeps the shape."),
        .value(
            "fps", placeholder: "R",
            help:
                "A constant frame rate behind the filter, as in 25 or 30000/1001 (default: each frame at its own time)."
        ),
        .flag("strict", help: "Run filters that would only come close in chunks, and unknown ones, in one piece."),
        .value(
            "preset", placeholder: "NAME", help: "Settings from Config/presets, or from a file (a path with a slash)."),
    ]

    private static let encoderShapes: [OptionShape] = [
        .value("encoder", placeholder: "NAME", help: "ffmpeg's video encoder (default: libx264)."),
        .value("crf", placeholder: "N", help: "Constant quality; less is better."),
        .value("qp", placeholder: "N", help: "A constant quantizer instead; less is better."),
        .value(
            "bitrate", placeholder: "RATE",
            help: "A bit rate instead, as in 4M; each chunk keeps it by itself; --crf looks more even."),
        .value("encoder-preset", placeholder: "NAME", help: "The encoder's own preset, as in ultrafast."),
        .value("tune", placeholder: "NAME", help: "What the encoder is tuned for, as in film or grain."),
        .value(
            "encoder-option", placeholder: "KEY=VALUE", help: "Another of the encoder's own settings, as in bframes=2.",
            isRepeated: true),
        .value(
            "parity", placeholder: "MODE",
            help: """
                strict: all chunks from one build of the encoder (default where nothing is lost); warn: any will do, and the \
                report says which worker had which.
                """),
        .value("pixel-format", placeholder: "F", help: "Pixel format of the output, as in yuv420p."),
    ]

    private static let audioShapes: [OptionShape] = [
        .value(
            "audio", placeholder: "MODE",
            help: """
                reattach: copy the input's audio (default); encode; none; chunked: joined along with the chunks, without \
                loss.
                """),
        .value("audio-codec", placeholder: "CODEC", help: "What audio is encoded with, as in aac, opus or flac."),
        .value("audio-bitrate", placeholder: "RATE", help: "The bit rate of encoded audio, as in 192k."),
    ]

    private static let jobShapes: [OptionShape] = [
        .value("chunks", placeholder: "N", help: "Cut the video into N chunks (default: four for each slot)."),
        .value("chunk-seconds", placeholder: "S", help: "Cut it into chunks of S seconds."),
        .value(
            "cut", placeholder: "MODE",
            help: """
                Where to cut: robust, at any frame (default); fast, at key frames; scene, where the picture changes.
                """),
        .value("warmup", placeholder: "FRAMES", help: "Frames to render before each chunk and throw away."),
        .value("max-parallel", placeholder: "N", help: "At most N chunks at a time."),
        .value("threads", placeholder: "N", help: "Threads for each ffmpeg."),
        .value("priority", placeholder: "N", help: "Higher goes first, -100 to 100 (default: 0)."),
        .value("max-attempts", placeholder: "N", help: "Tries for each chunk, 1 to 20."),
        .flag("keep-temp", help: "Keep the chunks after the merge."),
        .flag("overwrite", help: "Replace the output if it exists."),
    ]

    init(_ parsed: ParsedCommand) throws(UserError) {
        try self.init(parsed, input: try absolute(parsed.argument("INPUT"), for: "INPUT"))
    }

    /// - Parameter input: another input than the one that was typed.
    init(_ parsed: ParsedCommand, input: String) throws(UserError) {
        let preset: ConfigurationFile? = if let name = parsed.text("preset") { try Preset.load(name) } else { nil }
        // A preset is to these flags what a configuration file is to a daemon's; the environment has no say.
        var settings = Settings(options: parsed, environment: { _ in nil }, file: preset)
        _ = try settings.optionalText("description")
        video = VideoRequest(input: input)
        if let output = parsed.text("output") { video.output = try absolute(output, for: "--output") }
        try video.readPicture(&settings)
        try video.encoding.read(&settings, parsed)
        try video.readAudio(&settings)
        video.threads = try settings.optionalInteger("threads", option: "threads", in: 1...256)
        video.outputExtension = try settings.optionalText("output_extension")
        try settings.finish()
        if let text = parsed.text("from") { video.fromMicroseconds = try Quantity.moment(text, of: "--from") }
        if let text = parsed.text("to") { video.toMicroseconds = try Quantity.moment(text, of: "--to") }
        video.isStrict = parsed.has("strict")
        video.chunking = try Self.chunking(parsed)
        video.cut = try parsed.choice("cut", of: CutMode.self) ?? .robust
        video.warmUpFrames = try parsed.integer("warmup", in: 0...100_000) ?? 0
        video.parity = try parsed.choice("parity", of: Parity.self)
        video.overwrite = parsed.has("overwrite")
        request = JobRequest(
            work: .video(video), priority: try parsed.integer("priority", in: FarmLimits.priorityRange) ?? 0,
            maxParallel: try parsed.integer("max-parallel", in: 1...1_000_000),
            maxAttempts: try parsed.integer("max-attempts", in: FarmLimits.maxAttemptsRange),
            keepTemporary: parsed.has("keep-temp"))
    }

    private static func chunking(_ parsed: ParsedCommand) throws(UserError) -> Chunking {
        if let count = try parsed.integer("chunks", in: 1...FarmLimits.chunksPerVideo) { return .count(count) }
        // Below a tenth of a second, starting ffmpeg is most of the work; a day is longer than any chunk should be.
        guard let length = try parsed.seconds("chunk-seconds", inMilliseconds: 100...86_400_000) else {
            return .automatic
        }
        return .duration(milliseconds: length)
    }
}

extension EncoderSettings {
    /// A flag for one way of controlling the rate sets aside another way that the preset has chosen.
    fileprivate mutating func read(_ settings: inout Settings, _ parsed: ParsedCommand) throws(UserError) {
        encoder = try settings.text("encoder", option: "encoder", default: "libx264")
        // The widest range of any encoder; the planner knows the one of this encoder.
        crf = try settings.optionalInteger("crf", option: "crf", in: 0...63)
        qp = try settings.optionalInteger("qp", option: "qp", in: 0...63)
        if let text = try settings.optionalText("bitrate", option: "bitrate") {
            bitsPerSecond = try Quantity.bitRate(text, of: "--bitrate")
        }
        if parsed.has("crf") || parsed.has("qp") || parsed.has("bitrate") {
            if !parsed.has("crf") { crf = nil }
            if !parsed.has("qp") { qp = nil }
            if !parsed.has("bitrate") { bitsPerSecond = nil }
        }
        encoderPreset = try settings.optionalText("encoder_preset", option: "encoder-preset")
        tune = try settings.optionalText("tune", option: "tune")
        for text in try settings.texts("encoder_options", option: "encoder-option") {
            let pair = try Quantity.pair(text, of: "--encoder-option")
            encoderOptions.append(EncoderOption(pair.key, pair.value))
        }
        pixelFormat = try settings.optionalText("pixel_format", option: "pixel-format")
    }
}

extension VideoRequest {
    fileprivate mutating func readPicture(_ settings: inout Settings) throws(UserError) {
        filter = try settings.optionalText("filter", option: "filter")
        if let text = try settings.optionalText("size", option: "size") {
            let sides = try Quantity.pictureSize(text, of: "--size")
            size = PictureSize(width: sides.width, height: sides.height)
        }
        if let text = try settings.optionalText("fps", option: "fps") {
            let rate = try Quantity.frameRate(text, of: "--fps")
            frameRate = Rational(rate.numerator, rate.denominator)
        }
    }

    fileprivate mutating func readAudio(_ settings: inout Settings) throws(UserError) {
        audio = try settings.choice("audio", option: "audio", default: AudioMode.reattach)
        audioCodec = try settings.optionalText("audio_codec", option: "audio-codec")
        if let text = try settings.optionalText("audio_bitrate", option: "audio-bitrate") {
            audioBitsPerSecond = try Quantity.bitRate(text, of: "--audio-bitrate")
        }
    }
}

/// The path as another process in another folder must be told it.
func absolute(_ path: String, for name: String) throws(UserError) -> String {
    guard !path.isEmpty else { throw UserError("\(name) is empty", cause: "a path is needed", exitCode: .usage) }
    do throws(SystemError) {
        return try Files.absolutePath(path)
    } catch {
        throw UserError("\(name) cannot be used", cause: error.cause, hint: "give an absolute path")
    }
}
