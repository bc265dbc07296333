import FarmModel
import Invocation

/// What is done with drawn frames where a job does not say.
extension CoordinatorSettings {
    static func readFrames(_ settings: inout Settings) throws(UserError) -> FrameSettings {
        var frames = FrameSettings()
        frames.method = try settings.choice("frame_method", default: frames.method)
        frames.format = try settings.choice("frame_format", default: frames.format)
        frames.quality = try settings.integer(
            "frame_quality", in: FarmLimits.frameQualityRange, default: frames.quality)
        // The same bounds as those of --chunk-seconds.
        frames.chunkMilliseconds =
            1_000
            * (try settings.integer("frame_chunk_seconds", in: 1...86_400, default: frames.chunkMilliseconds / 1_000))
        let workers = try settings.integer("frame_workers", in: 0...1_000_000, default: 0)
        frames.workers = workers > 0 ? workers : nil
        return frames
    }
}
