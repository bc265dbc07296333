import Glibc

/// A file that one process at a time holds; the kernel lets go of it however the process ends.
public final class LockFile {
    private let file: FileDescriptor

    /// Takes the lock at once. If another process holds it, the error's code is
    /// `EWOULDBLOCK` and its words name the holder's pid.
    public init(_ path: String) throws(SystemError) {
        file = try FileDescriptor.open(path, flags: O_RDWR | O_CREAT)
        guard retryingInterrupts({ flock(file.number, LOCK_EX | LOCK_NB) }) == 0 else {
            let code = errno
            guard code == EWOULDBLOCK else { throw SystemError(operation: "lock", subject: path, code: code) }
            let words = Self.holder(path).map { "held by process \($0)" } ?? "held by another process"
            throw SystemError(operation: "lock", subject: path, code: code, detail: words)
        }
        try file.truncate(to: 0)
        try file.writeAll(Array("\(getpid())\n".utf8))
    }

    /// The pid that the last holder wrote down, whether or not it still runs.
    public static func holder(_ path: String) -> Int32? {
        guard let bytes = readIfPossible(path, limitBytes: 64) else { return nil }
        let digits = bytes.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return Int32(String(decoding: digits, as: UTF8.self))
    }

    /// Lets go. The file stays: removing it would let two processes lock two files of one name.
    public func release() { file.close() }
}

/// The contents of a file that may well be missing or unreadable, where the caller has an answer for that.
func readIfPossible(_ path: String, limitBytes: Int) -> [UInt8]? {
    do throws(SystemError) {
        return try Files.read(path, limitBytes: limitBytes)
    } catch {
        return nil
    }
}
