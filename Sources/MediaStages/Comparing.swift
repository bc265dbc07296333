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
