import LinuxIO

/// Watches the free space where the farm writes.
final class StorageWatch {
    private let paths: [String]
    private let minimumFreeBytes: Int64
    private(set) var problem: String?

    init(paths: [String], minimumFreeBytes: Int64) {
        self.paths = paths
        self.minimumFreeBytes = minimumFreeBytes
    }

    func check() {
        problem = paths.lazy.compactMap(complaint(about:)).first
    }

    private func complaint(about path: String) -> String? {
        do {
            let free = try Files.freeSpace(path)
            // Some hysteresis, so that a disk at the limit does not switch the farm on and off.
            let needed = problem == nil ? minimumFreeBytes : minimumFreeBytes + minimumFreeBytes / 4
            guard free < needed else { return nil }
            return "only \(free >> 20) MiB are free at \(path), \(needed >> 20) MiB are kept in reserve"
        } catch {
            return error.description
        }
    }
}
