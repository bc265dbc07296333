import Glibc

extension Files {
    /// Makes a directory and those above it. One that exists is no error.
    public static func makeDirectories(_ path: String, mode: UInt32 = 0o755) throws(SystemError) {
        if mkdir(path, mode_t(mode)) == 0 { return }
        switch errno {
        case EEXIST:
            guard let facts = try factsIfPresent(path), facts.kind == .directory else {
                throw SystemError(operation: "make directory", subject: path, code: ENOTDIR)
            }
        case ENOENT where !path.isEmpty && parent(of: path) != path:
            try makeDirectories(parent(of: path), mode: mode)
            guard mkdir(path, mode_t(mode)) == 0 || errno == EEXIST else {
                throw SystemError(operation: "make directory", subject: path)
            }
        default:
            throw SystemError(operation: "make directory", subject: path)
        }
    }

    /// A new directory `prefix` + six characters inside `directory`, for this user only.
    public static func createTemporaryDirectory(prefix: String, in directory: String) throws(SystemError) -> String {
        var template = Array("\(directory)/\(prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SystemError(operation: "make a temporary directory in", subject: directory)
        }
        return string(fromTerminated: template)
    }

    /// The names in a directory in the order of their bytes, without "." and "..".
    public static func list(_ path: String) throws(SystemError) -> [String] {
        guard let stream = opendir(path) else { throw SystemError(operation: "list", subject: path) }
        defer { closedir(stream) }
        let names = try entries(of: stream, path: path)
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Removes a directory and all that is in it, or a single file. Symbolic links are
    /// removed, never followed. What is not there is no error.
    public static func removeTree(_ path: String) throws(SystemError) {
        try removeEntry(path, in: AT_FDCWD, shownAs: path)
    }

    /// Works relative to open directories, so that nobody can swap a directory for a
    /// link between the look and the removal.
    private static func removeEntry(_ name: String, in directory: Int32, shownAs path: String) throws(SystemError) {
        if unlinkat(directory, name, 0) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw SystemError(operation: "remove", subject: path) }

        let opened = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { throw SystemError(operation: "remove", subject: path) }
        guard let stream = fdopendir(opened) else {
            close(opened)
            throw SystemError(operation: "remove", subject: path)
        }
        defer { closedir(stream) }
        for entry in try entries(of: stream, path: path) {
            try removeEntry(entry, in: opened, shownAs: "\(path)/\(entry)")
        }
        guard unlinkat(directory, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
            throw SystemError(operation: "remove", subject: path)
        }
    }

    private static func entries(of stream: OpaquePointer, path: String) throws(SystemError) -> [String] {
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw SystemError(operation: "list", subject: path) }
                return names
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }

    /// True when files can be made in it.
    public static func isWritableDirectory(_ path: String) -> Bool {
        var raw = stat()
        return stat(path, &raw) == 0 && raw.st_mode & S_IFMT == S_IFDIR && access(path, W_OK | X_OK) == 0
    }

    // MARK: Paths

    /// The path from the root, with "." and ".." folded away. Symbolic links are not resolved.
    public static func absolutePath(_ path: String) throws(SystemError) -> String {
        let whole = path.utf8.first == UInt8(ascii: "/") ? path : try currentDirectory() + "/" + path
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The path from the root with every symbolic link resolved; it must exist.
    public static func realPath(_ path: String) throws(SystemError) -> String {
        guard let resolved = realpath(path, nil) else { throw SystemError(operation: "resolve", subject: path) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The directory that holds `path`: "." for a bare name.
    public static func parent(of path: String) -> String {
        var rest = Substring(path)
        while rest.count > 1, rest.last == "/" { rest.removeLast() }
        guard let slash = rest.lastIndex(of: "/") else { return "." }
        while let last = rest.last, last != "/" { rest.removeLast() }
        while rest.count > 1, rest.last == "/" { rest.removeLast() }
        return slash == rest.startIndex ? "/" : String(rest)
    }
}
