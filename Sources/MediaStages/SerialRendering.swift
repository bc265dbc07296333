import FarmModel
import LinuxIO
import MediaPlan

/// What a serial run took.
public struct SerialRun: Equatable, Sendable {
    public var wallMilliseconds: Int
    public var cpuMilliseconds: Int
    public var frames: Int
}

/// Renders a whole video in one run of ffmpeg with the settings of a request: the reference for what the farm makes, and
/// for how long it takes. Writes `output`, whatever was there before.
public func renderSerially(
    _ request: VideoRequest, to output: String, threads: Int = 1, programs: MediaPrograms
) throws(MediaError) -> SerialRun {
    let tools = MediaTools(programs: programs)
    let ffmpeg = try tools.ffmpegFacts()
    let container: OutputContainer
    do throws(RequestRefusal) {
        container = try RequestCheck.container(for: request, output: output, ffmpeg: ffmpeg)
    } catch {
        throw MediaError(error)
    }
    let survey = try tools.survey(request.input).result
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
    guard let command else {
        throw MediaError("\(request.input) has no video", cause: "there is no video stream with a time base in it")
    }
    let (result, frames) = try tools.follow(
        command.arguments(ffmpeg: ffmpeg, writingTo: output), milliseconds: StageLimits.wholeVideoMilliseconds)
    guard result.isSuccess else { throw MediaError("the serial run failed", failed: result) }
    return SerialRun(
        wallMilliseconds: Int(result.wallMilliseconds), cpuMilliseconds: Int(result.usage.processorMilliseconds),
        frames: frames)
}
