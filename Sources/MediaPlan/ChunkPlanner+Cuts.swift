import FarmModel

/// Where a video is cut, once it is known into how many chunks.
extension ChunkPlanner {
    func evenCuts(count: Int) -> [Int] {
        guard count > 1 else { return [] }
        return (1..<count).map { timeline.frameCount * $0 / count }
    }

    /// One round of chunks after the other, a chunk for each slot in each, and the rounds ever shorter: the last to finish
    /// is short, so that the slots are done at nearly the same time, and the first are long, because each chunk costs a start.
    /// Shrinking evenly, and not by halves, keeps the first ones from being too much for a slow machine. What is shared out
    /// is the work, where it was measured, and the frames otherwise.
    func taperedCuts(count: Int) -> [Int] {
        let isTapered = count > slots && count.isMultiple(of: slots)
        let rounds = isTapered ? count / slots : 1
        let shares = (0..<count).map { isTapered ? rounds - $0 / slots : 1 }
        let whole = shares.reduce(0, +)
        var taken = 0
        var cuts: [Int] = []
        for share in shares.dropLast() {
            taken += share
            let even = timeline.frameCount * taken / whole
            let cut = costs.map { $0.frame(atShare: Double(taken) / Double(whole)) } ?? even
            // Each chunk has a frame at least, whatever the others cost.
            cuts.append(min(max(cut, (cuts.last ?? 0) + 1), timeline.frameCount - (count - 1 - cuts.count)))
        }
        return cuts
    }

    func timedCuts(milliseconds: Int, _ reasons: inout [String]) -> [Int] {
        let base = timeline.timeBase
        guard let first = timeline.pts.first, let last = timeline.pts.last, milliseconds > 0,
            let millisecond = Rational(1, 1000)
        else { return [] }
        let length = MediaTime.rescale(last - first, from: base, to: millisecond)
        let wanted = Int(length / Int64(milliseconds)) + 1
        guard wanted <= FarmLimits.chunksPerVideo else {
            reasons.append("\(wanted) chunks would be needed; \(FarmLimits.chunksPerVideo) is the most")
            return evenCuts(count: bounded(wanted))
        }
        return (1..<max(1, wanted)).map { index in
            let time = MediaTime.rescale(Int64(index) * Int64(milliseconds), from: millisecond, to: base)
            return timeline.firstFrame(from: first + time)
        }
    }

    /// The cuts moved to key frames: always in fast mode, and where one is near in robust mode; in scene mode to where a
    /// scene begins, if there is one.
    func snapped(_ ideal: [Int], _ reasons: inout [String]) -> [Int] {
        guard !ideal.isEmpty else { return [] }
        let places = CutPlaces(self)
        let cuts = moved(ideal, to: places, slackPercent: MediaLimits.cutSlackPercents[0])
        if cut == .fast, cuts.count < ideal.count {
            reasons.append(
                "\(cuts.count + 1) chunks instead of \(ideal.count + 1): there are no more key frames to cut at")
        }
        explainScenes(cuts, places, &reasons)
        return cuts
    }

    /// Of several numbers of chunks, cut in several ways, the one that is done soonest. Even chunks that begin far behind a
    /// key frame may cost more than uneven ones that do not.
    func soonestCuts(counts: [Int], _ costs: FrameCosts, _ reasons: inout [String]) -> [Int] {
        let places = CutPlaces(self)
        let search = CutSearch(costs: costs, slots: slots, keys: places.keys) { start in
            let planned = plannedBeginning(of: start)
            return (planned.seekPts.map(timeline.firstFrame(from:)) ?? 0, planned.warmUpFrame)
        }
        let ways = counts.map { count in
            let ideal = taperedCuts(count: count)
            let best = search.best(of: MediaLimits.cutSlackPercents.map { moved(ideal, to: places, slackPercent: $0) })
            return cut == .robust ? search.refined(best) : best
        }
        let cuts = search.best(of: ways)
        reasons.append(
            "\(cuts.count + 1) \(cuts.isEmpty ? "chunk" : "chunks") for \(slots) slots and about "
                + "\(costs.renderingMilliseconds) ms of computing: of up to \(counts.max() ?? 1) this is done soonest, as "
                + "far as can be told")
        explainScenes(cuts, places, &reasons)
        return cuts
    }

    private func explainScenes(_ cuts: [Int], _ places: CutPlaces, _ reasons: inout [String]) {
        guard cut == .scene else { return }
        let atScenes = cuts.count(where: places.scenes.contains)
        reasons.append(
            "\(atScenes) of \(cuts.count) cuts are where a scene begins, of \(places.scenes.count) scenes found")
    }

    /// The frames, in order, at which a cut is welcome.
    private struct CutPlaces {
        let keys: [Int]
        let scenes: [Int]

        init(_ planner: ChunkPlanner) {
            keys = planner.timeline.keyFrameIndexes
            scenes = planner.scenes.map(planner.timeline.firstFrame(from:)).sorted()
        }
    }

    private func moved(_ ideal: [Int], to places: CutPlaces, slackPercent: Int) -> [Int] {
        var cuts: [Int] = []
        for (number, index) in ideal.enumerated() {
            // The shorter of the chunks on both sides.
            let next = number + 1 < ideal.count ? ideal[number + 1] : timeline.frameCount
            let length = min(index - (number > 0 ? ideal[number - 1] : 0), next - index)
            let slack = length * slackPercent / 100
            let nearest = Self.nearest(to: index, in: places.keys)
            let near = nearest.map { abs($0 - index) <= slack ? $0 : index } ?? index
            let cutAt: Int?
            switch cut {
            case .fast: cutAt = nearest
            case .robust: cutAt = near
            case .scene:
                // As far as half a chunk away, so that no chunk becomes empty or twice as long.
                cutAt =
                    Self.nearest(to: index, in: places.scenes).flatMap { abs($0 - index) < length / 2 ? $0 : nil }
                    ?? near
            }
            if let cutAt, cutAt > cuts.last ?? 0, cutAt < timeline.frameCount { cuts.append(cutAt) }
        }
        return cuts
    }

    private static func nearest(to index: Int, in sorted: [Int]) -> Int? {
        let next = sorted.countBelow(index)
        let neighbours = [next - 1, next].filter(sorted.indices.contains).map { sorted[$0] }
        return neighbours.min { abs($0 - index) < abs($1 - index) }
    }

    /// Without the cuts between which nothing would come out of filters that leave frames out.
    func leavingNoneEmpty(_ cuts: [Int], _ reasons: inout [String]) -> [Int] {
        var kept: [Int] = []
        for cut in cuts where comesOut(from: kept.last ?? 0, to: cut) { kept.append(cut) }
        while let last = kept.last, !comesOut(from: last, to: timeline.frameCount) { kept.removeLast() }
        if kept.count < cuts.count {
            reasons.append(
                "\(kept.count + 1) chunks instead of \(cuts.count + 1): the filters leave so many frames out that "
                    + "others would have been empty")
        }
        return kept
    }

    /// Whether at least one frame surely comes out of these.
    private func comesOut(from start: Int, to end: Int) -> Bool {
        let (isFirst, isLast) = (start == 0, end == timeline.frameCount)
        switch frames {
        case .same, .multiplied, .unknown: return true
        case .shortened(let first, let last): return end - start > (isFirst ? first : 0) + (isLast ? last : 0)
        // How long the very last frame is shown is nobody's word.
        case .rate: return outputTicks(from: start, to: isLast ? end - 1 : end).map { $0 > 0 } ?? true
        }
    }
}
