/// What one drill has shown.
struct DispatchFigures {
    let tasks: Int
    /// From the submission to the last acknowledgement.
    let nanoseconds: Int64
    let readyToStart: Latencies
    let cpuMicroseconds: Int
    let residentBytes: Int
    let peakResidentBytes: Int
    let journalBytes: Int

    var tasksPerSecond: Double { Double(tasks) * 1e9 / Double(nanoseconds) }
    var wallMicrosecondsPerTask: Double { Double(nanoseconds) / 1_000 / Double(tasks) }
    var cpuMicrosecondsPerTask: Double { Double(cpuMicroseconds) / Double(tasks) }
    var journalBytesPerTask: Double { Double(journalBytes) / Double(tasks) }
}

/// What connected workers cost that have nothing to do.
struct IdleFigures {
    let workers: Int
    let residentBytesBefore: Int
    let residentBytes: Int
    /// Of one core.
    let cpuPercent: Double
}

/// One figure, of several runs.
struct Spread {
    let least: Double
    let median: Double
    let most: Double

    /// Nil without a value.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        least = first
        most = last
        let middle = sorted.count / 2
        median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
