import Invocation
import LinuxIO
import MediaPlan
import MediaStages

/// `renderctl verify A B`
enum VerifyCommand: ControlCommand {
    static let shape = CommandShape(
        name: "verify",
        overview: "Compare two videos frame by frame: count, timestamps, pixels. Ends with 0 only if they are equal.",
        arguments: [
            ArgumentShape("A", help: "A video."), ArgumentShape("B", help: "The one to compare it with."),
        ])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let left = try absolute(call.parsed.argument("A"), for: "A")
        let right = try absolute(call.parsed.argument("B"), for: "B")
        let comparison: VideoComparison
        do throws(MediaError) {
            comparison = try compareVideos(left, right, programs: .ofEnvironment)
        } catch {
            throw error.asUserError
        }
        call.output.show(comparison.text) { json in
            json.object { json in
                json.field("equal", comparison.areEqual)
                json.field("frames", [comparison.leftFrames, comparison.rightFrames])
                json.field("different_pixels", comparison.differentPixels)
                json.field("first_different_pixels", orNull: comparison.firstDifferentPixels)
                json.field("different_timestamps", comparison.differentTimestamps)
                json.field("first_different_timestamp", orNull: comparison.firstDifferentTimestamp)
                json.field("largest_timestamp_difference_sec", comparison.largestTimestampDifferenceSeconds)
            }
        }
        return comparison.areEqual ? .ok : .failed
    }
}

extension VideoComparison {
    /// What differs, a line each.
    var text: String {
        if areEqual {
            return "equal: \(Words.count(leftFrames, "frame")), each with the same pixels at the same time\n"
        }
        var lines = ["different"]
        if leftFrames != rightFrames { lines.append("frames:     \(leftFrames) and \(rightFrames)") }
        if let first = firstDifferentPixels {
            lines.append(
                "pixels:     \(Words.count(differentPixels, "frame differs", "frames differ")), the first is frame \(first)"
            )
        }
        if let first = firstDifferentTimestamp {
            let largest = Words.decimal(largestTimestampDifferenceSeconds * 1000, digits: 3)
            let count = Words.count(differentTimestamps, "frame is", "frames are")
            lines.append("timestamps: \(count) at another time (by up to \(largest) ms), the first is frame \(first)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension MediaPrograms {
    static var ofEnvironment: MediaPrograms {
        func program(_ variable: String, _ usual: String) -> String {
            guard let path = environmentValue(variable), !path.isEmpty else { return usual }
            return path
        }
        return MediaPrograms(
            ffmpeg: program("FARM_FFMPEG", "ffmpeg"), ffprobe: program("FARM_FFPROBE", "ffprobe"))
    }
}

extension MediaError {
    var asUserError: UserError {
        let lines = failure.lastLines.map { "\n" + printable($0) }.joined()
        return UserError(failure.summary, cause: failure.cause + lines, hint: failure.hint)
    }
}
