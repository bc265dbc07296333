import FarmModel
import Invocation
import LinuxIO
import MediaPlan
import MediaStages

/// `renderctl render SCENE`
enum DrawCommand: ControlCommand {
    static let shape = CommandShape(
        name: "render",
        overview: """
            Render a video that has no input video: its frames are drawn from a scene, made by one of ffmpeg's picture \
            sources, or rendered by an external renderer such as POV-Ray or Blender.
            """,
        arguments: [
            ArgumentShape(
                "SCENE", help: "A scene (see docs/scenes.md), or lavfi:SOURCE, as in lavfi:mandelbrot=maxiter=2000.")
        ],
        options: [
            .value(
                "method", placeholder: "METHOD",
                help: """
                    chunk: each worker draws and encodes a range of frames (default, as long as the coordinator's \
                    configuration names no other); disk: workers write numbered pictures, which are encoded once; \
                    pipe: frames flow through the coordinator into one encoder, without any file between; \
                    disabled: one process draws and encodes everything.
                    """),
            .value(
                "mezzanine", placeholder: "NAME",
                help: """
                    With chunk: ranges are encoded to ffv1, prores or h264 first, and all of it once to the output's \
                    encoder (default: ranges are pieces of the output).
                    """),
            .value(
                "frame-format", placeholder: "FORMAT",
                help: "With disk: png, without loss (default), or jpeg, which is smaller."),
            .value(
                "quality", placeholder: "N",
                help:
                    "Of JPEG pictures, 1 to 100 (default: 95); chooses jpeg by itself."
            ),
            .value("seconds", placeholder: "S", help: "How long a picture source is to be shown (default: 10)."),
        ] + RendererOrder.shapes + RenderOptions.drawingShapes + [
            .flag("wait", help: "Show the progress until the job has ended, then its report.")
        ],
        exclusive: RenderOptions.exclusive)

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let request = try request(call.parsed)
        if let name = call.parsed.text("renderer") { try RendererOrder.check(name, call) }
        return try SubmitCommand.submit(request, call)
    }

    static func request(_ parsed: ParsedCommand, argument: String = "SCENE") throws(UserError) -> JobRequest {
        let text = parsed.argument(argument)
        let source = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
        let input: String
        if let source { input = source } else { input = try absolute(text, for: argument) }
        let options = try RenderOptions(parsed, input: input)
        var video = options.video
        var drawing = try drawing(of: .scene, parsed)
        // There is no sound that could be copied: a scene's own is mixed first.
        if video.audio != .none { video.audio = .encode }
        if let renderer = try RendererOrder.request(parsed, video) {
            guard source == nil else {
                throw UserError(
                    "--renderer does not go with \(prefix)\(input)", cause: "ffmpeg makes these pictures by itself",
                    exitCode: .usage)
            }
            (video.size, video.frameRate) = (nil, nil)
            drawing.subject = .renderer(renderer)
        } else if let source {
            drawing.subject = .generator(try generator(source, &video, parsed))
        } else {
            guard !parsed.has("seconds") else {
                throw UserError(
                    "--seconds does not go with a scene", cause: "a scene says itself how long it is",
                    exitCode: .usage)
            }
            try check(video.input)
        }
        video.drawing = drawing
        var request = options.request
        request.work = .video(video)
        return request
    }

    private static let prefix = "lavfi:"

    /// How the frames are handed on, as far as the person says: the rest is the coordinator's to know. A flag chooses the
    /// method that has a use for it, and is a mistake beside another one.
    static func drawing(
        of subject: DrawingRequest.Subject, _ parsed: ParsedCommand
    ) throws(UserError) -> DrawingRequest {
        var method = try parsed.choice("method", of: FrameMethod.self)
        let owners: [(flag: String, method: FrameMethod)] = [
            ("mezzanine", .chunk), ("frame-format", .disk), ("quality", .disk),
        ]
        for owner in owners where parsed.has(owner.flag) {
            guard method == nil || method == owner.method else {
                throw UserError(
                    "--\(owner.flag) does not go with --method \(method?.rawValue ?? "")",
                    cause: "only --method \(owner.method.rawValue) has a use for it", exitCode: .usage)
            }
            method = owner.method
        }
        if method == .pipe, let flag = ["chunks", "chunk-seconds"].first(where: parsed.has) {
            throw UserError(
                "--\(flag) does not go with --method pipe",
                cause: "what may wait in the pipe decides how long ranges are",
                exitCode: .usage)
        }
        let quality = try parsed.integer("quality", in: FarmLimits.frameQualityRange)
        let format = try parsed.choice("frame-format", of: FrameFormat.self) ?? (quality == nil ? nil : .jpeg)
        guard quality == nil || format == .jpeg else {
            throw UserError("--quality does not go with PNG", cause: "PNG loses nothing", exitCode: .usage)
        }
        return DrawingRequest(
            subject: subject, method: method, frameFormat: format, frameQuality: quality,
            mezzanine: try parsed.choice("mezzanine", of: Mezzanine.self))
    }

    /// What can be seen from here is said at once; a scene on the coordinator's machine alone is looked at there.
    private static func check(_ path: String) throws(UserError) {
        guard Files.exists(path) else { return }
        do throws(MediaError) {
            try checkScene(path)
        } catch {
            throw error.asUserError
        }
    }

    private static func generator(
        _ source: String, _ video: inout VideoRequest, _ parsed: ParsedCommand
    ) throws(UserError) -> GeneratorRequest {
        if let objection = GeneratorCheck.objection(to: source) {
            throw UserError("\(prefix)\(source) cannot be rendered", cause: objection, exitCode: .usage)
        }
        let size = video.size ?? PictureSize(width: 1280, height: 720)
        guard (16...8192).contains(size.width), (16...8192).contains(size.height) else {
            throw UserError(
                "--size is not possible here", cause: "both sides must be within 16...8192", exitCode: .usage)
        }
        // A day of pictures is more than anybody looks at.
        let milliseconds = try parsed.seconds("seconds", inMilliseconds: 100...86_400_000) ?? 10_000
        let usual = try Quantity.frameRate("30", of: "--fps")
        guard let rate = video.frameRate ?? Rational(usual.numerator, usual.denominator) else {
            throw UserError("--fps is not possible", cause: "it is no rate", exitCode: .usage)
        }
        let request = GeneratorRequest(source: source, size: size, frameRate: rate, milliseconds: milliseconds)
        (video.size, video.frameRate) = (nil, nil)
        return request
    }
}
