import FarmModel
import LinuxIO
import MediaPlan

/// What the frames of a video cost, from what its first frames cost. Where others are much larger or smaller, they are
/// measured as well; decoding is measured where there is enough to do for several chunks.
struct CostMeasurement {
    let firstFrames: Sample
    let scan: Scan.Result
    let tools: MediaTools
    let ffmpeg: FFmpegFacts

    /// Some frames from the beginning, measured with filters and encoder.
    struct Sample: Equatable {
        var command: SerialCommand
        /// Of one frame.
        var nanoseconds: Int64
        /// Counted from the first that came out.
        var frames: Range<Int>
    }

    static var meter: FrameMeter {
        FrameMeter(
            enoughMilliseconds: StageLimits.enoughMilliseconds, enoughFrames: StageLimits.enoughFrames,
            mostMilliseconds: StageLimits.measuredMilliseconds)
    }

    func run() throws(MediaError) -> FrameCosts {
        let frameCount = scan.pts.count
        let beginning = FrameCost(nanoseconds: firstFrames.nanoseconds, decodeNanoseconds: 0)
        let flat = FrameCosts(beginning, frameCount: frameCount)
        let elsewhere = differentPlace(flat)
        if elsewhere == nil, flat.renderingMilliseconds < MediaLimits.computeMillisecondsOfOnePiece { return flat }
        let (decodeNanoseconds, there) = try sideBySide { () throws(MediaError) in
            try measuredDecoding()
        } _: { () throws(MediaError) in
            elsewhere.flatMap { measured($0.pts) }
        }
        guard let elsewhere, let there else {
            return FrameCosts(
                FrameCost(nanoseconds: firstFrames.nanoseconds, decodeNanoseconds: decodeNanoseconds),
                frameCount: frameCount)
        }
        let sizes = elsewhere.sizes
        let distant = there.frames.lowerBound + elsewhere.frame..<there.frames.upperBound + elsewhere.frame
        return FrameCosts(
            FrameCosts.Place(
                nanoseconds: Double(firstFrames.nanoseconds), bytesPerFrame: sizes.bytesPerFrame(firstFrames.frames)),
            FrameCosts.Place(nanoseconds: Double(there.nanoseconds), bytesPerFrame: sizes.bytesPerFrame(distant)),
            decodeNanoseconds: decodeNanoseconds, sizes: sizes)
    }

    private var packets: PacketScan.Result { scan.survey.packets }

    private struct Place {
        var frame: Int
        var pts: Int64
        var sizes: FrameSizes
    }

    /// Where frames are of quite another size than at the beginning, if that can be told, and may matter for the plan.
    private func differentPlace(_ flat: FrameCosts) -> Place? {
        guard scan.decoded == nil, packets.canSeek, scan.survey.probe.canSeek, !scan.looks.keysAreFalse,
            !firstFrames.frames.isEmpty, let sizes = FrameSizes(packets.sizes), sizes.frameCount == packets.pts.count,
            let timeline = FrameTimeline(
                pts: packets.pts, keys: packets.keys, timeBase: firstFrames.command.timeBase)
        else { return nil }
        guard let frame = sizes.farthest(from: firstFrames.frames, among: timeline.keyFrameIndexes) else { return nil }
        // Even if all frames cost as much more as these have more bytes, a short video may be too little to share out.
        let there = sizes.bytesPerFrame(frame..<frame + firstFrames.frames.count)
        let heavier = max(1, there / max(1, sizes.bytesPerFrame(firstFrames.frames)))
        guard Double(flat.renderingMilliseconds) * heavier >= Double(MediaLimits.computeMillisecondsOfOnePiece)
        else { return nil }
        return Place(frame: frame, pts: packets.pts[frame], sizes: sizes)
    }

    /// Nil where that place cannot be rendered by itself: the job will tell, and the plan can do without.
    private func measured(_ pts: Int64) -> (nanoseconds: Int64, frames: Range<Int>)? {
        let arguments = firstFrames.command.trialArguments(
            ffmpeg: ffmpeg, fromKey: pts, frames: StageLimits.measuredFrames)
        guard
            let run = try? tools.follow(
                arguments, milliseconds: StageLimits.measurementMilliseconds, meter: Self.meter),
            let each = run.nanosecondsPerFrame, !run.measuredFrames.isEmpty
        else { return nil }
        return (each, run.measuredFrames)
    }

    private func measuredDecoding() throws(MediaError) -> Int64 {
        let arguments = firstFrames.command.decodingArguments(ffmpeg: ffmpeg, frames: StageLimits.measuredFrames)
        let run = try tools.follow(arguments, milliseconds: StageLimits.measurementMilliseconds, meter: Self.meter)
        guard run.result.isSuccess || run.nanosecondsPerFrame != nil else {
            throw MediaError("the first frames cannot be decoded", failed: run.result)
        }
        return run.nanosecondsPerFrame ?? 0
    }
}
