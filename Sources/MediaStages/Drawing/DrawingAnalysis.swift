import FarmModel
import JSONText
import LinuxIO
import MediaPlan

/// Plans a job whose frames are drawn: looks at everything that is shown, and puts into the run's folder what the
/// workers draw from.
struct DrawingAnalysis {
    let request: StageRequest
    let drawing: DrawingRequest
    let tools: MediaTools

    func run() throws(MediaError) -> VideoPlan {
        let ffmpeg = try tools.ffmpegFacts()
        let container = try request.acceptedContainer(ffmpeg)
        var input = try inputIdentity()
        let space = try OutputCheck(request: request, input: input).run()
        let drawn: DrawingPlan
        switch drawing.subject {
        case .scene: drawn = try ScenePreparation(request: request, method: method, tools: tools).run()
        case .generator(let generator): drawn = try plan(for: generator)
        case .renderer(let renderer):
            try check(renderer)
            // What workers render from is the archive, wherever the scene came from.
            let (archive, plan) = try SceneArchive(request: request, renderer: renderer).run()
            input = archive
            drawn = DrawingPlan(
                subject: .renderer(plan), method: method, size: renderer.size, frameRate: renderer.frameRate,
                frameCount: renderer.lastFrame - renderer.firstFrame + 1,
                pixelFormat: DrawingPlan.ownPixelFormat)
        }
        var plan = try planned(input, drawn, container)
        plan.ffmpegVersion = ffmpeg.version
        plan.warnings += space
        try writeDescriptions(plan)
        return plan
    }

    private var method: FrameMethod { drawing.method ?? FrameSettings().method }

    /// A generator has no file; its name stands for it.
    private func inputIdentity() throws(MediaError) -> InputIdentity {
        switch drawing.subject {
        case .scene, .renderer: return try InputCheck(path: request.request.input).identity()
        case .generator(let generator):
            return InputIdentity(path: generator.source, sizeBytes: 0, modifiedNanoseconds: 0)
        }
    }

    private func plan(for generator: GeneratorRequest) throws(MediaError) -> DrawingPlan {
        if let objection = GeneratorCheck.objection(to: generator.source) {
            throw MediaError("the generator cannot be used", cause: objection)
        }
        let frames = max(1, Int((Double(generator.milliseconds) / 1_000 * generator.frameRate.asDouble).rounded()))
        let format = try tools.pixelFormat(
            ofGraph: GeneratorCheck.graph(
                generator.source, size: generator.size, rate: generator.frameRate, frames: frames))
        return DrawingPlan(
            subject: .generator(source: generator.source), method: method, size: generator.size,
            frameRate: generator.frameRate, frameCount: frames, pixelFormat: format)
    }

    private func check(_ renderer: RendererRequest) throws(MediaError) {
        do throws(RequestRefusal) {
            try RendererCheck.check(renderer)
        } catch {
            throw MediaError(error)
        }
    }

    private func planned(
        _ input: InputIdentity, _ drawn: DrawingPlan, _ container: OutputContainer
    ) throws(MediaError) -> VideoPlan {
        do throws(RequestRefusal) {
            return try DrawingPlanner(
                request: request.request, input: input, drawing: drawn, container: container, slots: request.slots,
                cores: MachineProbe.usableCores()
            ).plan()
        } catch {
            throw MediaError(error)
        }
    }

    /// `probe.json` describes what the merge adds to the video: the soundtrack, or nothing.
    private func writeDescriptions(_ plan: VideoPlan) throws(MediaError) {
        let sound: [UInt8]
        if let soundtrack = plan.drawing?.soundtrack {
            sound = try tools.survey(soundtrack).document
        } else {
            sound = Array(#"{"streams":[],"format":{}}"#.utf8)
        }
        do throws(SystemError) {
            try Files.writeAtomically(RunLayout.probePath(of: request.run), sound, synced: false)
            try Files.writeAtomically(
                RunLayout.metaPath(of: request.run), prettyJSON(meta(plan)) + [UInt8(ascii: "\n")], synced: false)
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
    }

    private func meta(_ plan: VideoPlan) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("input", plan.input)
            json.field("drawing", optional: plan.drawing)
            json.object("plan") { json in
                json.field("chunks", plan.chunks.count)
                json.field("chunk_format", plan.chunkFormat)
                json.field("threads", plan.threads)
                json.field("slots", request.slots)
                json.field("reasons", array: plan.reasons)
                json.field("warnings", array: plan.warnings)
            }
            json.field("ffmpeg_version", plan.ffmpegVersion)
        }
        return json.bytes
    }
}

extension MediaTools {
    /// The pixels that one of ffmpeg's sources gives.
    fileprivate func pixelFormat(ofGraph graph: String) throws(MediaError) -> String {
        let result = try run(
            programs.ffprobe, GeneratorCheck.probeArguments(graph), milliseconds: StageLimits.questionMilliseconds,
            outputBytes: MediaLimits.probeBytes)
        guard result.isSuccess, let format = GeneratorCheck.pixelFormat(inOutput: result.standardOutput) else {
            throw MediaError("the generator cannot be used", failed: result)
        }
        return format
    }
}
