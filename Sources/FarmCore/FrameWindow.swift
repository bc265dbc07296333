import FarmModel

/// How far the frames of one piped job are ahead of its encoder. No attempt ever waits for another: what lies beyond the
/// window is not begun.
struct FrameWindow: Equatable {
    /// As many as the job may have ahead, were it alone.
    let frames: Int
    let bytesEach: Int
    /// The frame behind each chunk.
    private let ends: [Int]
    /// So many chunks, from the first one on, are with the encoder.
    private(set) var taken = 0
    /// So many have been begun, or lie before one that was: what they need is theirs until the encoder has them, so that a
    /// chunk that has to be tried again never waits for others.
    private(set) var begun = 0

    init(frames: Int, bytesEach: Int, chunks: [ChunkPlan]) {
        self.frames = frames
        self.bytesEach = max(1, bytesEach)
        ends = chunks.map { $0.firstFrame + $0.frameCount }
    }

    /// Frames that are drawn, wait, or are kept free for chunks that have been begun.
    var heldFrames: Int { end(of: begun) - end(of: taken) }

    /// How many chunks, from the first one on, may have been begun when so many more frames find room.
    func limit(spareFrames: Int) -> Int {
        let allowed = min(frames, heldFrames + max(0, spareFrames))
        var limit = begun
        while limit < ends.count, ends[limit] - end(of: taken) <= allowed { limit += 1 }
        return limit
    }

    mutating func begin(_ chunk: Int) { begun = min(max(begun, chunk + 1), ends.count) }

    mutating func take(_ chunks: Int) {
        taken = min(max(taken, chunks), ends.count)
        begun = max(begun, taken)
    }

    private func end(of chunks: Int) -> Int { chunks == 0 ? 0 : ends[chunks - 1] }
}

/// All frames on their way through the coordinator: what they may take is bounded over all jobs together.
struct FramePool: Equatable {
    private struct Lane: Equatable {
        let job: JobID
        var window: FrameWindow
    }

    private var lanes: [Lane] = []

    var jobs: [JobID] { lanes.map(\.job) }
    var heldFrames: Int { lanes.reduce(0) { $0 + $1.window.heldFrames } }
    var heldBytes: Int { lanes.reduce(0) { $0 + $1.window.heldFrames * $1.window.bytesEach } }

    subscript(job: JobID) -> FrameWindow? { lanes.first { $0.job == job }?.window }

    mutating func open(_ job: JobID, _ window: FrameWindow) {
        close(job)
        lanes.append(Lane(job: job, window: window))
    }

    mutating func close(_ job: JobID) { lanes.removeAll { $0.job == job } }

    mutating func update(_ job: JobID, _ change: (inout FrameWindow) -> Void) {
        guard let index = lanes.firstIndex(where: { $0.job == job }) else { return }
        change(&lanes[index].window)
    }

    /// How many chunks of a job, from the first one on, may have been begun; nil for a job without a pipe.
    func limit(of job: JobID) -> Int? {
        guard let window = self[job] else { return nil }
        let spareBytes = (FarmLimits.bytesInPipe - heldBytes) / window.bytesEach
        return window.limit(spareFrames: min(FarmLimits.framesInPipe - heldFrames, spareBytes))
    }
}
