import Glibc

/// A log of one line an event, each with its time in UTC.
///
/// At its limit the file becomes `PATH.1`, replacing the one before, so that two
/// limits is the most it ever takes. A log must not stop the work it describes: what
/// cannot be written is counted, and the log says so as soon as it can write again.
public final class LogFile {
    public let path: String
    /// Events lost since the last one that could be written.
    public private(set) var lostLines = 0

    private let limitBytes: Int64
    private var file: FileDescriptor
    private var sizeBytes: Int64

    public init(_ path: String, limitBytes: Int = 8 << 20) throws(SystemError) {
        self.path = path
        self.limitBytes = Int64(limitBytes)
        file = try Self.open(path)
        sizeBytes = try file.facts().sizeBytes
    }

    /// Adds an event. Line feeds and other control characters in it become spaces.
    public func append(_ event: String) { append(line: Self.line(event)) }

    /// Adds a line that has its time already.
    public func append(finished line: String) { append(line: Self.sanitized(line) + [UInt8(ascii: "\n")]) }

    private func append(line event: [UInt8]) {
        var line: [UInt8] = []
        if lostLines > 0 { line += Self.line("\(lostLines) events before this one could not be written") }
        line += event
        do throws(SystemError) {
            if sizeBytes > 0, sizeBytes + Int64(line.count) > limitBytes { try rotate() }
            try file.writeAll(line)
            sizeBytes += Int64(line.count)
            lostLines = 0
        } catch {
            lostLines += 1
        }
    }

    public func close() { file.close() }

    private func rotate() throws(SystemError) {
        try Files.rename(path, to: path + ".1")
        file = try Self.open(path)
        sizeBytes = 0
    }

    private static func open(_ path: String) throws(SystemError) -> FileDescriptor {
        try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_APPEND)
    }

    private static func line(_ event: String) -> [UInt8] {
        Array(FarmClock.utcTimestamp().utf8) + [UInt8(ascii: " ")] + sanitized(event) + [UInt8(ascii: "\n")]
    }

    private static func sanitized(_ text: String) -> [UInt8] {
        text.utf8.map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: " ") : $0 }
    }
}
