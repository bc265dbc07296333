import FarmModel

extension FarmState {
    /// The shortest list of records that folds to this state: what a compacted journal begins with. Handed out one by
    /// one, since the state of a large farm should not stand in memory a third time.
    public func forEachSnapshotRecord(_ body: (Record) throws -> Void) rethrows {
        try body(.countersRestored(nextJob: nextJob, nextAttempt: nextAttempt))
        for worker in workers { try body(.workerRestored(worker)) }
        for job in jobs {
            var header = job
            header.chunks = []
            header.files = []
            try body(.jobRestored(header))
            for (index, chunk) in job.chunks.enumerated() where chunk != ChunkState() {
                let file = job.files.indices.contains(index) ? job.files[index] : nil
                try body(.chunkRestored(ChunkID(job: job.id, index: index), chunk, file))
            }
        }
        for attempt in attemptsInOrder { try body(.attemptRestored(attempt)) }
    }
}
