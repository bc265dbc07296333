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

    struct Result: Equatable {
        /// When a serial run shows the first frame, in the time base of the input.
        var firstOutputPts: Int64
        /// Nil where there are too few frames to tell, and where nothing depends on it.
        var cost: FrameCost?
    }

    func run() throws(MediaError) -> Result {
        let command = SerialCommand(
            input: request.input, probe: probe, settings: RequestCheck.settings(of: request), container: container,
            audio: request.audio, threads: 1)
        guard let command, let timeBase = probe.video?.timeBase else {
            throw MediaError("\(request.input) has no usable video", cause: "its video stream has no time base")
        }
        let (first, showsSoon) = try firstOutputPts(command, timeBase)
        // Filters that want the whole video before they give anything cannot be tried on its beginning.
        return Result(firstOutputPts: first, cost: showsSoon ? try cost(command) : nil)
    }

    /// What a serial run makes of the first frame's time depends on the other streams, so it is asked, not computed.
    private func firstOutputPts(
        _ command: SerialCommand, _ timeBase: Rational
    ) throws(MediaError) -> (pts: Int64, showsSoon: Bool) {
        var (result, frames) = try firstFrame(command)
        let showsSoon = result.endedBy != .timeOut
        if !showsSoon, check.window == nil { (result, frames) = try firstFrame(command.withoutFilters()) }
        guard result.isSuccess else { throw refused(result) }
        guard let first = frames.pts.first else {
            throw MediaError(
                "\(request.input) gives no picture", cause: "ffmpeg ended well, but without a single frame",
                lastLines: ErrorTail(of: result.standardErrorTail).lines)
        }
        let base = showsSoon ? command.outputTimeBase : timeBase
        return (MediaTime.rescale(first, from: base, to: timeBase), showsSoon)
    }

    private func firstFrame(_ command: SerialCommand) throws(MediaError) -> (CommandResult, DecodeScan.Result) {
        var frames = DecodeScan()
        let result = try tools.lines(
            tools.programs.ffmpeg, command.firstFrameArguments(ffmpeg: ffmpeg),
            milliseconds: StageLimits.firstFrameMilliseconds
        ) { frames.read(line: $0) }
        return (result, frames.finish())
    }

    private var check: FilterCheck { FilterCheck(request.filter) }

    private func cost(_ command: SerialCommand) throws(MediaError) -> FrameCost? {
        let (one, _) = try tools.follow(
            command.trialArguments(ffmpeg: ffmpeg, frames: 1), milliseconds: StageLimits.firstFrameMilliseconds)
        guard one.isSuccess else { throw refused(one) }
        // Only the planner's own choice depends on the cost.
        guard request.chunking == .automatic, check.window != nil else { return nil }
        let count = StageLimits.measuredFrames
        let all = try costOfEach(command.trialArguments(ffmpeg: ffmpeg, frames: count), beyond: one)
        let (oneDecoded, _) = try tools.follow(
            command.decodingArguments(ffmpeg: ffmpeg, frames: 1), milliseconds: StageLimits.firstFrameMilliseconds)
        let decoding = try costOfEach(command.decodingArguments(ffmpeg: ffmpeg, frames: count), beyond: oneDecoded)
        guard let all, let decoding else { return nil }
        return FrameCost(nanoseconds: all, decodeNanoseconds: min(all, decoding))
    }

    /// Processor time of each frame after the first; `one` is a run that ended after its first.
    private func costOfEach(_ arguments: [String], beyond one: CommandResult) throws(MediaError) -> Int64? {
        let (many, frames) = try tools.follow(arguments, milliseconds: StageLimits.measurementMilliseconds)
        // An end by the clock is fine here: the frames that were done by then are measure enough.
        guard many.isSuccess || many.endedBy == .timeOut else { throw refused(many) }
        // A chain so slow that not even two frames were done in time: all of the time was one frame's.
        let done = many.endedBy == .timeOut ? max(frames, 2) : frames
        guard done >= 2 else { return nil }
        let spent = max(0, many.usage.processorMilliseconds - one.usage.processorMilliseconds)
        return spent * 1_000_000 / Int64(done - 1)
    }

    private func refused(_ result: CommandResult) -> MediaError {
        MediaError(
            "ffmpeg cannot do this with the input", failed: result,
            hint: "the filters and the encoder were tried on the first frames; see ffmpeg's last lines")
    }
}

extension ResourceUsage {
    var processorMilliseconds: Int64 { userMilliseconds + systemMilliseconds }
}
