/// What a frame costs, from ffmpeg's frame counter and its processor time as both go on: starting up, and whatever else
/// the machine is doing, does not count.
public struct FrameMeter: Equatable, Sendable {
    /// So much between the first look and the last tells enough.
    private let enoughNanoseconds: Int64
    private let enoughFrames: Int
    private let mostNanoseconds: Int64
    private var first: Look?
    private var last: Look?

    private struct Look: Equatable {
        var frames: Int
        var nanoseconds: Int64
    }

    public init(enoughMilliseconds: Int, enoughFrames: Int, mostMilliseconds: Int) {
        enoughNanoseconds = Int64(enoughMilliseconds) * 1_000_000
        self.enoughFrames = enoughFrames
        mostNanoseconds = Int64(mostMilliseconds) * 1_000_000
    }

    /// ffmpeg shows its counter for the first time when everything is open and the first frame is through the filters.
    public mutating func look(frames: Int, nanoseconds: Int64) {
        let now = Look(frames: frames, nanoseconds: nanoseconds)
        if first == nil { first = now }
        last = now
    }

    private var spent: Int64 { max(0, (last?.nanoseconds ?? 0) - (first?.nanoseconds ?? 0)) }
    private var frames: Int { measuredFrames.count }

    /// Which frames came out between the first look and the last.
    public var measuredFrames: Range<Int> {
        let start = first?.frames ?? 0
        return start..<max(start, last?.frames ?? 0)
    }

    public var isSatisfied: Bool {
        spent >= mostNanoseconds || spent >= enoughNanoseconds && frames >= enoughFrames
    }

    /// Nil before there are two looks, and where the clock stands still: ffmpeg's name may be that of a script, which has
    /// another process do the work. Where not one frame was done meanwhile, all the time was that frame's.
    public var nanosecondsPerFrame: Int64? {
        guard first != last else { return nil }
        let each = spent / Int64(max(1, frames))
        return each < Self.leastNanoseconds ? nil : each
    }

    /// Nothing does anything to a frame in less.
    private static let leastNanoseconds: Int64 = 1_000
}
