/// Looks for the cuts with which all slots are done soonest: every chunk costs a start, one that begins behind a key frame
/// decodes from there in vain, and whoever is done first waits for the last.
struct CutSearch {
    let costs: FrameCosts
    let slots: Int
    /// Indexes of key frames, in order.
    let keys: [Int]
    /// Of a chunk that begins at this frame: the first frame that it decodes, and the first that it renders, for the
    /// filters' memory.
    let beginning: (Int) -> (decoded: Int, rendered: Int)

    /// Of equals the first.
    func best(of ways: [[Int]]) -> [Int] {
        let ends = ways.map(end(of:))
        return ends.indices.min { ends[$0] < ends[$1] }.map { ways[$0] } ?? []
    }

    /// When all slots are done, in nanoseconds of computing, if the slot that is free first takes the next chunk. No estimate
    /// is exact: a share of the last round is waited for at the end, which speaks for a short one.
    func end(of cuts: [Int]) -> Double {
        var busy = [Double](repeating: 0, count: min(slots, cuts.count + 1))
        var lastRound = 0.0
        for (number, (start, end)) in zip([0] + cuts, cuts + [costs.frameCount]).enumerated() {
            let (decoded, rendered) = beginning(start)
            let work =
                costs.rendering(min(rendered, start)..<end) + costs.decoding(min(decoded, rendered)..<rendered)
                + Double(MediaLimits.startMillisecondsOfChunk) * 1e6
            busy[number < busy.count ? number : nextFree(busy, number)] += work
            if number + busy.count > cuts.count { lastRound += work }
        }
        return (busy.max() ?? 0) + MediaLimits.uncertainty * lastRound / Double(busy.count)
    }

    private func nextFree(_ busy: [Double], _ number: Int) -> Int {
        // Of many slots one after the other comes near enough, and thousands are not gone through for each chunk.
        guard busy.count <= MediaLimits.slotsFollowed else { return number % busy.count }
        return busy.indices.min { busy[$0] < busy[$1] } ?? 0
    }

    /// What gains less is lost in the estimate.
    private static let worthMoving = 0.999

    /// Each cut moved to a key frame or a little to and fro, as long as that helps. Of many chunks each is so small a part
    /// that it hardly matters.
    func refined(_ cuts: [Int]) -> [Int] {
        guard cuts.count < MediaLimits.cutsRefined else { return cuts }
        var best = cuts
        var soonest = end(of: best)
        for _ in 0..<MediaLimits.refinements {
            let before = soonest
            for index in best.indices {
                for place in places(for: index, in: best) {
                    var other = best
                    other[index] = place
                    let end = end(of: other)
                    if end < soonest * Self.worthMoving { (best, soonest) = (other, end) }
                }
            }
            if soonest == before { break }
        }
        return best
    }

    /// The key frames on both sides of a cut, and some way towards its neighbours, each half as far as the one before.
    private func places(for index: Int, in cuts: [Int]) -> [Int] {
        let here = cuts[index]
        let lowest = (index > 0 ? cuts[index - 1] : 0) + 1
        let highest = (index + 1 < cuts.count ? cuts[index + 1] : costs.frameCount) - 1
        var places = [keys.countBelow(here) - 1, keys.countBelow(here + 1)].filter(keys.indices.contains).map {
            keys[$0]
        }
        var (down, up) = ((here - lowest) / 2, (highest - here) / 2)
        while down > 0 || up > 0 {
            places += [here - down, here + up]
            (down, up) = (down / 2, up / 2)
        }
        return places.filter { lowest <= $0 && $0 <= highest && $0 != here }
    }
}
