import Glibc

/// The clocks of the machine, in integers.
public enum FarmClock {
    /// Milliseconds of a clock that never jumps; its zero means nothing.
    public static func monotonicMilliseconds() -> Int64 {
        monotonicNanoseconds() / 1_000_000
    }

    public static func monotonicNanoseconds() -> Int64 {
        nanoseconds(of: CLOCK_MONOTONIC)
    }

    /// Milliseconds since 1970, UTC.
    public static func wallMilliseconds() -> Int64 {
        nanoseconds(of: CLOCK_REALTIME) / 1_000_000
    }

    /// "YYYYMMDD_HHMMSS" in local time, as run directories are named.
    public static func localTimestamp(wallMilliseconds: Int64 = FarmClock.wallMilliseconds()) -> String {
        var seconds = time_t(wallMilliseconds / 1000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return padded(Int(parts.tm_year) + 1900, 4) + padded(Int(parts.tm_mon) + 1, 2) + padded(Int(parts.tm_mday), 2)
            + "_" + padded(Int(parts.tm_hour), 2) + padded(Int(parts.tm_min), 2) + padded(Int(parts.tm_sec), 2)
    }

    /// "2026-01-31T23:59:59.123Z".
    public static func utcTimestamp(wallMilliseconds: Int64 = FarmClock.wallMilliseconds()) -> String {
        let milliseconds = ((wallMilliseconds % 1000) + 1000) % 1000
        var seconds = time_t((wallMilliseconds - milliseconds) / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date =
            padded(Int(parts.tm_year) + 1900, 4) + "-" + padded(Int(parts.tm_mon) + 1, 2) + "-"
            + padded(Int(parts.tm_mday), 2)
        let time =
            padded(Int(parts.tm_hour), 2) + ":" + padded(Int(parts.tm_min), 2) + ":" + padded(Int(parts.tm_sec), 2)
        return date + "T" + time + "." + padded(Int(milliseconds), 3) + "Z"
    }

    private static func nanoseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
