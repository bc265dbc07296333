import FarmCore
import FarmModel
import FarmWire
import Glibc
import JSONText
import LinuxIO

/// What the journal's background thread does. Plain functions over values, so that nothing is shared with the loop.
enum JournalWriting {
    /// One group of lines that become durable together.
    struct Batch: Sendable {
        let bytes: [UInt8]
        /// How many records of this life of the coordinator are durable once this batch is.
        let lastRecord: Int
    }

    /// Adds a record as its journal line.
    static func append(_ record: Record, to lines: inout JSONWriter) {
        JournalLine.append(record, to: &lines, checksum: { crc32c($0) })
    }

    /// Writes at `offset` and syncs. After a failure the file is cut back to where it was, so that half a batch never
    /// stands before a later, whole one.
    static func append(_ bytes: [UInt8], to descriptor: Int32, at offset: Int64, path: String) -> SystemError? {
        let failure = write(bytes, to: descriptor, at: offset, path: path)
        if failure != nil { _ = ftruncate(descriptor, off_t(offset)) }
        return failure
    }

    private static func write(
        _ bytes: [UInt8], to descriptor: Int32, at offset: Int64, path: String
    ) -> SystemError? {
        bytes.withUnsafeBytes { buffer -> SystemError? in
            var done = 0
            while done < buffer.count {
                let written = pwrite(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset) + done)
                if written < 0 {
                    if errno == EINTR { continue }
                    return SystemError(operation: "write", subject: path)
                }
                done += written
            }
            return fdatasync(descriptor) == 0 ? nil : SystemError(operation: "sync", subject: path)
        }
    }

    /// Makes a rename durable. A failure leaves the old name or the new one after a power cut: both are whole journals,
    /// and the next group's sync reports a disk that is really broken.
    static func syncDirectory(of path: String) {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        do throws(SystemError) { try Files.syncDirectory(directory) } catch { return }
    }

    /// Writes the shortest journal that leads to `state`, and returns its size.
    static func writeSnapshot(of state: FarmState, to path: String) throws(SystemError) -> Int64 {
        let file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC)
        var buffer = JSONWriter()
        var size: Int64 = 0
        func writeOut() throws(SystemError) {
            try file.writeAll(buffer.bytes)
            size += Int64(buffer.bytes.count)
            buffer = JSONWriter()
        }
        do {
            try state.forEachSnapshotRecord { record in
                append(record, to: &buffer)
                if buffer.bytes.count > 1 << 20 { try writeOut() }
            }
            try writeOut()
            try file.synchronizeData()
        } catch let error as SystemError {
            throw error
        } catch {
            throw SystemError(operation: "write", subject: path, code: EIO)
        }
        return size
    }
}
