import FarmModel
import Invocation
import LinuxIO

/// The flags that `submit` and `run` share, and the request that they and a preset add up to.
struct RenderOptions {
    var request: JobRequest
    var video: VideoRequest

    static let input = ArgumentShape("INPUT", help: "The video to render.")

    static let exclusive = [["chunks", "chunk-seconds"]]

    static let shapes: [OptionShape] = [
        .value("output", short: "o", placeholder: "OUT", help: "Where the finished video goes."),
        .value("filter", placeholder: "CHAIN", help: "An ffmpeg filter chain."),
        .value(
            "preset", placeholder: "NAME", help: "Settings from Config/presets, or from a file (a path with a slash)."),
        .value("encoder", placeholder: "NAME", help: "ffmpeg's video encoder (default: libx264)."),
        .value("crf", placeholder: "N", help: "Constant quality; less is better."),
        .value("encoder-preset", placeholder: "NAME", help: "The encoder's own preset, as in ultrafast."),
        .value("pixel-format", placeholder: "F", help: "Pixel format of the output, as in yuv420p."),
        .value("chunks", placeholder: "N", help: "Cut the video into N chunks (default: four for each slot)."),
        .value("chunk-seconds", placeholder: "S", help: "Cut it into chunks of S seconds."),
        .value(
            "cut", placeholder: "MODE", help: "Where to cut: robust, at any frame (default), or fast, at key frames."),
        .value("warmup", placeholder: "FRAMES", help: "Frames to render before each chunk and throw away."),
        .value("audio", placeholder: "MODE", help: "reattach: copy the input's audio (default); encode; none."),
        .value("max-parallel", placeholder: "N", help: "At most N chunks at a time."),
        .value("threads", placeholder: "N", help: "Threads for each ffmpeg."),
        .value("priority", placeholder: "N", help: "Higher goes first, -100 to 100 (default: 0)."),
        .value("max-attempts", placeholder: "N", help: "Tries for each chunk, 1 to 20."),
        .flag("keep-temp", help: "Keep the chunks after the merge."),
        .flag("overwrite", help: "Replace the output if it exists."),
    ]

    init(_ parsed: ParsedCommand) throws(UserError) {
        let preset: ConfigurationFile? = if let name = parsed.text("preset") { try Preset.load(name) } else { nil }
        // A preset is to these flags what a configuration file is to a daemon's; the environment has no say.
        var settings = Settings(options: parsed, environment: { _ in nil }, file: preset)
        _ = try settings.optionalText("description")
        video = VideoRequest(input: try absolute(parsed.argument("INPUT"), for: "INPUT"))
        if let output = parsed.text("output") { video.output = try absolute(output, for: "--output") }
        video.filter = try settings.optionalText("filter", option: "filter")
        video.encoder = try settings.text("encoder", option: "encoder", default: "libx264")
        // The widest range of any encoder; the planner knows the one of this encoder.
        video.crf = try settings.optionalInteger("crf", option: "crf", in: 0...63)
        video.encoderPreset = try settings.optionalText("encoder_preset", option: "encoder-preset")
        video.pixelFormat = try settings.optionalText("pixel_format", option: "pixel-format")
        video.audio = try settings.choice("audio", option: "audio", default: AudioMode.reattach)
        video.threads = try settings.optionalInteger("threads", option: "threads", in: 1...256)
        video.outputExtension = try settings.optionalText("output_extension")
        try settings.finish()
        video.chunking = try Self.chunking(parsed)
        video.cut = try parsed.choice("cut", of: CutMode.self) ?? .robust
        video.warmUpFrames = try parsed.integer("warmup", in: 0...100_000) ?? 0
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

/// The path as another process in another folder must be told it.
func absolute(_ path: String, for name: String) throws(UserError) -> String {
    guard !path.isEmpty else { throw UserError("\(name) is empty", cause: "a path is needed", exitCode: .usage) }
    do throws(SystemError) {
        return try Files.absolutePath(path)
    } catch {
        throw UserError("\(name) cannot be used", cause: error.cause, hint: "give an absolute path")
    }
}
