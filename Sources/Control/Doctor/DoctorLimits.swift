/// From where on `doctor` has something to say, with the reason for each number.
enum DoctorLimits {
    /// What a worker assumes that a slot needs.
    static let memoryPerSlotBytes: Int64 = 512 << 20
    /// Each worker of a farm of hundreds is a connection, and each running stage a handful of pipes.
    static let openFiles = 1_024
    /// A coordinator hands out nothing below its `minimum_free_bytes`.
    static let leastFreeBytes: Int64 = 256 << 20
    /// The chunks of one long film without loss.
    static let roomyBytes: Int64 = 5 << 30
    /// 1080p material of good quality plays at about this rate: a slower link feeds less than one core.
    static let slowBytesPerSecond: Int64 = 6_000_000
    /// A chunk costs two or three answers: below this they do not count beside a second of rendering.
    static let longLatencyMicroseconds = 50_000
    /// People who compare two logs by eye do not notice less.
    static let clockMilliseconds = 2_000

    // MARK: Measuring

    static let latencyProbes = 7
    /// First a small answer, and a large one only where the small one was there at once.
    static let firstProbeBytes = 256 << 10
    static let largeProbeBytes = 8 << 20
    static let quickMilliseconds: Int64 = 150
    static let probeMilliseconds = 15_000
    /// `wslinfo` starts a program of Windows.
    static let questionMilliseconds = 5_000
}
