import FarmModel
import FarmWire
import Invocation
import JSONText
import LinuxIO
import MediaPlan
import MediaStages

/// `renderctl verify A B`
enum VerifyCommand: ControlCommand {
    static let shape = CommandShape(
        name: "verify",
        overview: """
            Compare two videos frame by frame: count, timestamps, pixels. Ends with 0 only if they are equal, or, with \
            --tolerance, look alike.
            """,
        arguments: [
            ArgumentShape("A", help: "A video."), ArgumentShape("B", help: "The one to compare it with."),
        ],
        options: [
            .value(
                "tolerance", placeholder: "DB",
                help: "Pictures may differ: at least so many dB of PSNR for each frame (40 is hard to see)."),
            .value(
                "job", placeholder: "JOB",
                help: "With --tolerance: look above all at the seams between the job's chunks."),
        ])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let left = try absolute(call.parsed.argument("A"), for: "A")
        let right = try absolute(call.parsed.argument("B"), for: "B")
        let tolerance = try decibels(call)
        let cuts = try cuts(call, isWanted: tolerance != nil)
        let comparison: VideoComparison
        var quality: QualityReport?
        do throws(MediaError) {
            comparison = try compareVideos(left, right, programs: .ofEnvironment)
            if let tolerance {
                quality = QualityReport(
                    frames: try compareQuality(left, right, programs: .ofEnvironment), leastDecibels: tolerance,
                    cuts: cuts)
            }
        } catch {
            throw error.asUserError
        }
        let page = ComparisonPage(comparison: comparison, quality: quality)
        call.output.show(page.text) { page.write(to: &$0) }
        return page.isGood ? .ok : .failed
    }

    private static func decibels(_ call: ControlCall) throws(UserError) -> Double? {
        guard let text = call.parsed.text("tolerance") else { return nil }
        guard let value = Double(text), (0...FrameQuality.mostDecibels).contains(value) else {
            throw UserError(
                "--tolerance is not a number of decibels", cause: "`\(printable(text))`",
                hint: "equal pictures have the most; 40 is hard to see, 30 is visible", exitCode: .usage)
        }
        return value
    }

    /// The first frame of each chunk but the first.
    private static func cuts(_ call: ControlCall, isWanted: Bool) throws(UserError) -> [Int] {
        guard let job = try call.parsed.integer("job", in: 1...Int(Int32.max)) else { return [] }
        guard isWanted else {
            throw UserError(
                "--job needs --tolerance", cause: "where pixels have to be equal, every frame is looked at alike",
                exitCode: .usage)
        }
        guard case .job(let detail) = try call.ask(.job(JobID(job))) else { throw call.wrongAnswer }
        var cuts: [Int] = []
        for chunk in detail.manifest.dropLast() { cuts.append((cuts.last ?? 0) + chunk.frames) }
        return cuts
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
