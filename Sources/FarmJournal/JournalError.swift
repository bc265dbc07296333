import LinuxIO

/// Why a journal cannot be used. Nothing unreadable is ever deleted or skipped: the coordinator refuses to start.
public enum JournalError: Error, Equatable, CustomStringConvertible {
    /// Another coordinator works on the same state folder.
    case inUse(directory: String, holder: Int32?)
    /// A line that is not the last one cannot be read.
    case damaged(file: String, line: Int, reason: String)
    case unusable(SystemError)

    public var description: String {
        switch self {
        case .inUse(let directory, let holder):
            "\(directory) is in use by another coordinator" + (holder.map { " (process \($0))" } ?? "")
        case .damaged(let file, let line, let reason):
            "\(file), line \(line): \(reason)"
        case .unusable(let error):
            error.description
        }
    }
}
