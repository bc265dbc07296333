import FarmModel

/// The command that renders one chunk. Worker and coordinator build it with this same code.
///
/// A chunk is decoded from a key frame before it, cut out by timestamps inside the filter graph, moved to the times that
/// a serial run would give it, filtered, cut once more to drop the warm-up, and moved to begin at zero.
public enum RenderCommand {
    /// As a plan's number of threads: ffmpeg chooses. For videos that no two numbers of threads decode alike, rendered
    /// in one piece just as a plain run of ffmpeg does it; how many frames come out is ffmpeg's business as well.
    public static let threadsAsFFmpegLikes = 0

    /// ffmpeg's arguments, without the program. Progress comes on standard output, complaints on standard error.
    public static func arguments(for task: RenderTask, ffmpeg: FFmpegFacts, writingTo path: String) -> [String] {
        let check = FilterCheck(task.settings.filter)
        let threads = String(task.threads)
        let timeBase = CommandPieces.outputTimeBase(check: check, timeBase: task.timeBase)
        let filterThreads = check.needsOneThread ? "1" : threads
        var arguments = ["-nostdin", "-v", "error", "-y", "-threads", threads, "-filter_threads", filterThreads]
        arguments += inputArguments(task)
        arguments += ["-map", "0:V:0", "-an", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"]
        let graph = filterGraph(task, check)
        if !graph.isEmpty { arguments += ["-vf", graph] }
        arguments += CommandPieces.passthrough(ffmpeg) + ["-enc_time_base:v", MediaTime.text(timeBase)]
        arguments += encoderArguments(task)
        if task.chunkFormat == EncoderFacts.ChunkContainer.mp4.rawValue {
            arguments += ["-video_track_timescale", String(timeBase.denominator)]
        }
        arguments += ["-progress", "pipe:1", "-nostats"]
        return arguments + ["-f", task.chunkFormat, CommandPieces.fileName(path)]
    }

    /// What makes the command this command, as a text: the same wherever it is run and wherever the files are.
    public static func identity(of task: RenderTask) -> String {
        // The newest spelling stands for all: a worker with an older ffmpeg does the same work in other words.
        let canonical = FFmpegFacts(version: "", hasFpsMode: true, encoders: [])
        var anywhere = task
        anywhere.input.path = RunLayout.split(task.input.path).name
        let command = shellQuoted(arguments(for: anywhere, ffmpeg: canonical, writingTo: "chunk"))
        return "\(command)\ninput bytes: \(task.input.sizeBytes)\nframes: \(task.chunk.frameCount)\n"
    }

    /// How many frames a right result has; nil when the filters decide that.
    public static func expectedFrames(of task: RenderTask) -> Int? {
        guard task.threads != threadsAsFFmpegLikes else { return nil }
        return FilterCheck(task.settings.filter).keepsFrames ? task.chunk.frameCount : nil
    }

    private static func inputArguments(_ task: RenderTask) -> [String] {
        let input = ["-i", CommandPieces.fileName(task.input.path)]
        guard !task.chunk.isWholeVideo else { return input }
        guard let seek = task.chunk.seekPts else { return ["-copyts"] + input }
        let seconds = MediaTime.secondsText(seek, in: task.timeBase)
        return ["-noaccurate_seek", "-seek_timestamp", "1", "-ss", seconds, "-copyts"] + input
    }

    private static func encoderArguments(_ task: RenderTask) -> [String] {
        guard let encoder = EncoderFacts.named(task.settings.encoder) else {
            // The analysis accepts no other encoder; ffmpeg will say what is wrong with this one.
            return ["-c:v", task.settings.encoder]
        }
        return encoder.arguments(for: task.settings, threads: task.threads)
    }

    private static func filterGraph(_ task: RenderTask, _ check: FilterCheck) -> String {
        let filter = task.settings.filter ?? ""
        let chunk = task.chunk
        guard !chunk.isWholeVideo else { return wholeVideoGraph(task, check, filter) }
        let offset = task.timestampOffset
        let isFirst = chunk.firstFrame == 0
        let looksAhead = (check.window?.after ?? 0) > 0
        var filters: [String] = []
        // With a look-ahead the filters take what they need behind the chunk; the second cut ends the run.
        filters += trim(from: isFirst ? nil : chunk.warmUpPts, to: looksAhead ? nil : chunk.endPts)
        filters.append("setpts=PTS-(\(offset))")
        if !filter.isEmpty { filters.append(filter) }
        filters.append("settb=\(MediaTime.text(task.timeBase))")
        filters += trim(from: isFirst ? nil : chunk.startPts - offset, to: chunk.endPts.map { $0 - offset })
        filters.append("setpts=PTS-(\(chunk.startPts - offset))")
        return filters.joined(separator: ",")
    }

    private static func wholeVideoGraph(_ task: RenderTask, _ check: FilterCheck, _ filter: String) -> String {
        // Named pads leave no place behind the last filter; the merge moves what it joins to begin at zero anyway.
        if check.hasLabels { return filter }
        let toZero: String
        if check.keepsFrames {
            // A constant, because the filters start anew where the size of the pictures changes.
            let start = task.chunk.startPts - task.timestampOffset
            toZero = "settb=\(MediaTime.text(task.timeBase)),setpts=PTS-(\(start))"
        } else {
            toZero = "setpts=PTS-STARTPTS"
        }
        return filter.isEmpty ? toZero : "\(filter),\(toZero)"
    }

    private static func trim(from start: Int64?, to end: Int64?) -> [String] {
        let bounds = [start.map { "start_pts=\($0)" }, end.map { "end_pts=\($0)" }].compactMap { $0 }
        return bounds.isEmpty ? [] : ["trim=" + bounds.joined(separator: ":")]
    }
}

extension ChunkPlan {
    /// The only chunk of its video: rendered exactly as a serial run does it.
    public var isWholeVideo: Bool { firstFrame == 0 && endPts == nil }
}

extension RenderTask {
    /// The task of one chunk of a plan; the caller sets `commandHash` to the SHA-256 of `RenderCommand.identity(of:)`.
    public init(plan: VideoPlan, chunk index: Int, outputPath: String) {
        self.init(
            input: plan.input, timeBase: plan.timeBase, timestampOffset: plan.timestampOffset, settings: plan.settings,
            chunkFormat: plan.chunkFormat, threads: plan.threads, chunk: plan.chunks[index], outputPath: outputPath,
            commandHash: "")
    }
}
