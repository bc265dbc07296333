import FarmModel

/// Workers that fetch their inputs over the network are best given chunks that lie side by side: what one chunk reads
/// before its beginning and behind its end, the next one has already. Everybody else takes chunks in their order.
extension Farm {
    /// The chunk that the worker gets in place of `chunk`, which is out of the queue at `index`; the other one goes back.
    mutating func exchangeForNearer(_ chunk: ChunkID, inQueueAt index: Int, for worker: WorkerID) -> ChunkID {
        guard let presence = presence(of: worker), presence.fetchesInputs, !queues[index].isPiped,
            case .video? = state.job(chunk.job)?.plan
        else { return chunk }
        let waiting = queues[index].ready.unordered + [chunk.index]
        let recent = presence.recentChunks.filter { $0.job == chunk.job }.map(\.index)
        guard let nearer = ChunkChoice.chunk(of: waiting, after: recent), nearer != chunk.index else { return chunk }
        let wanted = ChunkID(job: chunk.job, index: nearer)
        guard mayTry(wanted, on: worker, demand(of: queues[index])) else { return chunk }
        queues[index].ready.replace(nearer, by: chunk.index)
        return wanted
    }
}

/// Which of the waiting chunks suits a worker that has its last ones in its cache.
enum ChunkChoice {
    /// - Parameter recent: the chunks that the worker was given, in their order.
    static func chunk(of waiting: [Int], after recent: [Int]) -> Int? {
        if let next = recent.reversed().first(where: { waiting.contains($0 + 1) }) { return next + 1 }
        return middleOfLongestRun(waiting)
    }

    /// Where the worker can go on for longest before it meets another; the first one where nobody has begun.
    private static func middleOfLongestRun(_ waiting: [Int]) -> Int? {
        let sorted = waiting.sorted()
        guard let first = sorted.first, first > 0 else { return sorted.first }
        var best = first..<first
        var run = first..<first
        for chunk in sorted {
            run = chunk == run.upperBound ? run.lowerBound..<chunk + 1 : chunk..<chunk + 1
            if run.count > best.count { best = run }
        }
        // Two that are left are not worth a new beginning.
        return best.count > 2 ? best.lowerBound + best.count / 2 : best.lowerBound
    }
}
