import LinuxIO

/// What the worker tells people, on stderr: one line an event, with the time.
enum WorkerLog {
    static func say(_ text: String) {
        StandardError.write("\(FarmClock.utcTimestamp()) \(text)\n")
    }
}
