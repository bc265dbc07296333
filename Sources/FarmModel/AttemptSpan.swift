/// One attempt on the time line of its job: what a chart of attempts by worker is drawn from, and what the figures of a
/// benchmark are computed from. An attempt that was stopped because another one was first leaves none.
public struct AttemptSpan: Equatable, Sendable {
    public var attempt: AttemptID
    public var chunkIndex: Int
    public var worker: String
    /// The row on its worker: attempts that overlap have different ones. At most as many as the worker has slots.
    public var slot: Int
    /// Since the job was submitted, as the coordinator saw it; no end while the attempt runs.
    public var startMilliseconds: Int
    public var endMilliseconds: Int?
    /// `running`, `done`, or the kind of the failure.
    public var status: String
    /// What a finished chunk took of its worker's machine.
    public var cost: AttemptCost?

    public init(
        attempt: AttemptID, chunkIndex: Int, worker: String, slot: Int, startMilliseconds: Int, endMilliseconds: Int?,
        status: String, cost: AttemptCost?
    ) {
        self.attempt = attempt
        self.chunkIndex = chunkIndex
        self.worker = worker
        self.slot = slot
        self.startMilliseconds = startMilliseconds
        self.endMilliseconds = endMilliseconds
        self.status = status
        self.cost = cost
    }
}

/// What rendering a chunk took, as the worker's kernel counted it.
public struct AttemptCost: Equatable, Sendable {
    /// From the start of ffmpeg to its end: the rest of an attempt is preparing, hashing, publishing and talking.
    public var renderMilliseconds: Int
    /// User and system time of ffmpeg, and of the process that draws for it.
    public var processorMilliseconds: Int
    /// The part of the process that draws; nil where nothing is drawn.
    public var drawingMilliseconds: Int?

    public init(renderMilliseconds: Int, processorMilliseconds: Int, drawingMilliseconds: Int? = nil) {
        self.renderMilliseconds = renderMilliseconds
        self.processorMilliseconds = processorMilliseconds
        self.drawingMilliseconds = drawingMilliseconds
    }
}
