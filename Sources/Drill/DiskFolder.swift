import Glibc
import Invocation
import LinuxIO

/// A fresh folder on a real disk: the price of a sync in memory says nothing.
struct DiskFolder {
    let path: String
    /// `ext4`, `xfs`, `overlay` …
    let fileSystem: String

    /// - Parameter wanted: where to make it; nil for `.build` of the current folder or, where there is none, TMPDIR.
    init(in wanted: String?) throws(UserError) {
        do {
            let parent = try Files.realPath(wanted ?? Self.usualParent())
            path = try Files.createTemporaryDirectory(prefix: "farm-drill-", in: parent)
            fileSystem = Self.fileSystem(of: parent)
        } catch {
            throw UserError(
                "no folder for the drill", cause: error.description, hint: "name one on a real disk with --folder")
        }
        guard fileSystem != "tmpfs" else {
            remove()
            throw UserError(
                "\(path) is in memory", cause: "a journal on tmpfs costs nothing to sync, so the figures would lie",
                hint: "name a folder on a real disk with --folder")
        }
    }

    private static func usualParent() -> String {
        if Files.isWritableDirectory(".build") { return ".build" }
        return environmentValue("TMPDIR") ?? "/var/tmp"
    }

    /// What is mounted at the longest of the mount points above the path.
    private static func fileSystem(of path: String) -> String {
        let mounts: [UInt8]
        do throws(SystemError) {
            mounts = try Files.read("/proc/self/mounts", limitBytes: 1 << 20)
        } catch {
            return "an unknown file system"
        }
        var best = (mountPoint: "", type: "an unknown file system")
        for line in String(decoding: mounts, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2 else { continue }
            let mountPoint = words[1] == "/" ? "" : String(words[1])
            // The last of several mounts at one place is the one that is seen.
            if (path + "/").hasPrefix(mountPoint + "/"), mountPoint.utf8.count >= best.mountPoint.utf8.count {
                best = (mountPoint, String(words[2]))
            }
        }
        return best.type
    }

    /// How long the disk takes to make a few kilobytes durable: nothing can be acknowledged sooner.
    func measureSync() throws(UserError) -> Latencies {
        let bytes = [UInt8](repeating: 0x20, count: DrillLimits.syncBytes)
        var latencies = Latencies()
        do {
            let file = try FileDescriptor.open(path + "/sync", flags: O_WRONLY | O_CREAT)
            for _ in 0..<DrillLimits.syncs {
                let start = FarmClock.monotonicNanoseconds()
                try file.writeAll(bytes)
                try file.synchronizeData()
                latencies.add(nanoseconds: FarmClock.monotonicNanoseconds() - start)
            }
            return latencies
        } catch {
            throw UserError("the disk cannot be measured", cause: error.description)
        }
    }

    func remove() {
        do throws(SystemError) {
            try Files.removeTree(path)
        } catch {
            StandardError.write("\(path) is left behind: \(error.cause)\n")
        }
    }
}
