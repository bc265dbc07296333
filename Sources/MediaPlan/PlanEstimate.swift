import FarmModel

/// What it costs to render a video in chunks, beyond rendering it at once.
public struct PlanEstimate: Equatable, Sendable {
    public var chunks: [Chunk]
    /// Computing for all frames, and on top of it for the chunks; nil where the cost of a frame is not known.
    public var computeMilliseconds: Int?
    public var overheadMilliseconds: Int?

    public struct Chunk: Equatable, Sendable {
        /// Frames that are decoded only because decoding has to begin at a key frame.
        public var discardedFrames: Int
        /// Frames that are filtered for the filters' memory.
        public var warmUpFrames: Int
        public var milliseconds: Int?
    }

    /// `pts` are the timestamps of all frames of the input.
    public init(plan: VideoPlan, pts: [Int64], costs: FrameCosts?) {
        let sorted = pts.sorted()
        var overhead = 0
        var estimates: [Chunk] = []
        for chunk in plan.chunks {
            let start = chunk.start(care: 0)
            let warmUp = chunk.firstFrame - start.warmUpFrame
            let decodedFrom = start.seekPts ?? (chunk.isWholeVideo ? start.warmUpPts : sorted.first ?? start.warmUpPts)
            let discarded = max(0, sorted.countBelow(start.warmUpPts) - sorted.countBelow(decodedFrom))
            let beside = chunk.endPts == nil ? 0 : MediaLimits.seamFrames
            var milliseconds: Int?
            if let costs {
                let end = chunk.firstFrame + chunk.frameCount
                let extra =
                    costs.decoding(start.warmUpFrame - discarded..<start.warmUpFrame)
                    + costs.rendering(start.warmUpFrame..<chunk.firstFrame) + costs.rendering(end..<end + beside)
                let added = Int(extra / 1e6) + (plan.chunks.count > 1 ? MediaLimits.startMillisecondsOfChunk : 0)
                overhead += added
                milliseconds = Int(costs.rendering(chunk.firstFrame..<end) / 1e6) + added
            }
            estimates.append(Chunk(discardedFrames: discarded, warmUpFrames: warmUp, milliseconds: milliseconds))
        }
        chunks = estimates
        computeMilliseconds = costs?.renderingMilliseconds
        overheadMilliseconds = costs.map { _ in overhead }
    }
}
