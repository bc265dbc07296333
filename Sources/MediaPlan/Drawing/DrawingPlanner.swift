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
        guard let encoder = EncoderFacts.named(request.encoding.encoder) else {
            throw RequestRefusal("the encoder is unknown", "`\(request.encoding.encoder)` is not known")
        }
        // Frames are counted in frames: no time is ever rounded.
        guard let timeBase = Rational(drawing.frameRate.denominator, drawing.frameRate.numerator),
            let timeline = FrameTimeline(
                pts: (0..<Int64(drawing.frameCount)).map { $0 }, keys: [], timeBase: timeBase)
        else { throw RequestRefusal("the frame rate is not possible", MediaTime.text(drawing.frameRate)) }
        let settings = RequestCheck.settings(of: request, probe: nil)
        let check = FilterCheck(settings.filter)
        if let objection = encoder.objection(toTimeBase: timeBase) {
            throw RequestRefusal("the encoder cannot keep the times of this video", objection, "use another encoder")
        }
        let obstacle = obstacle(check)
        var planner = ChunkPlanner(
            timeline: timeline, chunking: chunking(obstacle), cut: .robust,
            warmUpFrames: max(check.window?.before ?? 0, check.convergence?.warmUpFrames ?? 0)
                + max(0, request.warmUpFrames),
            slots: slots, cores: cores, threads: request.threads, costs: nil)
        planner.frames = check.frames
        planner.clock = OutputClock(inputBase: timeBase, offset: 0, check: check)
        var layout = planner.layout()
        if layout.chunks.count == 1 { layout.chunks[0].expectedFrames = check.keepsFrames ? drawing.frameCount : nil }
        layout.reasons.insert(obstacle.map { "1 chunk: \($0)" } ?? words(layout.chunks.count), at: 0)
        return VideoPlan(
            input: input, drawing: drawing, timeBase: timeBase, timestampOffset: 0, frameCount: drawing.frameCount,
            firstPts: 0, settings: settings, chunkFormat: encoder.chunk.rawValue,
            chunkExtension: encoder.chunk.rawValue, threads: layout.threads, chunks: layout.chunks,
            seamRule: check.isConverging && layout.chunks.count > 1 ? .close : .exact,
            keepsFrameCount: check.keepsFrames, warnings: encoder.warnings(about: settings), reasons: layout.reasons)
    }

    private func obstacle(_ check: FilterCheck) -> String? {
        if drawing.method == .disabled { return "one process draws and encodes everything, as asked for" }
        if case .generator(let source) = drawing.subject, let reason = GeneratorCheck.reasonForOnePiece(source) {
            return reason
        }
        if case .onePiece(let reason) = check.verdict { return reason }
        if request.isStrict, let convergence = check.convergence {
            return "\(convergence.reason), and only exact chunks were asked for"
        }
        return nil
    }

    /// Ten seconds, and less where that would leave slots without work.
    private func chunking(_ obstacle: String?) -> Chunking {
        if obstacle != nil { return .count(1) }
        guard request.chunking == .automatic else { return request.chunking }
        if drawing.renderer != nil {
            let byLength = (drawing.frameCount + Self.usualRenderedFrames - 1) / Self.usualRenderedFrames
            let most = max(1, drawing.frameCount / Self.fewestRenderedFrames)
            return .count(max(byLength, min(slots * MediaLimits.chunksPerSlot, most)))
        }
        let seconds = Double(drawing.frameCount) / drawing.frameRate.asDouble
        let byLength = Int((seconds / Self.usualChunkSeconds).rounded(.up))
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
    private static let usualChunkSeconds = 10.0
    /// Each chunk reads the scene's pictures anew: below a second that is most of the work.
    private static let shortestChunkSeconds = 1.0
}
