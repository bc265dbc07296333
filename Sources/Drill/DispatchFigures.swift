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

/// What was measured while a file was pulled from the coordinator.
struct ReaderFigures {
    let submitToStart: Latencies
    let dispatch: DispatchFigures
    let bytesPerSecond: Double
}

/// What connected workers cost that have nothing to do.
struct IdleFigures {
    let workers: Int
    let residentBytesBefore: Int
    let residentBytes: Int
    /// Of one core.
    let cpuPercent: Double
}
