import CLinux
import Glibc

/// Lets writes to a closed pipe or socket fail with `EPIPE` instead of ending the process.
public func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
}

/// Raises the limit of open files as far as the system lets this user. Returns the limit now in force.
@discardableResult
public func raiseOpenFileLimit() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    let before = limit.rlim_cur
    limit.rlim_cur = limit.rlim_max
    let raised = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    return Int(clamping: raised ? limit.rlim_max : before)
}

/// Where this process's program lies, for running it again.
public func executablePath() throws(SystemError) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
    guard length >= 0 else { throw SystemError(operation: "read", subject: "/proc/self/exe") }
    return string(fromTerminated: buffer)
}

/// What to start for another process of this same program: its path or, once it was replaced there by another version
/// or removed, the file that runs.
public func ownProgram() throws(SystemError) -> String {
    let path = try executablePath()
    return access(path, X_OK) == 0 ? path : "/proc/self/exe"
}

public func currentDirectory() throws(SystemError) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    guard getcwd(&buffer, buffer.count) != nil else {
        throw SystemError(operation: "find the working directory")
    }
    return string(fromTerminated: buffer)
}

/// The value of an environment variable; nil when it is not set.
public func environmentValue(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}

/// The user's home directory, from HOME or else the user data base.
public func homeDirectory() -> String? {
    if let home = environmentValue("HOME"), !home.isEmpty { return home }
    guard let entry = getpwuid(getuid()), let directory = entry.pointee.pw_dir else { return nil }
    return String(cString: directory)
}

/// The path of a program as a shell would find it; a name with a slash is taken as it is.
public func findProgram(_ name: String) -> String? {
    if name.utf8.contains(UInt8(ascii: "/")) { return isProgram(name) ? name : nil }
    guard !name.isEmpty else { return nil }
    let folders = environmentValue("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in folders.split(separator: ":", omittingEmptySubsequences: false) {
        let candidate = (folder.isEmpty ? "." : folder) + "/" + name
        if isProgram(candidate) { return candidate }
    }
    return nil
}

private func isProgram(_ path: String) -> Bool {
    var raw = stat()
    return stat(path, &raw) == 0 && raw.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
}
