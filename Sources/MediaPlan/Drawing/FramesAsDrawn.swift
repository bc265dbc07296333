import FarmModel

/// Frames that are handed on just as they were drawn: the filters come later, all at once, in front of the one encoder.
enum FramesAsDrawn {
    /// The options that keep the frames of one chunk, and the name that they go to.
    static func output(_ intermediate: Intermediate, firstFrame: Int, to path: String) -> [String] {
        switch intermediate {
        case .mezzanine: []
        case .pictures(let format, let quality):
            encoder(format, quality) + [
                "-f", "image2", "-start_number", String(firstFrame), RunLayout.framePattern(in: path, format),
            ]
        case .rawFrames: ["-c:v", "rawvideo", "-f", "rawvideo", CommandPieces.fileName(path)]
        }
    }

    /// The options that read the frames of the whole video again.
    static func input(_ drawing: DrawingPlan) -> [String] {
        switch drawing.intermediate {
        case .pictures(let format, _):
            reading(format, from: 0, rate: drawing.frameRate, in: RunLayout.framesFolder)
        case .rawFrames: rawInput(drawing)
        case .mezzanine, nil: []
        }
    }

    /// Pixels on standard input.
    static func rawInput(_ drawing: DrawingPlan) -> [String] {
        [
            "-f", "rawvideo", "-pixel_format", drawing.pixelFormat, "-video_size",
            "\(drawing.size.width)x\(drawing.size.height)", "-framerate", MediaTime.text(drawing.frameRate), "-i",
            "pipe:0",
        ]
    }

    /// How many bytes a frame has without any packing; nil for formats of which that is not known.
    static func bytesOfFrame(_ pixelFormat: String, _ size: PictureSize) -> Int? {
        let pixels = size.width * size.height
        let (halfWidth, halfHeight) = ((size.width + 1) / 2, (size.height + 1) / 2)
        switch pixelFormat {
        case "rgb0", "0rgb", "bgr0", "0bgr", "rgba", "bgra", "argb", "abgr": return pixels * 4
        case "rgb24", "bgr24", "gbrp", "yuv444p": return pixels * 3
        case "yuv422p": return pixels + 2 * halfWidth * size.height
        case "yuv420p": return pixels + 2 * halfWidth * halfHeight
        case "gray": return pixels
        default: return nil
        }
    }

    /// The pictures of a folder, in the order of their numbers.
    static func reading(_ format: FrameFormat, from frame: Int, rate: Rational, in folder: String) -> [String] {
        [
            "-protocol_whitelist", "file", "-format_whitelist", "image2", "-f", "image2", "-framerate",
            MediaTime.text(rate), "-start_number", String(frame), "-i", RunLayout.framePattern(in: folder, format),
        ]
    }

    /// The filters of the whole video behind what was drawn, just as one process would have had it.
    static func filters(_ drawing: DrawingPlan, _ settings: RenderSettings, threads: Int) -> [String] {
        let check = FilterCheck(settings.filter)
        let head = "format=\(drawing.pixelFormat)"
        let graph = check.graph(from: 0, head: head, tail: "") ?? settings.filter ?? head
        return ["-filter_threads", check.needsOneThread ? "1" : String(threads), "-vf", graph]
    }

    private static func encoder(_ format: FrameFormat, _ quality: Int) -> [String] {
        switch format {
        // The disk is faster than the thorough ways of packing.
        case .png: ["-c:v", "png", "-compression_level", "1", "-pix_fmt", "rgb24"]
        // Quantizers from 31 to 1, where image programs count from 1 to 100; colours are kept as fine as brightness.
        case .jpeg:
            [
                "-c:v", "mjpeg", "-qmin", "1", "-q:v", String(1 + (100 - quality) * 30 / 99), "-pix_fmt", "yuvj444p",
            ]
        }
    }
}

extension RenderCommand {
    /// The command of a chunk whose frames are kept as they are drawn.
    static func asDrawn(_ task: RenderTask, _ ffmpeg: FFmpegFacts, _ source: InputSource, _ path: String) -> [String] {
        guard let intermediate = task.intermediate else { return [] }
        let first = task.chunk.firstFrame
        var arguments = ["-nostdin", "-v", "error", "-y", "-threads", String(task.threads)]
        arguments += pictures(task, source) + ["-map", "0:V:0"]
        if drawing(task) == nil {
            let end = first + task.chunk.frameCount
            arguments += ["-vf", "trim=start_frame=\(first):end_frame=\(end),setpts=PTS-STARTPTS"]
        }
        arguments += ["-an", "-map_metadata", "-1"] + CommandPieces.passthrough(ffmpeg)
        arguments += ["-threads:v", String(task.threads), "-progress", "pipe:1", "-nostats"]
        return arguments + FramesAsDrawn.output(intermediate, firstFrame: first, to: path)
    }
}
