import FarmModel

/// Cuts a video into chunks. Every frame is in exactly one of them.
public struct ChunkPlanner: Sendable {
    public var timeline: FrameTimeline
    public var chunking: Chunking
    public var cut: CutMode
    /// Frames that each chunk renders before its own and throws away.
    public var warmUpFrames: Int
    /// Slots of the whole farm, and cores of the machine that a slot is on.
    public var slots: Int
    public var cores: Int
    /// What a person asked for; nil leaves it to the planner.
    public var threads: Int?
    /// Nil when it could not be measured.
    public var costs: FrameCosts?
    /// Decoding may begin at the last key frame before a chunk: right with most files of some containers, and where it is
    /// not, the seams tell.
    public var trustsKeys = false
    /// Which frames come out of the filters, and how their times are counted.
    var frames = FrameRule.same
    var clock: OutputClock?
    /// Frames that the filters cannot begin with.
    public var unbroken: [ClosedRange<Int>] = []
    /// When scenes begin, for cuts at scenes.
    public var scenes: [Int64] = []
    /// How long the frames beside a seam have to last, in ticks of the video: filters may let only some of them through.
    public var seamTicks: Int64 = 0

    public init(
        timeline: FrameTimeline, chunking: Chunking, cut: CutMode, warmUpFrames: Int, slots: Int, cores: Int,
        threads: Int?, costs: FrameCosts?
    ) {
        self.timeline = timeline
        self.chunking = chunking
        self.cut = cut
        self.warmUpFrames = min(max(0, warmUpFrames), MediaLimits.warmUpFrames)
        self.slots = max(1, slots)
        self.cores = max(1, cores)
        self.threads = threads
        self.costs = costs
    }

    public struct Layout: Equatable, Sendable {
        public var chunks: [ChunkPlan]
        public var threads: Int
        public var reasons: [String]
    }

    public func layout() -> Layout {
        var reasons: [String] = []
        let cuts = leavingNoneEmpty(chosenCuts(&reasons), &reasons)
        let chunks = chunks(cutAt: cuts)
        return Layout(chunks: chunks, threads: threads(forChunks: chunks.count, &reasons), reasons: reasons)
    }

    // MARK: How many

    /// Indexes of the first frames of all chunks but the first.
    private func chosenCuts(_ reasons: inout [String]) -> [Int] {
        if chunking == .automatic, let costs { return measuredCuts(costs, &reasons) }
        return snapped(idealCuts(&reasons), &reasons)
    }

    /// As even as the request allows.
    private func idealCuts(_ reasons: inout [String]) -> [Int] {
        switch chunking {
        case .automatic:
            let count = bounded(slots * chunksPerSlot)
            reasons.append("\(count) chunks: \(chunksPerSlot) for each of \(slots) slots")
            return taperedCuts(count: count)
        case .count(let wanted):
            let count = bounded(wanted)
            if count != wanted { reasons.append("\(wanted) chunks were asked for; this video allows \(count)") }
            return evenCuts(count: count)
        case .duration(let milliseconds): return timedCuts(milliseconds: milliseconds, &reasons)
        }
    }

    /// Without key frames each chunk decodes all that comes before it: no more of that than needed.
    private var chunksPerSlot: Int { timeline.decodesFromStart ? 1 : MediaLimits.chunksPerSlot }

    func bounded(_ count: Int) -> Int {
        max(1, min(count, timeline.frameCount, FarmLimits.chunksPerVideo))
    }

    private func measuredCuts(_ costs: FrameCosts, _ reasons: inout [String]) -> [Int] {
        let compute = costs.renderingMilliseconds
        guard compute >= MediaLimits.computeMillisecondsOfOnePiece else {
            reasons.append("1 chunk: the whole video takes about \(compute) ms of computing, too little to share out")
            return []
        }
        // No slot is left idle to save a start; only what comes beyond that has to be worth one.
        let shared = min(slots, compute / MediaLimits.computeMillisecondsOfShare)
        let affordable = max(1, shared, compute / MediaLimits.computeMillisecondsPerChunk)
        let most = bounded(min(slots * chunksPerSlot, affordable))
        // With an uneven last round slots would wait for each other.
        let counts = most > slots ? Array(stride(from: slots, through: most, by: slots)) : [most]
        return soonestCuts(counts: counts, costs, &reasons)
    }

    private func threads(forChunks count: Int, _ reasons: inout [String]) -> Int {
        if let threads { return min(max(1, threads), MediaLimits.threads) }
        guard count < slots else { return 1 }
        let share = max(1, min(slots / count, cores, MediaLimits.threads))
        if share > 1 { reasons.append("\(share) threads for each chunk, because there are more slots than chunks") }
        return share
    }

    // MARK: Chunks

    /// The chunks that begin at frame 0 and at each of `cuts`, which increase.
    public func chunks(cutAt cuts: [Int]) -> [ChunkPlan] {
        let starts = [0] + cuts
        let ends = cuts + [timeline.frameCount]
        return zip(starts, ends).map { start, end in
            let isLast = end == timeline.frameCount
            return ChunkPlan(
                firstFrame: start, frameCount: end - start, startPts: timeline.pts[start],
                endPts: isLast ? nil : timeline.pts[end], lastPts: timeline.pts[end - 1],
                expectedFrames: expectedFrames(from: start, to: end),
                headEndPts: start == 0 ? nil : endOfSeam(at: start), tailEndPts: isLast ? nil : endOfSeam(at: end),
                starts: beginnings(of: start))
        }
    }

    private func expectedFrames(from start: Int, to end: Int) -> Int? {
        let (isFirst, isLast) = (start == 0, end == timeline.frameCount)
        switch frames {
        case .same: return end - start
        // What filters make of the very last frame is their own affair.
        case .multiplied(let factor): return isLast ? nil : (end - start) * factor
        case .shortened(let first, let last):
            let missing = (isFirst ? first : 0) + (isLast ? last : 0)
            return missing < end - start ? end - start - missing : nil
        case .rate:
            guard !isFirst, !isLast else { return nil }
            return outputTicks(from: start, to: end)
        case .unknown: return nil
        }
    }

    func outputTicks(from start: Int, to end: Int) -> Int? {
        clock.map { Int($0.ticks(timeline.pts[end]) - $0.ticks(timeline.pts[start])) }
    }

    /// The first frame behind those that are compared at a seam; nil at the end of the video.
    private func endOfSeam(at frame: Int) -> Int64? {
        let lasting = timeline.firstFrame(from: timeline.pts[frame] + seamTicks)
        let end = max(frame + MediaLimits.seamFrames, lasting)
        return end < timeline.frameCount ? timeline.pts[end] : nil
    }

    /// As planned, and for when a seam disagrees: from further back with more warm-up, and at last from the beginning. Where
    /// these are the same, another try by another worker may still be another result.
    private func beginnings(of frame: Int) -> [ChunkStart] {
        let needed = warmUpFrames
        return [
            plannedBeginning(of: frame),
            beginning(of: frame, warmUp: max(2 * needed, needed + 8), back: 2),
            beginning(of: frame, warmUp: max(4 * needed, needed + 32), back: timeline.keys.count),
        ]
    }

    func plannedBeginning(of frame: Int) -> ChunkStart {
        beginning(of: frame, warmUp: warmUpFrames, back: trustsKeys ? 0 : 1)
    }

    private func beginning(of frame: Int, warmUp: Int, back: Int) -> ChunkStart {
        var first = max(0, frame - warmUp)
        while let range = unbroken.first(where: { $0.contains(first) }) { first = range.lowerBound - 1 }
        let pts = timeline.pts[first]
        return ChunkStart(seekPts: timeline.seekTarget(for: pts, back: back), warmUpFrame: first, warmUpPts: pts)
    }
}
