import FarmModel

/// Numbered pictures in a folder: the questions whether they are what was wanted, and the command that decodes them.
public struct FrameFiles: Equatable, Sendable {
    public var folder: String
    /// What kind of pictures they are, as the end of their names says.
    public var fileExtension: String
    public var size: PictureSize

    public init(folder: String, fileExtension: String, size: PictureSize) {
        self.folder = folder
        self.fileExtension = fileExtension
        self.size = size
    }

    /// The kinds of pictures that are understood. Others keep light in another way than videos do, or are no pictures.
    public static let extensions = ["bmp", "jpeg", "jpg", "png", "ppm", "tga", "tif", "tiff"]

    /// Where the picture with a number lies, counted as the video does.
    public func path(of frame: Int) -> String {
        let digits = String(frame)
        let zeros = String(repeating: "0", count: max(0, Self.digits - digits.utf8.count))
        return "\(folder)/\(zeros)\(digits).\(fileExtension)"
    }

    /// ffprobe's arguments: it decodes the pictures and says how large each is.
    public func checkArguments(of frames: Range<Int>, threads: Int) -> [String] {
        ["-v", "error", "-err_detect", "explode", "-threads", String(max(1, threads))] + input(frames) + [
            "-show_entries", "frame=width,height", "-of", "csv=print_section=0", pattern,
        ]
    }

    /// What is wrong with the pictures, by what ffprobe answered; nil when nothing is.
    public func objection(to frames: Range<Int>, answer: [UInt8], complaints: [String]) -> String? {
        if let complaint = complaints.first {
            return "one of the pictures cannot be decoded: \(FFmpegWords.plain(complaint))"
        }
        let lines = String(decoding: answer, as: UTF8.self).split(separator: "\n")
        for (index, line) in lines.enumerated() {
            let sides = line.split(separator: ",").prefix(2).map { Int($0) }
            guard sides != [size.width, size.height] else { continue }
            let found = sides.map { $0.map(String.init) ?? "?" }.joined(separator: "x")
            return "the picture of frame \(frames.lowerBound + index) has \(found) pixels instead of "
                + "\(size.width)x\(size.height)"
        }
        guard lines.count == frames.count else {
            return "of \(frames.count) pictures \(lines.count) can be decoded"
        }
        return nil
    }

    /// ffmpeg's arguments: it writes the pixels of the pictures to its standard output, as scenes are drawn.
    public func decodingArguments(of frames: Range<Int>, ffmpeg: FFmpegFacts) -> [String] {
        ["-nostdin", "-v", "error", "-flags", "+bitexact", "-threads", "1"] + input(frames) + ["-i", pattern]
            + ["-map", "0:V:0", "-frames:v", String(frames.count), "-vf", PictureCommand.scaling]
            + CommandPieces.passthrough(ffmpeg) + ["-pix_fmt", DrawingPlan.ownPixelFormat, "-f", "rawvideo", "pipe:1"]
    }

    private func input(_ frames: Range<Int>) -> [String] {
        [
            "-protocol_whitelist", "file", "-format_whitelist", "image2", "-f", "image2", "-start_number",
            String(frames.lowerBound),
        ]
    }

    /// The folder is the worker's own, but its name may be anything: a percent sign would be another number.
    private var pattern: String {
        let escaped = folder.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
        return "file:\(escaped)/%0\(Self.digits)d.\(fileExtension)"
    }

    private static let digits = 8
}
