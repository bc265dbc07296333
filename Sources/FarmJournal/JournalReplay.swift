import FarmCore
import FarmModel
import FarmWire
import Glibc
import LinuxIO

/// What a journal says, read from its beginning.
public struct JournalReplay {
    public var state = FarmState()
    public var records = 0
    /// Bytes of whole, valid lines.
    public var validBytes = 0
    /// Bytes after the last valid line: the trace of a crash in the middle of a write.
    public var tornBytes = 0

    /// Folds a journal file. A file that does not exist is an empty journal; one that begins with a whole line which is
    /// none of ours is no journal.
    public static func read(_ path: String) throws(JournalError) -> JournalReplay {
        guard Files.exists(path) else { return JournalReplay() }
        let file: MappedFile
        do {
            file = try MappedFile(path)
        } catch {
            throw .unusable(error)
        }
        return try withExtendedLifetime(file) { () throws(JournalError) in try read(file.bytes, named: path) }
    }

    static func read(_ bytes: UnsafeRawBufferPointer, named path: String) throws(JournalError) -> JournalReplay {
        var replay = JournalReplay()
        while let line = wholeLine(in: bytes, from: replay.validBytes) {
            let start = replay.validBytes
            let record: Record
            do {
                record = try JournalLine.read(line, checksum: { crc32c($0) })
            } catch {
                // What follows a torn write was never promised to anybody; what follows damage was.
                guard replay.records > 0, error.mayBeTorn, !containsIntactLine(bytes, after: start + line.count + 1)
                else { throw .damaged(file: path, line: replay.records + 1, reason: "\(error)") }
                break
            }
            replay.state.apply(record)
            replay.records += 1
            replay.validBytes += line.count + 1
        }
        replay.tornBytes = bytes.count - replay.validBytes
        return replay
    }

    /// The bytes from `start` to the next line end, without it; nil when there is none.
    private static func wholeLine(in bytes: UnsafeRawBufferPointer, from start: Int) -> UnsafeRawBufferPointer? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let end = memchr(base + start, 0x0A, bytes.count - start)
        else { return nil }
        return UnsafeRawBufferPointer(start: base + start, count: UnsafeRawPointer(end) - (base + start))
    }

    private static func containsIntactLine(_ bytes: UnsafeRawBufferPointer, after start: Int) -> Bool {
        var position = start
        while let line = wholeLine(in: bytes, from: position) {
            if isIntact(line) { return true }
            position += line.count + 1
        }
        return false
    }

    private static func isIntact(_ line: UnsafeRawBufferPointer) -> Bool {
        do throws(JournalLineError) {
            _ = try JournalLine.read(line, checksum: { crc32c($0) })
            return true
        } catch {
            return !error.mayBeTorn
        }
    }
}

extension JournalLineError {
    /// Whether a crash in the middle of a write can have left such a line. A line that holds what was written, and only
    /// says nothing to this version, is part of the journal wherever it stands.
    fileprivate var mayBeTorn: Bool {
        switch self {
        case .notFramed, .checksumMismatch: true
        case .tooLong, .malformed: false
        }
    }
}
