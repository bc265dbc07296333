import FarmModel

extension Farm {
    /// Every attempt at the job's chunks that is remembered, in the order in which they began.
    public func spans(of job: Job) -> [AttemptSpan] {
        var spans: [AttemptSpan] = []
        for (index, chunk) in job.chunks.enumerated() {
            for failed in chunk.failures { spans.append(span(of: failed, chunk: index, job)) }
            if let winner = chunk.winner { spans.append(span(of: winner, chunk: index, job)) }
        }
        for attempt in state.activeAttempts(of: job.id) {
            spans.append(
                span(attempt.id, attempt.chunk.index, attempt.worker, job, from: attempt.startedAt, status: "running"))
        }
        spans.sort { ($0.startMilliseconds, $0.attempt) < ($1.startMilliseconds, $1.attempt) }
        SlotRows.assign(&spans)
        return spans
    }

    private func span(of winner: ChunkWinner, chunk: Int, _ job: Job) -> AttemptSpan {
        var span = span(winner.attempt, chunk, winner.worker, job, from: winner.startedAt, status: "done")
        span.endMilliseconds = span.startMilliseconds + winner.runtimeMilliseconds
        span.cost = job.files.indices.contains(chunk) ? job.files[chunk]?.cost : nil
        return span
    }

    private func span(of failed: FailedAttempt, chunk: Int, _ job: Job) -> AttemptSpan {
        var span = span(
            failed.attempt, chunk, failed.worker, job, from: failed.startedAt, status: failed.failure.kind.rawValue)
        span.endMilliseconds = failed.endedAt.milliseconds(since: job.timeline.submittedAt)
        return span
    }

    private func span(
        _ attempt: AttemptID, _ chunk: Int, _ worker: WorkerID, _ job: Job, from start: Timestamp, status: String
    ) -> AttemptSpan {
        AttemptSpan(
            attempt: attempt, chunkIndex: chunk, worker: state.worker(worker)?.name ?? "?", slot: 0,
            startMilliseconds: start.milliseconds(since: job.timeline.submittedAt), endMilliseconds: nil,
            status: status, cost: nil)
    }
}

/// A worker does not say which of its slots an attempt has; the times do.
private enum SlotRows {
    /// Gives each span the lowest row of its worker that is free when it begins. The spans are in order of their start.
    static func assign(_ spans: inout [AttemptSpan]) {
        var busyUntil: [String: [Int]] = [:]
        for index in spans.indices {
            let span = spans[index]
            let end = span.endMilliseconds ?? Int.max
            let row = busyUntil[span.worker]?.firstIndex { $0 <= span.startMilliseconds }
            if let row {
                busyUntil[span.worker]?[row] = end
            } else {
                busyUntil[span.worker, default: []].append(end)
            }
            spans[index].slot = row ?? (busyUntil[span.worker]?.count ?? 1) - 1
        }
    }
}
