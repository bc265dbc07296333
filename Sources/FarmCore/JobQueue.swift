import FarmModel

/// The chunks of one job that wait for a slot. Derived from the state, and built anew after a restart.
struct JobQueue {
    let job: JobID
    var priority: Int
    var isPaused: Bool
    let maxParallel: Int
    let workKind: String
    /// The external renderer that the work needs.
    let renderer: String?
    /// Nil where the work encodes nothing, or any build of the encoder will do.
    let strictEncoder: String?
    /// The build that has made, or is making, the chunks of a job that wants one only; nil until the first begins.
    var build: String?
    /// Chunks that may start now, by index.
    var ready = MinHeap<Int>()
    /// Chunks that wait out the delay before their next try.
    var delayed = MinHeap<DelayedChunk>()
    /// Attempts that hold a lease, backups included.
    var running = 0
    /// The frames go through memory, in their order.
    let isPiped: Bool
    /// Chunks from this one on are too far ahead of the encoder.
    var limit = Int.max

    var canStart: Bool { !isPaused && hasStartable && running < maxParallel }

    /// Whatever is left of the job runs already. In front of a pipe slots are often idle, and a second copy of frames
    /// would take more memory than there is for them.
    var isNearItsEnd: Bool { !isPaused && !isPiped && ready.isEmpty && delayed.isEmpty && running > 0 }

    private var hasStartable: Bool { ready.first.map { $0 < limit } ?? false }

    init(job: Job, leases: [Attempt]) {
        self.job = job.id
        priority = job.priority
        isPaused = job.isPaused
        maxParallel = job.request.maxParallel ?? Int.max
        workKind = job.plan?.workKind ?? ""
        renderer = job.video?.drawing?.renderer?.name
        running = leases.count
        isPiped = job.isPiped
        if let video = job.video, video.parity == .strict {
            strictEncoder = video.chunkEncoder
            let finished = job.chunks.lazy.compactMap { $0.winner?.encoderBuild }.first
            let isBegun = job.doneChunks > 0 || !leases.isEmpty
            build = finished ?? leases.lazy.compactMap(\.encoderBuild).first ?? (isBegun ? "" : nil)
        } else {
            strictEncoder = nil
        }
        for (index, chunk) in job.chunks.enumerated() where chunk.status == .queued {
            enqueue(chunk: index, notBefore: chunk.notBefore)
        }
    }

    mutating func enqueue(chunk: Int, notBefore: Timestamp?) {
        if let notBefore {
            delayed.insert(DelayedChunk(notBefore: notBefore, chunk: chunk))
        } else {
            ready.insert(chunk)
        }
    }

    /// Moves chunks whose delay is over to the ready ones.
    mutating func release(dueAt now: Timestamp) {
        while let next = delayed.first, next.notBefore <= now {
            _ = delayed.popFirst()
            ready.insert(next.chunk)
        }
    }
}

struct DelayedChunk: Comparable {
    let notBefore: Timestamp
    let chunk: Int

    static func < (left: DelayedChunk, right: DelayedChunk) -> Bool {
        left.notBefore == right.notBefore ? left.chunk < right.chunk : left.notBefore < right.notBefore
    }
}
