import FarmModel
import Invocation
import LinuxIO
import MediaPlan
import MediaStages

/// `renderctl generate OUT`
enum GenerateCommand: ControlCommand {
    static let shape = CommandShape(
        name: "generate", overview: "Make a test video that is hard work to render.",
        arguments: [ArgumentShape("OUT", help: "The file to make.")],
        options: [
            .value("kind", placeholder: "KIND", help: "mandelbrot (default) or testsrc."),
            .value("seconds", placeholder: "S", help: "How long it plays (default: 30)."),
            .value("size", placeholder: "WxH", help: "Width and height (default: 1280x720)."),
            .value("fps", placeholder: "N", help: "Frames a second, as in 25 or 30000/1001 (default: 30)."),
            .flag("audio", help: "With a tone."),
            .flag("overwrite", help: "Replace OUT if it exists."),
        ])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let clip = try request(call.parsed)
        UnfinishedFile.removeWhenInterrupted(clip.temporaryPath)
        do throws(MediaError) {
            try generateClip(clip, programs: .ofEnvironment)
        } catch {
            throw error.asUserError
        }
        let size = try sizeBytes(of: clip.output)
        call.output.show("\(printable(clip.output))\n") { json in
            json.object { json in
                json.field("output", clip.output)
                json.field("size_bytes", size)
            }
        }
        return .ok
    }

    private static func request(_ parsed: ParsedCommand) throws(UserError) -> ClipRequest {
        let size = try Quantity.size(parsed.text("size") ?? "1280x720", in: 16...8192, of: "--size")
        // A day of video is more than any test needs.
        let milliseconds = try parsed.seconds("seconds", inMilliseconds: 100...86_400_000) ?? 30_000
        return ClipRequest(
            output: try absolute(parsed.argument("OUT"), for: "OUT"),
            kind: try parsed.choice("kind", of: ClipKind.self) ?? .mandelbrot, seconds: Double(milliseconds) / 1000,
            width: size.width, height: size.height, frameRate: try frameRate(parsed.text("fps") ?? "30"),
            audio: parsed.has("audio"), overwrite: parsed.has("overwrite"))
    }

    /// `25`, `29.97` or `30000/1001`.
    private static func frameRate(_ text: String) throws(UserError) -> Rational {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let rate: Rational?
        switch parts.count {
        case 1:
            rate = Rational(Int64(try Quantity.seconds(text, inMilliseconds: 1...1_000_000, of: "--fps")), 1000)
        case 2:
            guard let numerator = Int64(parts[0]), let denominator = Int64(parts[1]) else { fallthrough }
            rate = Rational(numerator, denominator)
        default:
            rate = nil
        }
        guard let rate, rate.asDouble > 0, rate.asDouble <= 1000 else {
            throw UserError(
                "--fps cannot be `\(text)`", cause: "it must be a rate up to 1000, as in 25 or 30000/1001",
                exitCode: .usage)
        }
        return rate
    }

    private static func sizeBytes(of path: String) throws(UserError) -> Int64 {
        do throws(SystemError) {
            return try Files.facts(path).sizeBytes
        } catch {
            throw UserError("\(path) was made and is gone again", cause: error.cause)
        }
    }
}
