import FarmModel

/// Decides how drawn frames are shared out.
public struct DrawingPlanner: Sendable {
    public var request: VideoRequest
    public var input: InputIdentity
    public var drawing: DrawingPlan
    public var container: OutputContainer
    public var slots: Int
    public var cores: Int

    public init(
        request: VideoRequest, input: InputIdentity, drawing: DrawingPlan, container: OutputContainer, slots: Int,
        cores: Int
    ) {
        self.request = request
        self.input = input
        self.drawing = drawing
        self.container = container
        self.slots = max(1, slots)
        self.cores = max(1, cores)
    }

    public func plan() throws(RequestRefusal) -> VideoPlan {
        var settings = RequestCheck.settings(of: request, probe: nil)
        guard mayDrawVideo(settings) else { return try plan(settings) }
        var planner = self
        planner.drawing.pixelFormat = DrawingPlan.videoPixelFormat
        settings.filter = RequestCheck.videoColours
        return try planner.plan(settings)
    }

    private func plan(_ settings: RenderSettings) throws(RequestRefusal) -> VideoPlan {
        guard let encoder = EncoderFacts.named(request.encoding.encoder) else {
            throw RequestRefusal("the encoder is unknown", "`\(request.encoding.encoder)` is not known")
        }
        // Frames are counted in frames: no time is ever rounded.
        guard let timeBase = Rational(drawing.frameRate.denominator, drawing.frameRate.numerator),
            let timeline = FrameTimeline(
                pts: (0..<Int64(drawing.frameCount)).map { $0 }, keys: [], timeBase: timeBase)
        else { throw RequestRefusal("the frame rate is not possible", MediaTime.text(drawing.frameRate)) }
        let check = FilterCheck(settings.filter)
        if let objection = encoder.objection(toTimeBase: timeBase) {
            throw RequestRefusal("the encoder cannot keep the times of this video", objection, "use another encoder")
        }
        if drawing.method == .pipe, drawing.renderer != nil {
            throw RequestRefusal(
                "a renderer's frames do not go through a pipe",
                "they are dear, and a pipe keeps nothing that could be gone on from", "leave --method out, or use --method disk")
        }
        let obstacle = obstacle(check)
        var drawing = drawing
        drawing.intermediate = obstacle == nil ? intermediate(settings) : nil
        if obstacle != nil { drawing.method = .disabled }
        let isAsDrawn = drawing.intermediate?.isAsDrawn == true
        var planner = ChunkPlanner(
            timeline: timeline, chunking: chunking(obstacle, drawing.intermediate), cut: .robust,
            warmUpFrames: isAsDrawn
                ? 0
                : max(check.window?.before ?? 0, check.convergence?.warmUpFrames ?? 0) + max(0, request.warmUpFrames),
            slots: slots, cores: cores, threads: request.threads, costs: nil)
        if !isAsDrawn { planner.frames = check.frames }
        planner.clock = OutputClock(inputBase: timeBase, offset: 0, check: check)
        var layout = planner.layout()
        if isAsDrawn {
            layout.chunks = layout.chunks.map(\.asDrawn)
        } else if layout.chunks.count == 1 {
            layout.chunks[0].expectedFrames = check.keepsFrames ? drawing.frameCount : nil
        }
        layout.reasons.insert(obstacle.map { "1 chunk: \($0)" } ?? words(layout.chunks.count), at: 0)
        return VideoPlan(
            input: input, drawing: drawing, timeBase: timeBase, timestampOffset: 0, frameCount: drawing.frameCount,
            firstPts: 0, settings: settings, chunkFormat: encoder.chunk.rawValue,
            chunkExtension: encoder.chunk.rawValue, threads: layout.threads, chunks: layout.chunks,
            seamRule: check.isConverging && layout.chunks.count > 1 && !isAsDrawn ? .close : .exact,
            keepsFrameCount: check.keepsFrames,
            parity: request.parity
                ?? (drawing.intermediate == nil ? encoder.parity(for: settings.encoding) : .warn),
            warnings: encoder.warnings(about: settings) + loss(drawing.intermediate, settings)
                + departure(from: request.drawing, because: obstacle),
            reasons: layout.reasons)
    }

    /// Whether a scene may be drawn in the form that its video keeps. It costs half as much, and differs from what is
    /// converted afterwards by a rounding: where an encoder keeps every pixel, or filters look at them, or pictures or another
    /// video lie in between, they are those of a screen. Whether one process draws or many makes no difference.
    private func mayDrawVideo(_ settings: RenderSettings) -> Bool {
        guard case .scene = drawing.subject, drawing.method != .disk, request.drawing?.mezzanine == nil else {
            return false
        }
        return settings.encoding.pixelFormat == DrawingPlan.videoPixelFormat
            && settings.filter == RequestCheck.screenColours.joined(separator: ",")
            && !EncoderFacts.keepsEveryPixel(settings.encoding)
    }

    /// What the workers make of their ranges, where the person wants something else of them than pieces of the video.
    private func intermediate(_ settings: RenderSettings) -> Intermediate? {
        guard let wish = request.drawing else { return nil }
        let usual = FrameSettings()
        switch drawing.method {
        case .disabled: return nil
        case .disk: return .pictures(wish.frameFormat ?? usual.format, quality: wish.frameQuality ?? usual.quality)
        case .pipe: return bytesOfFrame.map { .rawFrames(bytesEach: $0, window: pipeWindow) }
        case .chunk: return wish.mezzanine.map { $0.intermediate(settings.encoding.pixelFormat) }
        }
    }

    /// As it was drawn; nil where that is not known.
    private var bytesOfFrame: Int? { FramesAsDrawn.bytesOfFrame(drawing.pixelFormat, drawing.size) }

    /// How many frames may be ahead of the encoder.
    private var pipeWindow: Int {
        max(1, min(FarmLimits.framesInPipe, FarmLimits.bytesInPipe / max(1, bytesOfFrame ?? 1)))
    }

    /// Of a range: there is one for each slot, and one more that the encoder is at.
    private var pipeLength: Int { max(1, pipeWindow / (slots + 1)) }

    /// That another method was asked for than is taken.
    private func departure(from wish: DrawingRequest?, because obstacle: String?) -> [String] {
        guard let obstacle, drawing.method != .disabled, drawing.method != .chunk || wish?.mezzanine != nil else {
            return []
        }
        let asked = wish?.mezzanine.map { "--mezzanine \($0.rawValue)" } ?? "--method \(drawing.method.rawValue)"
        return ["one process draws and encodes everything, in place of \(asked): \(obstacle)"]
    }

    /// What an encoder that keeps everything cannot keep any more.
    private func loss(_ intermediate: Intermediate?, _ settings: RenderSettings) -> [String] {
        guard let intermediate, EncoderFacts.keepsEveryPixel(settings.encoding) else { return [] }
        switch intermediate {
        case .pictures(.jpeg, _):
            return ["JPEG loses what \(settings.encoding.encoder) would keep; --frame-format png loses nothing"]
        case .mezzanine(let encoding, _) where !EncoderFacts.keepsEveryPixel(encoding):
            return [
                "\(encoding.encoder) loses what \(settings.encoding.encoder) would keep; --mezzanine ffv1 loses nothing"
            ]
        case .pictures(.png, _) where !Self.fitsIntoPNG.contains(drawing.pixelFormat):
            return ["PNG turns the \(drawing.pixelFormat) of this source into RGB, which is not the same to the bit"]
        case .pictures, .mezzanine, .rawFrames: return []
        }
    }

    private static let fitsIntoPNG: Set = ["gbrp", "rgb0", "0rgb", "bgr0", "0bgr", "rgb24", "bgr24", "gray"]

    private func obstacle(_ check: FilterCheck) -> String? {
        if drawing.method == .disabled { return "one process draws and encodes everything, as asked for" }
        if drawing.method == .pipe, bytesOfFrame == nil {
            return "how long a frame in \(drawing.pixelFormat) is in bytes is not known"
        }
        if drawing.method == .pipe, drawing.frameCount > pipeLength * FarmLimits.chunksPerVideo {
            return "\(drawing.frameCount) frames are too many ranges of those that may wait in the pipe"
        }
        let isAsDrawn = drawing.method == .disk || drawing.method == .pipe
        if isAsDrawn, !check.keepsFrames {
            return "the filters change the number of frames, which is known only where they are drawn"
        }
        if case .generator(let source) = drawing.subject, let reason = GeneratorCheck.reasonForOnePiece(source) {
            return reason
        }
        // Behind what is kept as it was drawn the filters run once, whatever they are.
        if isAsDrawn { return nil }
        if case .onePiece(let reason) = check.verdict { return reason }
        if request.isStrict, let convergence = check.convergence {
            return "\(convergence.reason), and only exact chunks were asked for"
        }
        return nil
    }

    /// Ten seconds unless somebody wants it otherwise, and less where that would leave slots without work.
    private func chunking(_ obstacle: String?, _ intermediate: Intermediate?) -> Chunking {
        if obstacle != nil { return .count(1) }
        if case .rawFrames = intermediate { return .count((drawing.frameCount + pipeLength - 1) / pipeLength) }
        guard request.chunking == .automatic else { return request.chunking }
        if drawing.renderer != nil {
            let byLength = (drawing.frameCount + Self.usualRenderedFrames - 1) / Self.usualRenderedFrames
            let most = max(1, drawing.frameCount / Self.fewestRenderedFrames)
            return .count(max(byLength, min(slots * MediaLimits.chunksPerSlot, most)))
        }
        let seconds = Double(drawing.frameCount) / drawing.frameRate.asDouble
        let usual = request.drawing?.usualChunkMilliseconds ?? FrameSettings().chunkMilliseconds
        let byLength = Int((seconds * 1_000 / Double(max(1, usual))).rounded(.up))
        let most = max(1, Int(seconds / Self.shortestChunkSeconds))
        return .count(max(byLength, min(slots * MediaLimits.chunksPerSlot, most)))
    }

    private func words(_ count: Int) -> String {
        "\(count) \(count == 1 ? "range" : "ranges") of frames for \(slots) \(slots == 1 ? "slot" : "slots")"
    }

    /// A renderer may take minutes for a frame: what a worker that dies takes with it is to be bearable, and below the
    /// second number loading the scene may be most of the work.
    private static let usualRenderedFrames = 24
    private static let fewestRenderedFrames = 4
    /// Each chunk reads the scene's pictures anew: below a second that is most of the work.
    private static let shortestChunkSeconds = 1.0
}

extension ChunkPlan {
    /// The same frames, without anything before or behind them.
    fileprivate var asDrawn: ChunkPlan {
        let start = ChunkStart(seekPts: nil, warmUpFrame: firstFrame, warmUpPts: startPts)
        return ChunkPlan(
            firstFrame: firstFrame, frameCount: frameCount, startPts: startPts, endPts: endPts, lastPts: lastPts,
            expectedFrames: frameCount, starts: [start])
    }
}

extension Mezzanine {
    /// `pixelFormat` is the one of the finished video: what it does not keep need not be kept before.
    fileprivate func intermediate(_ pixelFormat: String?) -> Intermediate {
        var encoding: EncoderSettings
        switch self {
        case .ffv1:
            encoding = EncoderSettings(encoder: "ffv1")
            encoding.pixelFormat = pixelFormat.map { Self.packedColours.contains($0) ? "bgr0" : $0 }
        case .prores:
            encoding = EncoderSettings(encoder: "prores_ks")
            encoding.encoderOptions = [EncoderOption("profile", "hq")]
            encoding.pixelFormat = "yuv422p10le"
        case .h264:
            // Hardly packed, so that it is soon done, and so good that nobody sees it.
            encoding = EncoderSettings(encoder: "libx264", crf: 10, encoderPreset: "ultrafast")
            encoding.pixelFormat = pixelFormat.map { Self.packedColours.contains($0) ? "yuv444p" : $0 }
        }
        return .mezzanine(encoding, container: EncoderFacts.named(encoding.encoder)?.chunk.rawValue ?? "nut")
    }

    /// Formats of screens, which the encoders of the mezzanine have in another order.
    private static let packedColours: Set = ["bgr24", "rgb24", "bgr0", "rgb0", "bgra", "rgba"]
}
