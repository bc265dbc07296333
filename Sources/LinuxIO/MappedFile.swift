import Glibc

/// A file mapped into memory for reading.
///
/// The file must not be shortened meanwhile: touching what is gone kills the process.
public final class MappedFile {
    public let bytes: UnsafeRawBufferPointer

    public init(_ path: String) throws(SystemError) {
        let file = try FileDescriptor.open(path, flags: O_RDONLY)
        let length = Int(clamping: try file.facts().sizeBytes)
        guard length > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        let address = mmap(nil, length, PROT_READ, MAP_PRIVATE, file.number, 0)
        guard address != MAP_FAILED, let address else { throw SystemError(operation: "map", subject: path) }
        // Replay and hashing go through it once, from front to back.
        madvise(address, length, MADV_SEQUENTIAL)
        bytes = UnsafeRawBufferPointer(start: address, count: length)
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}
