import CLinux
import Glibc

public enum FileKind: Equatable, Sendable {
    case regular, directory, symbolicLink, other
}

/// What the kernel knows of a file.
public struct FileFacts: Equatable, Sendable {
    public let kind: FileKind
    public let sizeBytes: Int64
    /// Nanoseconds since 1970.
    public let modifiedNanoseconds: Int64
    public let inode: UInt64
    public let device: UInt64
    /// The permission bits.
    public let mode: UInt32
    /// Belongs to the user that this process acts for.
    public let isOurs: Bool

    public var modifiedMilliseconds: Int64 { modifiedNanoseconds / 1_000_000 }

    init(_ raw: stat) {
        switch raw.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .directory
        case S_IFLNK: kind = .symbolicLink
        default: kind = .other
        }
        sizeBytes = Int64(raw.st_size)
        modifiedNanoseconds = Int64(raw.st_mtim.tv_sec) * 1_000_000_000 + Int64(raw.st_mtim.tv_nsec)
        inode = UInt64(raw.st_ino)
        isOurs = raw.st_uid == geteuid()
        device = UInt64(raw.st_dev)
        mode = UInt32(raw.st_mode) & 0o7777
    }
}

/// Files by path.
public enum Files {
    /// The whole file. A longer one than `limitBytes` fails with `EFBIG`.
    public static func read(_ path: String, limitBytes: Int) throws(SystemError) -> [UInt8] {
        let file = try FileDescriptor.open(path, flags: O_RDONLY)
        let expected = Int(clamping: try file.facts().sizeBytes)
        // Files of /proc say that they have no length, so the end is found by reading;
        // one byte of room beyond what is expected finds it without growing.
        var bytes = [UInt8](repeating: 0, count: max(4096, min(expected, limitBytes) + 1))
        var length = 0
        while true {
            if length == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
            let (start, count) = (length, try file.fill(&bytes, from: length))
            length = start + count
            if length > limitBytes {
                throw SystemError(
                    operation: "read", subject: path, code: EFBIG, detail: "longer than \(limitBytes) bytes")
            }
            if count == 0 { break }
        }
        bytes.removeLast(bytes.count - length)
        return bytes
    }

    /// Replaces `path` in one step: whoever opens it sees the old bytes or all of the
    /// new ones. With `synced` the new ones survive a power cut once this returns. A process
    /// that is killed meanwhile leaves a file beside it whose name ends in ".tmp".
    public static func writeAtomically(
        _ path: String, _ bytes: [UInt8], synced: Bool, mode: UInt32 = 0o644
    ) throws(SystemError) {
        let temporary = "\(path).\(getpid()).\(FarmClock.monotonicNanoseconds()).tmp"
        do throws(SystemError) {
            let file = try FileDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            try file.writeAll(bytes)
            if synced { try file.synchronize() }
            try rename(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
        if synced { try syncDirectory(parent(of: path)) }
    }

    /// Puts the contents of a file on disk.
    public static func sync(_ path: String) throws(SystemError) {
        try FileDescriptor.open(path, flags: O_RDONLY).synchronize()
    }

    /// Puts the entries of a directory on disk: a rename is durable only after this.
    public static func syncDirectory(_ path: String) throws(SystemError) {
        try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY).synchronize()
    }

    /// Renames over whatever is there.
    public static func rename(_ from: String, to: String) throws(SystemError) {
        guard Glibc.rename(from, to) == 0 else { throw SystemError(operation: "rename \(from) to", subject: to) }
    }

    /// Renames, and fails with `EEXIST` if something is there already.
    public static func renameNoReplace(_ from: String, to: String) throws(SystemError) {
        if clinux_rename_no_replace(from, to) == 0 { return }
        guard errno == EINVAL || errno == ENOSYS else {
            throw SystemError(operation: "rename \(from) to", subject: to)
        }
        // Some file systems (the Windows drives of WSL among them) lack the call;
        // link refuses an existing name as well.
        guard link(from, to) == 0 else { throw SystemError(operation: "rename \(from) to", subject: to) }
        try remove(from)
    }

    /// Makes a symbolic link; `target` is seen from the folder of the link.
    public static func makeLink(_ path: String, to target: String) throws(SystemError) {
        guard symlink(target, path) == 0 else {
            throw SystemError(operation: "make a link to \(target) at", subject: path)
        }
    }

    /// Removes a file or a symbolic link. One that is not there is no error.
    public static func remove(_ path: String) throws(SystemError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw SystemError(operation: "remove", subject: path) }
    }

    /// Copies a regular file inside the kernel. An existing target is refused with `EEXIST`.
    public static func copy(_ from: String, to: String) throws(SystemError) {
        let source = try FileDescriptor.open(from, flags: O_RDONLY)
        let target = try FileDescriptor.open(to, flags: O_WRONLY | O_CREAT | O_EXCL)
        do throws(SystemError) {
            while true {
                let count = retryingInterrupts { clinux_copy_range(source.number, target.number, 1 << 30) }
                if count == 0 { return }
                guard count > 0 else {
                    // The call does not span every pair of file systems; nothing was written then.
                    if errno == EXDEV || errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP { break }
                    throw SystemError(operation: "copy \(from) to", subject: to)
                }
            }
            try copyByReading(source, to: target)
        } catch {
            unlink(to)
            throw error
        }
    }

    private static func copyByReading(_ source: FileDescriptor, to target: FileDescriptor) throws(SystemError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { return }
            try target.writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Facts of the file that `path` leads to, through symbolic links.
    public static func facts(_ path: String) throws(SystemError) -> FileFacts {
        var raw = stat()
        guard stat(path, &raw) == 0 else { throw SystemError(operation: "look at", subject: path) }
        return FileFacts(raw)
    }

    /// Nil when nothing is there, or a part of the path is not a directory.
    public static func factsIfPresent(
        _ path: String, followingLinks: Bool = true
    ) throws(SystemError) -> FileFacts? {
        var raw = stat()
        let result = followingLinks ? stat(path, &raw) : lstat(path, &raw)
        if result == 0 { return FileFacts(raw) }
        guard errno == ENOENT || errno == ENOTDIR else { throw SystemError(operation: "look at", subject: path) }
        return nil
    }

    /// True when something is there that this process may look at.
    /// Notes that somebody uses it, as its time of change. Best effort.
    public static func touch(_ path: String) { _ = utimensat(AT_FDCWD, path, nil, 0) }

    public static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Bytes that this user may still write to the file system of `path`.
    public static func freeSpace(_ path: String) throws(SystemError) -> Int64 {
        let bytes = clinux_free_space(path)
        guard bytes >= 0 else { throw SystemError(operation: "ask for the free space of", subject: path) }
        return bytes
    }
}

extension FileDescriptor {
    /// Reads once into `bytes`, from index `start` on.
    func fill(_ bytes: inout [UInt8], from start: Int) throws(SystemError) -> Int {
        let count = bytes.withUnsafeMutableBytes { buffer in
            retryingInterrupts { Glibc.read(number, buffer.baseAddress?.advanced(by: start), buffer.count - start) }
        }
        guard count >= 0 else { throw SystemError(operation: "read", subject: path) }
        return count
    }
}

/// Gives the blocks of a part of a file back; a file system that cannot do that keeps them.
@discardableResult
public func punchHole(in file: FileDescriptor, _ range: Range<Int64>) -> Bool {
    clinux_punch_hole(file.number, range.lowerBound, Int64(range.count)) == 0
}
