/// The number under which a person and the farm speak of one job; never reused.
public struct JobID: Hashable, Comparable, Sendable {
    public let number: Int
    public init(_ number: Int) { self.number = number }
    public static func < (left: JobID, right: JobID) -> Bool { left.number < right.number }
}

/// One try at one chunk by one worker. Only the attempt that holds the lease may commit a chunk.
public struct AttemptID: Hashable, Comparable, Sendable {
    public let number: Int
    public init(_ number: Int) { self.number = number }
    public static func < (left: AttemptID, right: AttemptID) -> Bool { left.number < right.number }
}

/// A worker as the coordinator remembers it: given once for each worker name, and kept over restarts.
public struct WorkerID: Hashable, Comparable, Sendable {
    public let number: Int
    public init(_ number: Int) { self.number = number }
    public static func < (left: WorkerID, right: WorkerID) -> Bool { left.number < right.number }
}

/// One network connection of a worker. A worker that reconnects has a new session and the same `WorkerID`.
public struct SessionID: Hashable, Comparable, Sendable {
    public let number: Int
    public init(_ number: Int) { self.number = number }
    public static func < (left: SessionID, right: SessionID) -> Bool { left.number < right.number }
}

/// A client's question that waits for its answer.
public struct RequestID: Hashable, Sendable {
    public let number: Int
    public init(_ number: Int) { self.number = number }
}

/// A chunk by its job and its place in the job.
public struct ChunkID: Hashable, Comparable, Sendable {
    public let job: JobID
    public let index: Int

    public init(job: JobID, index: Int) {
        self.job = job
        self.index = index
    }

    public static func < (left: ChunkID, right: ChunkID) -> Bool {
        left.job == right.job ? left.index < right.index : left.job < right.job
    }
}
