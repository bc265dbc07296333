import CLinux
import Glibc

/// Data for whoever reads this program's output: written at once and completely.
public enum StandardOutput {
    /// False when it cannot be written, usually because the reader is gone.
    @discardableResult
    public static func write(_ bytes: UnsafeRawBufferPointer) -> Bool { writeAll(bytes, to: STDOUT_FILENO) }

    @discardableResult
    public static func write(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { write($0) } }

    @discardableResult
    public static func write(_ text: String) -> Bool { write(Array(text.utf8)) }
}

/// Words for people: written at once and completely.
public enum StandardError {
    /// False when it cannot be written, usually because the reader is gone.
    @discardableResult
    public static func write(_ bytes: UnsafeRawBufferPointer) -> Bool { writeAll(bytes, to: STDERR_FILENO) }

    @discardableResult
    public static func write(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { write($0) } }

    @discardableResult
    public static func write(_ text: String) -> Bool { write(Array(text.utf8)) }
}

private func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        let written = retryingInterrupts { write(descriptor, rest.baseAddress, rest.count) }
        if written >= 0 {
            done += written
        } else if errno == EAGAIN {
            // A parent may have made the pipe it shares with us non-blocking.
            var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&request, 1, -1)
        } else {
            return false
        }
    }
    return true
}

public func isTerminal(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1
}

/// Columns of the terminal; 80 when there is none or it does not say.
public func terminalWidth() -> Int {
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
        let columns = Int(clinux_terminal_columns(descriptor))
        if columns > 0 { return columns }
    }
    return 80
}
