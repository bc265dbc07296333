import FarmModel
import LinuxIO
import MediaPlan

/// A test video to make.
public struct ClipRequest: Equatable, Sendable {
    public var output: String
    public var kind: ClipKind
    public var seconds: Double
    public var width: Int
    public var height: Int
    public var frameRate: Rational
    public var audio: Bool
    public var overwrite: Bool

    public init(
        output: String, kind: ClipKind, seconds: Double, width: Int, height: Int, frameRate: Rational, audio: Bool,
        overwrite: Bool
    ) {
        self.output = output
        self.kind = kind
        self.seconds = seconds
        self.width = width
        self.height = height
        self.frameRate = frameRate
        self.audio = audio
        self.overwrite = overwrite
    }
}

public enum ClipKind: String, Equatable, Sendable, CaseIterable {
    case mandelbrot
    case testsrc
}

/// Makes a test video with ffmpeg's own sources; it appears under its name only when it is complete.
public func generateClip(_ clip: ClipRequest, programs: MediaPrograms) throws(MediaError) {
    let command = try clip.command()
    let temporary = clip.temporaryPath
    try clip.refuseExisting()
    let result = try MediaTools(programs: programs).follow(
        command.arguments(writingTo: temporary), milliseconds: StageLimits.wholeVideoMilliseconds
    ).result
    do throws(SystemError) {
        if !result.isSuccess {
            try Files.remove(temporary)
        } else if clip.overwrite {
            try Files.rename(temporary, to: clip.output)
        } else {
            try Files.renameNoReplace(temporary, to: clip.output)
        }
    } catch {
        throw MediaError("the test video cannot be written", error)
    }
    guard result.isSuccess else { throw MediaError("the test video cannot be made", failed: result) }
}

extension ClipRequest {
    /// Where the video grows until it is complete.
    public var temporaryPath: String {
        let (folder, name) = RunLayout.split(output)
        return "\(folder).\(name).partial"
    }

    fileprivate func command() throws(MediaError) -> ClipCommand {
        guard let container = OutputContainer.named(byExtensionOf: output), container.holds(videoCodec: "h264") else {
            throw MediaError("the test video cannot be made", cause: "\(output) has no extension for H.264 video")
        }
        // Larger pictures and longer videos are no test any more, and odd sizes do not fit the pixel format.
        guard (16...8192).contains(width), (16...8192).contains(height), width % 2 == 0, height % 2 == 0 else {
            throw MediaError("the size of the picture is not possible", cause: "\(width)x\(height)")
        }
        guard seconds.isFinite, seconds > 0, seconds <= 86_400, frameRate.numerator > 0 else {
            throw MediaError("the length of the video is not possible", cause: "\(seconds) seconds")
        }
        return ClipCommand(
            picture: kind == .mandelbrot ? .mandelbrot : .testsrc, milliseconds: Int(seconds * 1000), width: width,
            height: height, frameRate: frameRate, hasAudio: audio, container: container)
    }

    fileprivate func refuseExisting() throws(MediaError) {
        guard !overwrite else { return }
        do throws(SystemError) {
            guard try Files.factsIfPresent(output) != nil else { return }
        } catch {
            throw MediaError("\(output) cannot be looked at", error)
        }
        throw MediaError("the output exists already", cause: output, hint: "choose another name, or use --overwrite")
    }
}
