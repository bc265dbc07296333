import CLinux
import Glibc

/// The terminal of this process, for programs that take the whole screen.
public enum TerminalMode {
    /// Columns and rows; nil when standard output is no terminal, or does not say.
    public static var size: (columns: Int, rows: Int)? {
        var columns: Int32 = 0
        var rows: Int32 = 0
        guard clinux_terminal_size(STDOUT_FILENO, &columns, &rows) == 0, columns > 0, rows > 0 else { return nil }
        return (Int(columns), Int(rows))
    }

    /// Keys come one by one and are not shown, until `giveBack`. If this program crashes, `farewell` is written and the
    /// terminal is as it was before.
    public static func take(farewell: String) throws(SystemError) {
        guard clinux_terminal_take(STDIN_FILENO, STDOUT_FILENO, farewell) == 0 else {
            throw SystemError(operation: "prepare", subject: "the terminal")
        }
    }

    public static func giveBack() { clinux_terminal_give_back() }

    /// What was typed; empty when there is nothing after all, nil at the end of the input.
    public static func typed() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(STDIN_FILENO, &buffer, buffer.count)
        if count > 0 { return Array(buffer[..<count]) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
    }
}
