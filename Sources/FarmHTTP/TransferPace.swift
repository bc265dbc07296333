/// Whether bytes move at all: looks at windows of time, one after the other.
struct TransferPace {
    private let limits: HTTPLimits
    private var startedAt: Int64
    private var bytesAtStart: Int64 = 0

    init(_ limits: HTTPLimits, at now: Int64) {
        self.limits = limits
        startedAt = now
    }

    /// Begins a window; `bytes` is the count of all that has moved so far.
    mutating func restart(at now: Int64, bytes: Int64) {
        startedAt = now
        bytesAtStart = bytes
    }

    func age(at now: Int64) -> Int64 { now - startedAt }

    /// At the end of a window: whether less has moved than must.
    mutating func isTooSlow(at now: Int64, bytes: Int64) -> Bool {
        guard age(at: now) >= limits.windowMilliseconds else { return false }
        let moved = bytes - bytesAtStart
        restart(at: now, bytes: bytes)
        return moved < limits.windowBytes
    }
}
