/// What a chunk showed around its two ends, after the filters and before the encoder. Its neighbours rendered the same
/// frames: equal pictures prove that cut, seek and warm-up were right.
public struct SeamEvidence: Equatable, Sendable {
    /// The chunk's own first frames; empty for the first chunk of a video.
    public var head: [SeamFrame]
    /// The frames behind the chunk, which its right neighbour has as its own first ones; empty for the last chunk.
    public var tail: [SeamFrame]

    public init(head: [SeamFrame], tail: [SeamFrame]) {
        self.head = head
        self.tail = tail
    }

    public static let none = SeamEvidence(head: [], tail: [])
}

/// One frame beside a seam.
public struct SeamFrame: Equatable, Sendable {
    /// In the time base of the rendered video, counted from its beginning.
    public var pts: Int64
    /// Of all its pixels.
    public var hash: String
    /// Some hundred brightness values out of the picture; only where pictures are expected to differ a little.
    public var samples: [UInt8]

    public init(pts: Int64, hash: String, samples: [UInt8] = []) {
        self.pts = pts
        self.hash = hash
        self.samples = samples
    }
}

/// What is demanded of the two sides of a seam.
public enum SeamRule: String, Equatable, Sendable, CaseIterable {
    /// The same pictures, bit for bit.
    case exact
    /// The filters remember without end: the same pictures but for a few levels of brightness.
    case close
}

/// One way to begin a chunk: where decoding starts, and from where on the filters see frames.
public struct ChunkStart: Equatable, Sendable {
    /// The key frame to seek to; nil to decode from the beginning.
    public var seekPts: Int64?
    /// The first warm-up frame by number and timestamp: the chunk's own first frame where there is no warm-up.
    public var warmUpFrame: Int
    public var warmUpPts: Int64

    public init(seekPts: Int64?, warmUpFrame: Int, warmUpPts: Int64) {
        self.seekPts = seekPts
        self.warmUpFrame = warmUpFrame
        self.warmUpPts = warmUpPts
    }
}

/// What a job has been through with its seams.
public struct SeamHistory: Equatable, Sendable {
    /// The care that every further attempt takes at least, learned from seams that disagreed.
    public var leastCare = 0
    /// How often a finished chunk was rendered again because of a seam, and why, as far as there is room.
    public var repairs = 0
    public var notes: [String] = []
    /// Why the job was put together into one piece, if it was.
    public var unitedBecause: String?

    public init() {}

    public var haveDisagreed: Bool { repairs > 0 || unitedBecause != nil }
}

/// How a job's seams stand.
public struct SeamSummary: Equatable, Sendable {
    public var total: Int
    /// Seams whose two sides have been compared and agree.
    public var proved: Int
    /// How often a chunk was rendered again with more care because a seam disagreed.
    public var repairs: Int
    /// The largest difference that was found, where pictures may differ a little.
    public var largestDifferenceLevels: Int?
    /// Why the job was rendered in one piece in the end, if it was.
    public var unitedBecause: String?
    /// What happened, a sentence each, as far as there is room.
    public var notes: [String]

    public init(
        total: Int, proved: Int, repairs: Int, largestDifferenceLevels: Int?, unitedBecause: String?, notes: [String]
    ) {
        self.total = total
        self.proved = proved
        self.repairs = repairs
        self.largestDifferenceLevels = largestDifferenceLevels
        self.unitedBecause = unitedBecause
        self.notes = notes
    }
}
