import FarmModel
import LinuxIO
import MediaPlan

/// One run of ffmpeg over a whole video, ready to be started.
public struct SerialInvocation: Equatable, Sendable {
    public var program: String
    public var arguments: [String]
    public var ffmpegVersion: String
    public var input: Input

    public struct Input: Equatable, Sendable {
        public var frames: Int
        public var seconds: Double
        public var video: ProbedStream
    }
}

/// The run of ffmpeg that renders a whole video with the settings of a request: the reference for what the farm makes,
/// and for how long it takes. It will write `output`, whatever was there before.
public func prepareSerialRun(
    _ request: VideoRequest, to output: String, threads: Int = 1, programs: MediaPrograms
) throws(MediaError) -> SerialInvocation {
    let tools = MediaTools(programs: programs)
    let ffmpeg = try tools.ffmpegFacts()
    let container: OutputContainer
    do throws(RequestRefusal) {
        container = try RequestCheck.container(for: request, output: output, ffmpeg: ffmpeg)
    } catch {
        throw MediaError(error)
    }
    let survey = try tools.survey(request.input)
    let command: SerialCommand?
    do throws(RequestRefusal) {
        let timeBase = survey.probe.video?.timeBase
        let part = try timeBase.flatMap { base throws(RequestRefusal) in
            try InputPart(of: request, pts: survey.packets.pts, timeBase: base)
        }
        command = SerialCommand(
            request: request, probe: survey.probe, container: container, part: part, threads: threads)
    } catch {
        throw MediaError(error)
    }
    guard let command, let video = survey.probe.video else {
        throw MediaError("\(request.input) has no video", cause: "there is no video stream with a time base in it")
    }
    return SerialInvocation(
        program: programs.ffmpeg, arguments: command.arguments(ffmpeg: ffmpeg, writingTo: output),
        ffmpegVersion: ffmpeg.version, input: input(survey, video))
}

private func input(_ survey: Survey.Result, _ video: ProbedStream) -> SerialInvocation.Input {
    let pts = survey.packets.pts
    var seconds = 0.0
    if let first = pts.min(), let last = pts.max(), pts.count > 1, let tick = video.timeBase?.asDouble {
        // The last frame is shown about as long as the others.
        seconds = Double(last - first) * tick * Double(pts.count) / Double(pts.count - 1)
    }
    return SerialInvocation.Input(frames: pts.count, seconds: (seconds * 1000).rounded() / 1000, video: video)
}

/// Renders a whole video in one run of ffmpeg, and waits for it.
public func renderSerially(
    _ request: VideoRequest, to output: String, threads: Int = 1, programs: MediaPrograms
) throws(MediaError) {
    let run = try prepareSerialRun(request, to: output, threads: threads, programs: programs)
    let result = try MediaTools(programs: programs).follow(
        run.arguments, milliseconds: StageLimits.wholeVideoMilliseconds
    ).result
    guard result.isSuccess else { throw MediaError("the serial run failed", failed: result) }
}
