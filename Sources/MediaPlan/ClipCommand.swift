import FarmModel

/// The command that makes a test video from ffmpeg's own picture and sound sources.
public struct ClipCommand: Equatable, Sendable {
    public enum Picture: String, Equatable, Sendable {
        /// Costly to make, costly to encode.
        case mandelbrot
        /// Cheap to make; every frame shows its number.
        case testsrc = "testsrc2"
    }

    public var picture: Picture
    public var milliseconds: Int
    public var width: Int
    public var height: Int
    public var frameRate: Rational
    public var hasAudio: Bool
    public var container: OutputContainer

    public init(
        picture: Picture, milliseconds: Int, width: Int, height: Int, frameRate: Rational, hasAudio: Bool,
        container: OutputContainer
    ) {
        self.picture = picture
        self.milliseconds = milliseconds
        self.width = width
        self.height = height
        self.frameRate = frameRate
        self.hasAudio = hasAudio
        self.container = container
    }

    public func arguments(writingTo path: String) -> [String] {
        let length = MediaTime.secondsText(microseconds: Int64(milliseconds) * 1000)
        var arguments = ["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i"]
        arguments.append("\(picture.rawValue)=size=\(width)x\(height):rate=\(MediaTime.text(frameRate))")
        if hasAudio {
            arguments += ["-f", "lavfi", "-i", "sine=frequency=440:beep_factor=4:sample_rate=48000", "-c:a", "aac"]
        }
        arguments += ["-t", length, "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p"]
        arguments += ["-progress", "pipe:1", "-nostats"]
        return arguments + ["-f", container.format, CommandPieces.fileName(path)]
    }
}
