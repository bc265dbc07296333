import CLinux
import Glibc

/// An open file descriptor that is closed when its last owner lets go of it.
public final class FileDescriptor {
    /// The descriptor's number, or -1 once closed.
    public private(set) var number: Int32
    let path: String

    /// Takes ownership of a descriptor that is already open.
    public init(adopting number: Int32, path: String = "") {
        self.number = number
        self.path = path
    }

    /// Opens `path`; close-on-exec is always set.
    public static func open(_ path: String, flags: Int32, mode: UInt32 = 0o644) throws(SystemError) -> FileDescriptor {
        let number = retryingInterrupts { Glibc.open(path, flags | O_CLOEXEC, mode_t(mode)) }
        guard number >= 0 else { throw SystemError(operation: "open", subject: path) }
        return FileDescriptor(adopting: number, path: path)
    }

    /// Uses a descriptor that belongs to somebody else, who keeps it open meanwhile.
    public static func write(_ bytes: UnsafeRawBufferPointer, to number: Int32) -> SystemError? {
        let descriptor = FileDescriptor(adopting: number)
        defer { descriptor.number = -1 }
        return catching { () throws(SystemError) in try descriptor.writeAll(bytes) }
    }

    deinit { close() }

    public func close() {
        guard number >= 0 else { return }
        // Linux frees the number even when close reports an error, so it is never repeated.
        Glibc.close(number)
        number = -1
    }

    /// Writes everything, at the descriptor's own position.
    public func writeAll(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let written = retryingInterrupts { Glibc.write(number, rest.baseAddress, rest.count) }
            guard written >= 0 else { throw SystemError(operation: "write", subject: path) }
            done += written
        }
    }

    public func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        let failure = bytes.withUnsafeBytes { buffer in catching { () throws(SystemError) in try writeAll(buffer) } }
        if let failure { throw failure }
    }

    /// Writes everything at an offset, without moving the descriptor's position.
    public func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
        try LinuxIO.writeAll(bytes, to: number, at: offset, path: path)
    }

    /// Reads once. 0 is the end of the file.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        let count = retryingInterrupts { Glibc.read(number, buffer.baseAddress, buffer.count) }
        guard count >= 0 else { throw SystemError(operation: "read", subject: path) }
        return count
    }

    /// Reads once at an offset. 0 is the end of the file.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        let count = retryingInterrupts { pread(number, buffer.baseAddress, buffer.count, off_t(offset)) }
        guard count >= 0 else { throw SystemError(operation: "read", subject: path) }
        return count
    }

    /// fsync: contents and metadata are on disk when this returns.
    public func synchronize() throws(SystemError) {
        guard retryingInterrupts({ fsync(number) }) == 0 else { throw SystemError(operation: "sync", subject: path) }
    }

    /// fdatasync: contents and the length are on disk when this returns.
    public func synchronizeData() throws(SystemError) {
        guard retryingInterrupts({ fdatasync(number) }) == 0 else {
            throw SystemError(operation: "sync", subject: path)
        }
    }

    public func truncate(to length: Int64) throws(SystemError) {
        guard retryingInterrupts({ ftruncate(number, off_t(length)) }) == 0 else {
            throw SystemError(operation: "truncate", subject: path)
        }
    }

    public func facts() throws(SystemError) -> FileFacts {
        var raw = stat()
        guard fstat(number, &raw) == 0 else { throw SystemError(operation: "look at", subject: path) }
        return FileFacts(raw)
    }
}

private func writeAll(
    _ bytes: UnsafeRawBufferPointer, to number: Int32, at offset: Int64, path: String
) throws(SystemError) {
    var done = 0
    while done < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        let written = retryingInterrupts { pwrite(number, rest.baseAddress, rest.count, off_t(offset) + done) }
        guard written >= 0 else { throw SystemError(operation: "write", subject: path) }
        done += written
    }
}

/// Writes everything at an offset of an open file, on whatever thread; whoever holds the descriptor keeps it open.
public func writeAll(_ bytes: [UInt8], to number: Int32, at offset: Int64) throws(SystemError) {
    let failure = bytes.withUnsafeBytes { buffer in
        catching { () throws(SystemError) in try writeAll(buffer, to: number, at: offset, path: "") }
    }
    if let failure { throw failure }
}

/// Runs a throwing body inside a closure that may not throw with a type, and hands the error out.
public func catching(_ body: () throws(SystemError) -> Void) -> SystemError? {
    do throws(SystemError) {
        try body()
        return nil
    } catch {
        return error
    }
}

/// Makes a pipe whose ends are close-on-exec: first the end to read, then the end to write.
func makePipe() throws(SystemError) -> (reading: FileDescriptor, writing: FileDescriptor) {
    var ends: [Int32] = [-1, -1]
    guard clinux_pipe(&ends) == 0 else { throw SystemError(operation: "make a pipe") }
    return (FileDescriptor(adopting: ends[0]), FileDescriptor(adopting: ends[1]))
}

func setNonBlocking(_ descriptor: Int32) throws(SystemError) {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
        throw SystemError(operation: "make a descriptor non-blocking")
    }
}
