import FarmModel
import LinuxIO
import MediaPlan

/// Runs filters and encoder on the first frames: an error shows at once, in ffmpeg's own words, and the cost of a frame
/// is measured instead of guessed.
struct Trial {
    let request: VideoRequest
    let probe: ProbeReport
    let container: OutputContainer
    let tools: MediaTools
    let ffmpeg: FFmpegFacts
    /// Somebody wants to know the cost of a frame, whether the plan depends on it or not.
    let alwaysMeasures: Bool

    struct Result: Equatable {
        /// When a serial run shows the first frame, in the time base of the input.
        var firstOutputPts: Int64
        /// Nil where there are too few frames to tell, and where nothing depends on it.
        var firstFrames: CostMeasurement.Sample?
    }

    func run() throws(MediaError) -> Result {
        let command = SerialCommand(request: request, probe: probe, container: container, threads: 1)
        guard let command, let timeBase = probe.video?.timeBase else {
            throw MediaError("\(request.input) has no usable video", cause: "its video stream has no time base")
        }
        if let objection = EncoderFacts.named(request.encoding.encoder)?.objection(toTimeBase: command.outputTimeBase) {
            throw MediaError(
                "the encoder cannot keep the times of this video", cause: objection,
                hint: "set a constant rate with --fps, or use another encoder")
        }
        guard wantsCost || alwaysMeasures else { return try firstFrame(of: command, timeBase) }
        // Encoders that look ahead give nothing before the measurement has seen enough: the first frame's time is asked
        // for meanwhile.
        let (first, sample) = try sideBySide { () throws(MediaError) in
            try firstFrame(of: command, timeBase)
        } _: { () throws(MediaError) in
            try self.sample(
                command, frames: StageLimits.measuredFrames, StageLimits.measurementMilliseconds,
                meter: CostMeasurement.meter)
        }
        // Ended before the first frame came out: so slow that it was worth waiting for.
        var result =
            sample.wasEnded && sample.firstPts == nil
            ? first : Result(firstOutputPts: try unfilteredFirstPts(command, else: sample, timeBase))
        let unseen = sample.wasEnded ? sample.result.usage.processorMilliseconds * 1_000_000 : nil
        result.firstFrames = (sample.nanosecondsPerFrame ?? unseen).map { nanoseconds in
            CostMeasurement.Sample(command: command, nanoseconds: nanoseconds, frames: sample.measuredFrames)
        }
        return result
    }

    /// Only the planner's own choice depends on the cost of a frame.
    var wantsCost: Bool { request.chunking == .automatic && FilterCheck(request.filter).window != nil }

    /// What a serial run makes of the first frame's time depends on the other streams, so it is asked, not computed.
    private func firstFrame(of command: SerialCommand, _ timeBase: Rational) throws(MediaError) -> Result {
        let needsWhole = FilterCheck(request.filter).window == nil
        let patience =
            needsWhole ? StageLimits.firstFrameOfWholeStreamMilliseconds : StageLimits.firstFrameMilliseconds
        var one = try sample(command, frames: 1, patience)
        if one.result.endedBy == .timeOut, needsWhole {
            // Filters that want the whole video before they give anything cannot be tried on its beginning.
            one = try sample(command.withoutFilters(), frames: 1, StageLimits.firstFrameMilliseconds)
        }
        return Result(firstOutputPts: try unfilteredFirstPts(command, else: one, timeBase))
    }

    /// Filters that move frames or leave them out hide when the first one went in, which chunks need to know.
    private func unfilteredFirstPts(
        _ command: SerialCommand, else filtered: Sample, _ timeBase: Rational
    ) throws(MediaError) -> Int64 {
        let first = try firstOutputPts(filtered, timeBase)
        let check = FilterCheck(command.settings.filter)
        switch check.frames {
        case .unknown: return first
        case .same, .multiplied:
            guard check.movesTimes else { return first }
            fallthrough
        case .rate, .shortened:
            guard check.window != nil else { return first }
            let plain = try sample(command.withoutFilters(), frames: 1, StageLimits.firstFrameMilliseconds)
            return try firstOutputPts(plain, timeBase)
        }
    }

    private struct Sample {
        var result: CommandResult
        var firstPts: Int64?
        var listBase: Rational?
        var nanosecondsPerFrame: Int64?
        var measuredFrames: Range<Int>

        /// Enough was known, or it took too long.
        var wasEnded: Bool { result.endedBy == .caller || result.endedBy == .timeOut }
    }

    private func sample(
        _ command: SerialCommand, frames: Int, _ milliseconds: Int, meter: FrameMeter? = nil
    ) throws(MediaError) -> Sample {
        var scan = DecodeScan()
        let run = try tools.follow(
            command.trialArguments(ffmpeg: ffmpeg, frames: frames), milliseconds: milliseconds, meter: meter
        ) { scan.read(line: $0) }
        let base = scan.timeBase
        return Sample(
            result: run.result, firstPts: scan.finish().pts.first, listBase: base,
            nanosecondsPerFrame: run.nanosecondsPerFrame, measuredFrames: run.measuredFrames)
    }

    private func firstOutputPts(_ sample: Sample, _ timeBase: Rational) throws(MediaError) -> Int64 {
        guard sample.result.isSuccess || sample.wasEnded && sample.firstPts != nil else { throw refused(sample.result) }
        guard let first = sample.firstPts, let listBase = sample.listBase else {
            throw MediaError(
                "\(request.input) gives no picture", cause: "ffmpeg ended well, but without a single frame",
                lastLines: ErrorTail(of: sample.result.standardErrorTail).lines)
        }
        return MediaTime.rescale(first, from: listBase, to: timeBase)
    }

    private func refused(_ result: CommandResult) -> MediaError {
        MediaError(
            "ffmpeg cannot do this with the input", failed: result,
            hint: "the filters and the encoder were tried on the first frames; see ffmpeg's last lines")
    }
}
