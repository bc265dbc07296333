import FarmModel

/// The command that renders one chunk. Worker and coordinator build it with this same code.
///
/// A chunk is decoded from a key frame before it, cut out by timestamps inside the filter graph, moved to the times that
/// a serial run would give it, filtered, cut once more to drop the warm-up, and moved to begin at zero.
public enum RenderCommand {
    /// As a plan's number of threads: ffmpeg chooses. For videos that no two numbers of threads decode alike, rendered
    /// in one piece just as a plain run of ffmpeg does it; how many frames come out is ffmpeg's business as well.
    public static let threadsAsFFmpegLikes = 0

    /// The files for the seams.
    public static let seamHashesFile = "seams.md5"
    public static let seamSamplesFile = "seams.gray"

    /// ffmpeg's arguments, without the program. Progress comes on standard output, complaints on standard error, and
    /// what the chunk shows of its seams in files of `folder`: named in full, so that they never land wherever somebody
    /// happens to run the command.
    public static func arguments(
        for task: RenderTask, ffmpeg: FFmpegFacts, reading source: InputSource = .file, writingTo path: String,
        seamsIn folder: String
    ) -> [String] {
        if task.intermediate?.isAsDrawn == true { return asDrawn(task, ffmpeg, source, path) }
        let check = FilterCheck(task.settings.filter)
        let timeBase = task.clock(check).timeBase
        let timing = CommandPieces.passthrough(ffmpeg) + ["-enc_time_base:v", MediaTime.text(timeBase)]
        var arguments = ["-nostdin", "-v", "error", "-y", "-threads", String(task.threads)]
        arguments += task.chunk.isWholeVideo ? wholeVideo(task, check, source) : pieceOfVideo(task, check, source)
        arguments += ["-an", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"]
        arguments += timing + encoderArguments(task)
        if EncoderFacts.ChunkContainer(rawValue: task.chunkFormat)?.hasTimeScale == true {
            arguments += ["-video_track_timescale", String(timeBase.denominator)]
            // Without the sound some demuxers count from another beginning than a serial run, and a picture that comes out
            // before zero would be cut off by the container.
            if task.chunk.isWholeVideo { arguments += ["-avoid_negative_ts", "make_zero"] }
        }
        arguments += ["-progress", "pipe:1", "-nostats"]
        arguments += ["-f", task.chunkFormat, CommandPieces.fileName(path)]
        return task.provesSeams ? arguments + seamOutputs(task, timing, folder) : arguments
    }

    /// Input, filters and pictures, just as a serial run has them.
    private static func wholeVideo(_ task: RenderTask, _ check: FilterCheck, _ source: InputSource) -> [String] {
        ["-filter_threads", filterThreads(task, check)] + pictures(task, source)
            + ["-map", "0:V:0", "-vf", ChunkGraph(task, check).wholeVideo]
    }

    private static func pieceOfVideo(_ task: RenderTask, _ check: FilterCheck, _ source: InputSource) -> [String] {
        ["-filter_complex_threads", filterThreads(task, check)] + inputArguments(task, source)
            + ["-filter_complex", ChunkGraph(task, check).text, "-map", "[video]"]
    }

    private static func filterThreads(_ task: RenderTask, _ check: FilterCheck) -> String {
        check.needsOneThread ? "1" : String(task.threads)
    }

    /// The frames beside the seams, after the filters and before the encoder.
    private static func seamOutputs(_ task: RenderTask, _ timing: [String], _ folder: String) -> [String] {
        func output(_ pad: String, _ format: String, _ name: String) -> [String] {
            ["-map", pad, "-c:v", "rawvideo"] + timing + ["-f", format, CommandPieces.fileName("\(folder)/\(name)")]
        }
        let hashes = output("[seams]", "framemd5", seamHashesFile)
        return task.seamRule == .close ? hashes + output("[samples]", "rawvideo", seamSamplesFile) : hashes
    }

    /// What makes the command this command, as a text: the same wherever it is run and wherever the files are.
    public static func identity(of task: RenderTask) -> String {
        // The newest spelling stands for all: a worker with an older ffmpeg does the same work in other words.
        let canonical = FFmpegFacts(version: "", hasFpsMode: true, encoders: [])
        var anywhere = task
        anywhere.input.path = RunLayout.split(task.input.path).name
        let command = shellQuoted(
            arguments(for: anywhere, ffmpeg: canonical, writingTo: "chunk", seamsIn: "."))
        let drawn = drawing(task).map {
            "drawn: \($0.source.identity) \($0.frames.lowerBound) \($0.frames.upperBound)\n"
        }
        return "\(command)\ninput bytes: \(task.input.sizeBytes)\nframes: \(task.chunk.frameCount)\n\(drawn ?? "")"
    }

    /// What has to be drawn and written to ffmpeg's standard input; nil where ffmpeg finds its pictures by itself.
    public struct Drawing: Equatable, Sendable {
        public var source: Source
        public var pixelFormat: String
        /// From the first frame of the warm-up to the last that shows the seam, or all where filters look ahead.
        public var frames: Range<Int>

        public enum Source: Equatable, Sendable {
            case scene(preparedPath: String, sha256: String)
            case renderer(RendererPlan)

            /// Wherever the files are.
            fileprivate var identity: String {
                switch self {
                case .scene(_, let sha256): sha256
                case .renderer(let plan): "\(plan.archiveSHA256) \(plan.name) \(plan.firstFrame) \(plan.scene)"
                }
            }
        }
    }

    public static func drawing(_ task: RenderTask) -> Drawing? {
        guard let drawing = task.drawing else { return nil }
        let ahead = FilterCheck(task.settings.filter).window?.after ?? 0
        let asDrawn = task.intermediate?.isAsDrawn == true ? task.chunk.ownFrames : nil
        switch drawing.subject {
        case .generator: return nil
        case .scene(let path, let sha256):
            let wanted = ahead > 0 ? nil : task.chunk.tailEndPts.map { Int(clamping: $0) }
            return Drawing(
                source: .scene(preparedPath: path, sha256: sha256), pixelFormat: drawing.pixelFormat,
                frames: asDrawn ?? frames(of: task, drawing, until: wanted))
        case .renderer(let plan):
            // All of them are made before the first is encoded: no more than the filters look at.
            let wanted = task.chunk.endPts.map { end in
                Int(clamping: min(end, Int64(drawing.frameCount))) + ahead + (ahead > 0 ? spareFrames : 0)
            }
            return Drawing(
                source: .renderer(plan), pixelFormat: drawing.pixelFormat,
                frames: asDrawn ?? frames(of: task, drawing, until: wanted))
        }
    }

    private static func frames(of task: RenderTask, _ drawing: DrawingPlan, until wanted: Int?) -> Range<Int> {
        let end = min(drawing.frameCount, wanted ?? drawing.frameCount)
        let first = task.chunk.isWholeVideo ? 0 : task.start.warmUpFrame
        return min(first, end)..<end
    }

    /// Filters that look ahead may hold a frame or two longer than they need.
    private static let spareFrames = 2

    private static func inputArguments(_ task: RenderTask, _ source: InputSource) -> [String] {
        let input = ["-copyts"] + pictures(task, source)
        guard let seek = task.start.seekPts else { return input }
        let seconds = MediaTime.secondsText(seek, in: task.timeBase)
        return ["-noaccurate_seek", "-seek_timestamp", "1", "-ss", seconds] + input
    }

    /// Where ffmpeg gets its pictures from.
    static func pictures(_ task: RenderTask, _ source: InputSource) -> [String] {
        guard let drawing = task.drawing else { return source.arguments(for: task.input) }
        switch drawing.subject {
        case .scene, .renderer: return FramesAsDrawn.rawInput(drawing)
        case .generator(let source):
            let graph = GeneratorCheck.graph(
                source, size: drawing.size, rate: drawing.frameRate, frames: drawing.frameCount)
            return ["-f", "lavfi", "-i", graph]
        }
    }

    private static func encoderArguments(_ task: RenderTask) -> [String] {
        guard let encoder = EncoderFacts.named(task.settings.encoding.encoder) else {
            // The analysis accepts no other encoder; ffmpeg will say what is wrong with this one.
            return ["-c:v", task.settings.encoding.encoder]
        }
        return encoder.arguments(for: task.settings, threads: task.threads)
    }
}

extension RenderTask {
    /// The task of one chunk of a plan; the caller sets `commandHash` to the SHA-256 of `RenderCommand.identity(of:)`.
    public init(plan: VideoPlan, chunk index: Int, care: Int = 0, outputPath: String) {
        self.init(
            input: plan.input, drawing: plan.drawing, timeBase: plan.timeBase, timestampOffset: plan.timestampOffset,
            part: plan.part,
            settings: plan.chunkSettings,
            chunkFormat: plan.fileFormat, threads: plan.threads, chunk: plan.chunks[index], care: care,
            seamRule: plan.seamRule, outputPath: outputPath, commandHash: "")
    }

    var start: ChunkStart { chunk.start(care: care) }

    public var intermediate: Intermediate? { drawing?.intermediate }

    /// The encoder that a worker needs for it.
    public var encoder: String { intermediate?.encoder ?? settings.encoding.encoder }
}
