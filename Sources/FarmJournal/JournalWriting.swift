import FarmCore
import FarmModel
import FarmWire
import Glibc
import JSONText
import LinuxIO

/// What the journal's background threads do. Plain functions over values, so that nothing is shared with the loop.
enum JournalWriting {
    /// Lines that become durable together.
    struct Group: Sendable {
        let bytes: [UInt8]
        let descriptor: Int32
        let offset: Int64
        let path: String
        /// The file's name has to become durable as well.
        let syncsFolder: Bool
    }

    /// Adds a record as its journal line.
    static func append(_ record: Record, to lines: inout JSONWriter) {
        JournalLine.append(record, to: &lines, checksum: { crc32c($0) })
    }

    /// Writes and syncs. After a failure the file is cut back to where it was, so that half a group never stands before
    /// a later, whole one.
    static func write(_ group: Group) -> SystemError? {
        do throws(SystemError) {
            if group.syncsFolder { try Files.syncDirectory(Files.parent(of: group.path)) }
        } catch {
            return error
        }
        let failure = write(group.bytes, to: group.descriptor, at: group.offset, path: group.path)
        guard failure == nil, fdatasync(group.descriptor) == 0 else {
            let reason = failure ?? SystemError(operation: "sync", subject: group.path)
            // If that fails as well, the next try writes the same bytes at the same place.
            _ = ftruncate(group.descriptor, off_t(group.offset))
            return reason
        }
        return nil
    }

    private static func write(
        _ bytes: [UInt8], to descriptor: Int32, at offset: Int64, path: String
    ) -> SystemError? {
        bytes.withUnsafeBytes { buffer -> SystemError? in
            var done = 0
            while done < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
                let written = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + done)
                if written < 0 {
                    if errno == EINTR { continue }
                    return SystemError(operation: "write", subject: path)
                }
                done += written
            }
            return nil
        }
    }

    // MARK: Compaction

    /// Writes the shortest journal that leads to `state`, and tells its size.
    static func writeSnapshot(
        of state: FarmState, to descriptor: Int32, path: String
    ) -> Result<Int64, SystemError> {
        var buffer = JSONWriter()
        var size: Int64 = 0
        var failure: SystemError?
        func writeOut() {
            guard failure == nil else { return }
            failure = write(buffer.bytes, to: descriptor, at: size, path: path)
            size += Int64(buffer.bytes.count)
            buffer = JSONWriter(reusing: buffer.bytes)
        }
        state.forEachSnapshotRecord { record in
            append(record, to: &buffer)
            if buffer.bytes.count > 1 << 20 { writeOut() }
        }
        writeOut()
        if failure == nil, fdatasync(descriptor) != 0 { failure = SystemError(operation: "sync", subject: path) }
        return failure.map { .failure($0) } ?? .success(size)
    }

    /// Completes a new journal and gives it the name of the old one. After a failure the old one is untouched.
    static func write(_ tail: Group, thenRenameTo path: String) -> SystemError? {
        if let failure = write(tail) { return failure }
        do throws(SystemError) {
            try Files.rename(tail.path, to: path)
            return nil
        } catch {
            return error
        }
    }

    /// What is left of a failed compaction takes room, and the next one begins by emptying it anyway.
    static func removeIfPossible(_ path: String) {
        do throws(SystemError) { try Files.remove(path) } catch { return }
    }

    // MARK: Torn ends

    /// Cuts the journal, and keeps what is cut off in a file beside it: a person may want to see it, and nothing
    /// unreadable is deleted.
    static func cutTail(of path: String, at validBytes: Int64) throws(SystemError) {
        let torn = try FileDescriptor.open(path + ".torn", flags: O_WRONLY | O_CREAT | O_APPEND)
        let whole = try MappedFile(path)
        try withExtendedLifetime(whole) { () throws(SystemError) in
            try torn.writeAll(UnsafeRawBufferPointer(rebasing: whole.bytes[Int(validBytes)...]))
        }
        try torn.synchronize()
        let file = try FileDescriptor.open(path, flags: O_RDWR)
        try file.truncate(to: validBytes)
        try file.synchronize()
    }
}
