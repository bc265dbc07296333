import ExternalRenderers
import FarmModel
import MediaPlan
import MediaStages

extension FrameRendering.Order {
    /// What a task wants of a renderer; nil where it wants none. What came over the wire is held against this worker's own
    /// configuration and its bounds.
    init?(
        _ task: RenderTask, _ files: AttemptFiles, _ renderers: InstalledRenderers, _ folder: String
    ) throws(AttemptTrouble) {
        guard let drawing = task.drawing, let work = RenderCommand.drawing(task),
            case .renderer(let plan) = work.source
        else { return nil }
        guard let renderer = renderers.named(plan.name) else {
            throw AttemptTrouble(.workerFault, "this worker has no renderer `\(plan.name)`")
        }
        let numbers = FarmLimits.rendererFrames
        let sides = MediaLimits.drawnSide
        guard !work.frames.isEmpty, work.frames.lowerBound >= 0, drawing.frameCount <= MediaLimits.packets,
            numbers.contains(plan.firstFrame), sides.contains(drawing.size.width),
            sides.contains(drawing.size.height), drawing.frameRate.numerator > 0
        else {
            throw AttemptTrouble(.permanent, "these frames cannot be rendered: their numbers are out of bounds")
        }
        self.init(
            renderer: renderer, plan: plan, drawing: drawing, frames: work.frames, threads: max(1, task.threads),
            archive: try Self.archive(task, files), folder: folder)
    }
}

extension FrameRendering.Order {
    private static func archive(_ task: RenderTask, _ files: AttemptFiles) throws(AttemptTrouble) -> Archive {
        if files.seesInput { return .here(path: task.input.path) }
        guard let access = task.access else {
            throw AttemptTrouble(.workerFault, "the scene's archive can neither be seen nor fetched")
        }
        return .elsewhere(sizeBytes: task.input.sizeBytes, token: access.token)
    }
}

extension AttemptProgress {
    /// Counts the frames of a renderer, beside which encoding them is little; that it goes on shows as a check does.
    mutating func count(rendered: Int, of task: RenderTask) {
        checkedFrames += frame
        let lead = task.chunk.isWholeVideo ? 0 : task.chunk.firstFrame - task.chunk.start(care: task.care).warmUpFrame
        frame = min(max(0, rendered - max(0, lead)), task.chunk.frameCount)
    }
}
