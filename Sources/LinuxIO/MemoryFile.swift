import CLinux
import Glibc

/// A file that is nowhere but in memory, and gone when the last one lets go of it.
public final class MemoryFile {
    private let descriptor: FileDescriptor

    public init(name: String) throws(SystemError) {
        let number = clinux_memory_file(name)
        guard number >= 0 else { throw SystemError(operation: "make a file in memory", subject: name) }
        descriptor = FileDescriptor(adopting: number)
    }

    /// Under which this process and its children can open it as they open any file.
    public var path: String { "/proc/\(getpid())/fd/\(descriptor.number)" }
}
