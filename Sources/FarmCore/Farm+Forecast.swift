import FarmModel

// How long a job will still take, as far as what was measured tells.
extension Farm {
    /// nil while nothing is measured, and while nothing runs.
    func remainingMilliseconds(of job: Job, running: [Attempt]) -> Int? {
        let firsts = running.filter { !$0.isBackup }
        guard job.phase == .rendering, !firsts.isEmpty, let plan = job.plan,
            let pace = millisecondsPerFrame(of: job, running: firsts)
        else { return nil }
        let queued = job.chunks.count - job.doneChunks - job.failedChunks - Set(firsts.map(\.chunk)).count
        let weights = firsts.map { plan.weight(ofChunk: $0.chunk.index) }
        let left = zip(firsts, weights).map { attempt, weight in
            let held = heldAttempt(attempt)
            let speed = held?.framesPerSecond ?? 0
            return Double(max(0, weight - (held?.frame ?? 0))) * (speed > 0 ? 1_000 / speed : pace)
        }
        let queuedWeight = max(0, job.totalWeight - job.doneWeight - weights.reduce(0, +))
        let idle = min(max(0, slotCounts.slots - slotCounts.busy), (job.request.maxParallel ?? Int.max) - firsts.count)
        let rendering = RenderForecast(
            running: left, idleSlots: max(0, idle), queuedChunks: max(0, queued),
            chunkMilliseconds: Double(queuedWeight) * pace / Double(max(1, queued))
        ).milliseconds
        return Int(min(1e13, rendering + joiningMilliseconds(of: job)))
    }

    /// All that is rendered now. An encoder looks ahead before its first frame comes, often for a whole short chunk: whoever
    /// has measured nothing yet counts with the pace of the finished chunks.
    func framesPerSecond(of job: Job, running: [Attempt]) -> Double {
        let expected =
            job.doneRuntimeMilliseconds > 0 ? 1_000 * Double(job.doneWeight) / Double(job.doneRuntimeMilliseconds) : 0
        return running.reduce(0) { sum, attempt in
            guard !attempt.isBackup, let held = heldAttempt(attempt) else { return sum }
            return sum + (held.framesPerSecond > 0 ? held.framesPerSecond : expected)
        }
    }

    /// Of one attempt: from the finished chunks, whose time includes the start of ffmpeg, or from those that run.
    private func millisecondsPerFrame(of job: Job, running: [Attempt]) -> Double? {
        if job.doneWeight > 0 { return Double(job.doneRuntimeMilliseconds) / Double(job.doneWeight) }
        let speeds = running.compactMap { heldAttempt($0)?.framesPerSecond }.filter { $0 > 0 }
        return speeds.isEmpty ? nil : 1_000 * Double(speeds.count) / speeds.reduce(0, +)
    }

    /// Merging and verifying, at the pace of the last videos that this farm has finished; 0 before the first one.
    private func joiningMilliseconds(of job: Job) -> Double {
        guard job.video != nil else { return 0 }
        var frames = 0
        var milliseconds = 0
        for other in state.jobs.suffix(Self.jobsLookedBackAt) where other.phase == .done && other.video != nil {
            guard let rendered = other.timeline.renderedAt, let end = other.timeline.finishedAt else { continue }
            frames += other.totalWeight
            milliseconds += max(0, end.milliseconds(since: rendered))
        }
        return frames > 0 ? Double(milliseconds) * Double(job.totalWeight) / Double(frames) : 0
    }

    /// Enough to even out, few enough to be about the videos of today.
    private static let jobsLookedBackAt = 32
}

/// When the last chunk ends, if each slot takes the next chunk as soon as it is free.
struct RenderForecast {
    /// How long each running attempt still takes.
    var running: [Double]
    var idleSlots: Int
    var queuedChunks: Int
    var chunkMilliseconds: Double

    /// So many chunks are dealt out one by one; of those before them only their sum matters.
    private static let dealtOutChunks = 512

    var milliseconds: Double {
        let slots = running.count + min(idleSlots, queuedChunks)
        guard slots > 0 else { return 0 }
        let fluid = max(0, queuedChunks - Self.dealtOutChunks)
        let head = Double(fluid) * chunkMilliseconds / Double(slots)
        var free = MinHeap<Double>()
        for slot in 0..<slots { free.insert(head + (running.indices.contains(slot) ? running[slot] : 0)) }
        var last = head + (running.max() ?? 0)
        for _ in 0..<(queuedChunks - fluid) {
            guard let start = free.popFirst() else { break }
            last = max(last, start + chunkMilliseconds)
            free.insert(start + chunkMilliseconds)
        }
        return last
    }
}

extension VideoPlan {
    /// From the first frame to the end of the last one, which is taken to be as long as the average.
    var durationMilliseconds: Int? {
        guard let last = chunks.last?.lastPts, frameCount > 0 else { return nil }
        let span = Double(last - firstPts) * timeBase.asDouble * 1_000
        let frames = Double(max(1, frameCount - 1))
        return Int(min(1e13, max(0, span * (frames + 1) / frames)))
    }
}
