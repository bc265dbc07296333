import FarmModel
import LinuxIO

/// Time as the farm records it: the wall clock at the start, carried on by the monotonic one, so that it never jumps.
struct CoordinatorClock {
    private let offset: Int64

    init() { offset = FarmClock.wallMilliseconds() - FarmClock.monotonicMilliseconds() }

    var now: Timestamp { Timestamp(milliseconds: FarmClock.monotonicMilliseconds() + offset) }
}
