import FarmModel

/// The filter graph of one chunk.
///
/// Frames are cut out by timestamps, moved to the times that a serial run gives them, filtered, cut once more to drop the
/// warm-up, and shown twice: to the encoder, and, as far as they lie beside a seam, to the files that prove the seams.
struct ChunkGraph {
    private let task: RenderTask
    private let check: FilterCheck
    private let clock: OutputClock

    init(_ task: RenderTask, _ check: FilterCheck) {
        self.task = task
        self.check = check
        clock = task.clock(check)
    }

    /// For a chunk among others.
    var text: String {
        let begin = clock.ticks(task.chunk.startPts)
        let end = task.chunk.endPts.map(clock.ticks)
        let inputCut = cut(from: beginsWithVideo ? nil : task.start.warmUpPts, to: inputEnd)
        // What is drawn for this chunk alone begins with its own first frame, and counts from zero.
        let isDrawnHere = RenderCommand.drawing(task) != nil
        let times = isDrawnHere ? "setpts=PTS+\(task.start.warmUpFrame)" : "setpts=PTS-(\(task.timestampOffset))"
        let head = "[0:V:0]" + line([isDrawnHere ? "" : inputCut, times])
        let tail = task.provesSeams ? provingTail(begin, end) : plainTail(begin, end)
        // The planner lets only graphs be cut up that can be lengthened.
        return check.graph(from: task.start.warmUpFrame, head: head, tail: tail) ?? "\(head),\(tail)"
    }

    private func provingTail(_ begin: Int64, _ end: Int64?) -> String {
        // Encoder and proof see the same first frame; where the chunk ends only the proof goes on.
        let outputCut = cut(from: beginsWithVideo ? nil : begin, to: task.chunk.tailEndPts.map(clock.ticks))
        let counted = line(["settb=\(MediaTime.text(clock.timeBase))", outputCut])
        let own = line([cut(from: nil, to: end), "setpts=PTS-(\(begin))"])
        return "\(counted),split[own][beside];[own]\(own)[video];[beside]\(seams)"
    }

    private func plainTail(_ begin: Int64, _ end: Int64?) -> String {
        let outputCut = cut(from: beginsWithVideo ? nil : begin, to: end)
        return line(["settb=\(MediaTime.text(clock.timeBase))", outputCut, "setpts=PTS-(\(begin))"]) + "[video]"
    }

    /// For the only chunk of a video: the serial run's graph, moved to begin at zero.
    var wholeVideo: String {
        // A constant: where the pictures change their size the filters start anew, and would count from zero again.
        let start = clock.ticks(task.chunk.startPts)
        let toZero = "settb=\(MediaTime.text(clock.timeBase)),setpts=PTS-(\(start))"
        // Where nothing fits behind a graph, the merge moves what it joins to begin at zero anyway.
        return check.graph(from: 0, head: part, tail: toZero) ?? line([part, task.settings.filter ?? ""])
    }

    private func line(_ filters: [String]) -> String { filters.filter { !$0.isEmpty }.joined(separator: ",") }

    /// The filters in front of all others where only a part of the video is wanted, as a serial run has them.
    private var part: String {
        guard let part = task.part else { return "" }
        let bounds = cut(from: part.firstPts - part.videoFirstPts, to: part.endPts.map { $0 - part.videoFirstPts })
        return "setpts=PTS-STARTPTS,\(bounds),setpts=PTS-STARTPTS"
    }

    private var isFirst: Bool { task.chunk.firstFrame == 0 }

    private var beginsWithVideo: Bool { isFirst && task.part == nil }

    /// With a look-ahead the filters take what they need behind the chunk; the second cut ends the run.
    private var inputEnd: Int64? {
        let looksAhead = (check.window?.after ?? 0) > 0
        return (looksAhead ? nil : task.chunk.tailEndPts) ?? task.part?.endPts
    }

    /// The frames at the beginning, unless it is the video's own, and those behind the end.
    private var seams: String {
        var wanted: [String] = []
        if !isFirst {
            // Without an end the frames at the beginning are all there are.
            wanted.append(task.chunk.headEndPts.map { "lt(pts,\(clock.ticks($0)))" } ?? "1")
        }
        if let end = task.chunk.endPts { wanted.append("gte(pts,\(clock.ticks(end)))") }
        let selected = "select='\(wanted.joined(separator: "+"))'"
        guard task.seamRule == .close else { return "\(selected)[seams]" }
        let (width, height) = (SeamScan.sampleWidth, SeamScan.sampleHeight)
        return "\(selected),split[seams][plain];[plain]scale=\(width):\(height):flags=neighbor,format=gray[samples]"
    }

    private func cut(from start: Int64?, to end: Int64?) -> String {
        let bounds = [start.map { "start_pts=\($0)" }, end.map { "end_pts=\($0)" }].compactMap { $0 }
        return bounds.isEmpty ? "" : "trim=" + bounds.joined(separator: ":")
    }
}
