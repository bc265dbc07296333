import FarmModel

/// Where a video is cut, once it is known into how many chunks.
extension ChunkPlanner {
    func evenCuts(count: Int) -> [Int] {
        guard count > 1 else { return [] }
        return (1..<count).map { timeline.frameCount * $0 / count }
    }

    /// One round of chunks after the other, a chunk for each slot in each, and the rounds ever shorter: the last to finish
    /// is short, so that the slots are done at nearly the same time, and the first are long, because each chunk costs a start.
    /// Shrinking evenly, and not by halves, keeps the first ones from being too much for a slow machine.
    func taperedCuts(count: Int) -> [Int] {
        guard count > slots, count.isMultiple(of: slots) else { return evenCuts(count: count) }
        let rounds = count / slots
        let shares = (0..<count).map { rounds - $0 / slots }
        let whole = slots * rounds * (rounds + 1) / 2
        var taken = 0
        return shares.dropLast().map { share in
            taken += share
            return timeline.frameCount * taken / whole
        }
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
        let scenes = scenes.map(timeline.firstFrame(from:)).sorted()
        let cuts = soonestDone(
            MediaLimits.cutSlackPercents.map { moved(ideal, keys: timeline.keyFrameIndexes, scenes, slackPercent: $0) })
        if cut == .fast, cuts.count < ideal.count {
            reasons.append(
                "\(cuts.count + 1) chunks instead of \(ideal.count + 1): there are no more key frames to cut at")
        }
        if cut == .scene {
            let atScenes = cuts.count(where: scenes.contains)
            reasons.append(
                "\(atScenes) of \(cuts.count) cuts are where a scene begins, of \(scenes.count) scenes found")
        }
        return cuts
    }

    private func moved(_ ideal: [Int], keys: [Int], _ scenes: [Int], slackPercent: Int) -> [Int] {
        var cuts: [Int] = []
        for (number, index) in ideal.enumerated() {
            // The shorter of the chunks on both sides.
            let next = number + 1 < ideal.count ? ideal[number + 1] : timeline.frameCount
            let length = min(index - (number > 0 ? ideal[number - 1] : 0), next - index)
            let slack = length * slackPercent / 100
            let nearest = Self.nearest(to: index, in: keys)
            let reach = max(slack, worthMoving(index, keys))
            let near = nearest.map { abs($0 - index) <= reach ? $0 : index } ?? index
            let cutAt: Int?
            switch cut {
            case .fast: cutAt = nearest
            case .robust: cutAt = near
            case .scene:
                // As far as half a chunk away, so that no chunk becomes empty or twice as long.
                cutAt =
                    Self.nearest(to: index, in: scenes).flatMap { abs($0 - index) < length / 2 ? $0 : nil }
                    ?? near
            }
            if let cutAt, cutAt > cuts.last ?? 0, cutAt < timeline.frameCount { cuts.append(cutAt) }
        }
        return cuts
    }

    /// Of several ways to cut the one whose last slot is done first; of equals the first. Even chunks that begin far behind a
    /// key frame may cost more than uneven ones that do not. Where nothing was measured, or a person has said how many
    /// chunks there are to be, even ones are what is wanted.
    private func soonestDone(_ ways: [[Int]]) -> [Int] {
        guard let cost, chunking == .automatic else { return ways[0] }
        let ends = ways.map { end(ofCuts: $0, cost) }
        return ways[ends.indices.min { ends[$0] < ends[$1] } ?? 0]
    }

    /// When all slots are done, in nanoseconds of computing, if each round of chunks takes the slots in turn.
    private func end(ofCuts cuts: [Int], _ cost: FrameCost) -> Double {
        var busy = [Double](repeating: 0, count: min(slots, cuts.count + 1))
        for (number, (start, end)) in zip([0] + cuts, cuts + [timeline.frameCount]).enumerated() {
            let decodedFrom = plannedBeginning(of: start).seekPts.map(timeline.firstFrame(from:)) ?? 0
            busy[number % busy.count] +=
                Double(end - start) * Double(cost.nanoseconds)
                + Double(start - min(start, decodedFrom)) * Double(cost.decodeNanoseconds)
        }
        return busy.max() ?? 0
    }

    /// How far a cut may move to a key frame because less is decoded in vain then: half of what that saves, in frames that
    /// another chunk has to render more.
    private func worthMoving(_ index: Int, _ keys: [Int]) -> Int {
        guard let cost, cost.nanoseconds > 0, let key = keys.last(where: { $0 <= index }) else { return 0 }
        let saved = Double(index - key) * Double(cost.decodeNanoseconds)
        return Int(min(saved / Double(cost.nanoseconds) / 2, 1e9))
    }

    private static func nearest(to index: Int, in sorted: [Int]) -> Int? {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < index { low = middle + 1 } else { high = middle }
        }
        let neighbours = [low - 1, low].filter(sorted.indices.contains).map { sorted[$0] }
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
