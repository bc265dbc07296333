import FarmModel
import MediaPlan

/// Compares two videos frame by frame: how many, when, and the decoded pixels.
public func compareVideos(
    _ left: String, _ right: String, programs: MediaPrograms
) throws(MediaError) -> VideoComparison {
    let tools = MediaTools(programs: programs)
    let ffmpeg = try tools.ffmpegSpelling()
    return VideoComparison(try tools.hashFrames(left, ffmpeg: ffmpeg), try tools.hashFrames(right, ffmpeg: ffmpeg))
}

/// How alike the frames of two videos look, in their order.
public func compareQuality(
    _ left: String, _ right: String, programs: MediaPrograms
) throws(MediaError) -> [FrameQuality] {
    var scan = QualityScan()
    let result = try MediaTools(programs: programs).lines(
        programs.ffmpeg, QualityScan.arguments(left: left, right: right),
        milliseconds: StageLimits.wholeVideoMilliseconds
    ) { scan.read(line: $0) }
    guard result.isSuccess else {
        throw MediaError(
            "the pictures of the two videos cannot be held against each other", failed: result,
            hint: "they need the same size and pixel format")
    }
    return scan.finish()
}
