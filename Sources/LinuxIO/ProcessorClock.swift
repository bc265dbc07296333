import Glibc

/// The processor time that a running child has taken, all its threads together.
public struct ProcessorClock: Equatable, Sendable {
    let pid: Int32

    /// Nil once the child is gone.
    public func nanoseconds() -> Int64? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
