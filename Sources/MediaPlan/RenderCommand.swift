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
        let check = FilterCheck(task.settings.filter)
        let timeBase = task.clock(check).timeBase
        let timing = CommandPieces.passthrough(ffmpeg) + ["-enc_time_base:v", MediaTime.text(timeBase)]
        var arguments = ["-nostdin", "-v", "error", "-y", "-threads", String(task.threads)]
        arguments += task.chunk.isWholeVideo ? wholeVideo(task, check, source) : pieceOfVideo(task, check, source)
        arguments += ["-an", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"]
        arguments += timing + encoderArguments(task)
        if EncoderFacts.ChunkContainer(rawValue: task.chunkFormat)?.hasTimeScale == true {
            arguments += ["-video_track_timescale", String(timeBase.denominator)]
        }
        arguments += ["-progress", "pipe:1", "-nostats"]
        arguments += ["-f", task.chunkFormat, CommandPieces.fileName(path)]
        return task.chunk.isWholeVideo ? arguments : arguments + seamOutputs(task, timing, folder)
    }

    /// Input, filters and pictures, just as a serial run has them.
    private static func wholeVideo(_ task: RenderTask, _ check: FilterCheck, _ source: InputSource) -> [String] {
        ["-filter_threads", filterThreads(task, check)] + source.arguments(for: task.input)
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
        return "\(command)\ninput bytes: \(task.input.sizeBytes)\nframes: \(task.chunk.frameCount)\n"
    }

    private static func inputArguments(_ task: RenderTask, _ source: InputSource) -> [String] {
        let input = ["-copyts"] + source.arguments(for: task.input)
        guard let seek = task.start.seekPts else { return input }
        let seconds = MediaTime.secondsText(seek, in: task.timeBase)
        return ["-noaccurate_seek", "-seek_timestamp", "1", "-ss", seconds] + input
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
            input: plan.input, timeBase: plan.timeBase, timestampOffset: plan.timestampOffset, part: plan.part,
            settings: plan.settings,
            chunkFormat: plan.chunkFormat, threads: plan.threads, chunk: plan.chunks[index], care: care,
            seamRule: plan.seamRule, outputPath: outputPath, commandHash: "")
    }

    var start: ChunkStart { chunk.start(care: care) }
}
