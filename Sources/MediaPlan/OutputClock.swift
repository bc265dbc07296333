import FarmModel

/// How the rendered video counts its times. Made once for all the timestamps of a command or a list: to know the time base
/// the whole filter description has to be judged.
public struct OutputClock: Equatable, Sendable {
    public let timeBase: Rational
    private let inputBase: Rational
    /// What a serial run subtracts from the timestamps of the container.
    private let offset: Int64

    init(inputBase: Rational, offset: Int64, check: FilterCheck) {
        self.inputBase = inputBase
        self.offset = offset
        timeBase = CommandPieces.outputTimeBase(check: check, timeBase: inputBase)
    }

    /// A timestamp of the input as the rendered video counts it.
    func ticks(_ pts: Int64) -> Int64 { MediaTime.rescale(pts - offset, from: inputBase, to: timeBase) }
}

extension VideoPlan {
    public var clock: OutputClock {
        OutputClock(inputBase: timeBase, offset: timestampOffset, check: FilterCheck(settings.filter))
    }
}

extension RenderTask {
    func clock(_ check: FilterCheck) -> OutputClock {
        OutputClock(inputBase: timeBase, offset: timestampOffset, check: check)
    }
}
