import FarmModel

/// How the rendered video counts its times. Made once for all the timestamps of a command or a list: to know the time base
/// the whole filter description has to be judged.
public struct OutputClock: Equatable, Sendable {
    public let timeBase: Rational
    private let inputBase: Rational
    /// What a serial run subtracts from the timestamps of the container.
    private let offset: Int64
    /// What the filters make of the times.
    private let move: TimeMove?

    init(inputBase: Rational, offset: Int64, check: FilterCheck) {
        self.inputBase = inputBase
        self.offset = offset
        move = check.timeMove
        timeBase = CommandPieces.outputTimeBase(check: check, timeBase: inputBase)
    }

    /// A timestamp of the input as the rendered video counts it.
    func ticks(_ pts: Int64) -> Int64 {
        let shown = pts - offset
        return MediaTime.rescale(move?.ticks(shown, timeBase: inputBase) ?? shown, from: inputBase, to: timeBase)
    }

    /// Whether each of these frames, which increase, is still shown behind the one before.
    func keepsOrder(of pts: [Int64]) -> Bool {
        guard let move else { return true }
        var last = Int64.min
        for time in pts {
            guard let moved = move.ticks(time - offset, timeBase: inputBase), moved > last else { return false }
            last = moved
        }
        return true
    }
}

extension VideoPlan {
    public var clock: OutputClock {
        OutputClock(inputBase: timeBase, offset: timestampOffset, check: FilterCheck(settings.filter))
    }

    /// From the first frame of the rendered video to its last one, where each frame of the input is one of it.
    public var shownMicroseconds: Int64 {
        let clock = clock
        let last = clock.ticks(chunks.last?.lastPts ?? firstPts)
        return MediaTime.microseconds(last - clock.ticks(firstPts), in: clock.timeBase)
    }
}

extension RenderTask {
    func clock(_ check: FilterCheck) -> OutputClock {
        OutputClock(inputBase: timeBase, offset: timestampOffset, check: check)
    }
}
