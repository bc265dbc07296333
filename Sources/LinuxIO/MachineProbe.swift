import CLinux
import Glibc

public struct MemoryFacts: Equatable, Sendable {
    public let totalBytes: Int64
    public let availableBytes: Int64
}

public struct ProcessUsage: Equatable, Sendable {
    public let residentBytes: Int64
    /// User and system time since the process began.
    public let cpuMilliseconds: Int64
}

/// What this machine has and how busy it is.
public struct MachineProbe {
    /// Busy and total ticks a core at the last look.
    private var lastTicks: [(busy: Int64, total: Int64)] = []

    public init() {}

    /// Cores this process may use: what affinity and the cgroup's quota leave, at least 1.
    public static func usableCores() -> Int {
        let affine = max(1, Int(clinux_affinity_count()))
        guard let quota = cgroupQuotaCores() else { return affine }
        return max(1, min(affine, quota))
    }

    /// The tightest quota of the cgroup and those above it. A fraction of a core is rounded
    /// up: one thread more than the quota costs less than an idle core.
    private static func cgroupQuotaCores() -> Int? {
        cgroupFolders().compactMap { folder in
            // "max 100000" or "150000 100000": microseconds of processor time in each period.
            let parts = readText(folder + "/cpu.max").split(separator: " ")
            guard parts.count == 2, let quota = Int(parts[0]), let period = Int(parts[1].trimmed), period > 0 else {
                return nil
            }
            return (quota + period - 1) / period
        }.min()
    }

    /// Memory of the machine or of the tightest cgroup, whichever is less.
    public static func memory() -> MemoryFacts {
        let facts = readText("/proc/meminfo")
        var total = number(after: "MemTotal:", in: facts) * 1024
        var available = number(after: "MemAvailable:", in: facts) * 1024
        for folder in cgroupFolders() {
            guard let limit = Int64(readText(folder + "/memory.max").trimmed),
                let used = Int64(readText(folder + "/memory.current").trimmed)
            else { continue }
            // The cache that the kernel can drop counts as used there, but is there to be had.
            let droppable = number(after: "inactive_file", in: readText(folder + "/memory.stat"))
            total = min(total, limit)
            available = max(0, min(available, limit - used + droppable))
        }
        return MemoryFacts(totalBytes: total, availableBytes: available)
    }

    /// The folders of this process's cgroup (version 2) and of all above it.
    private static func cgroupFolders() -> [String] {
        let membership = readText("/proc/self/cgroup").split(separator: "\n").first { $0.hasPrefix("0::/") }
        var parts = (membership?.dropFirst(4) ?? "").split(separator: "/")
        var folders = ["/sys/fs/cgroup"]
        while !parts.isEmpty {
            folders.append("/sys/fs/cgroup/" + parts.joined(separator: "/"))
            parts.removeLast()
        }
        return folders
    }

    /// How busy each core was since the last call, from 0 to 1; empty at the first call.
    public mutating func coreBusyShares() -> [Double] {
        let ticks = Self.coreTicks()
        defer { lastTicks = ticks }
        guard ticks.count == lastTicks.count else { return [] }
        return zip(ticks, lastTicks).map { now, before in
            let total = now.total - before.total
            guard total > 0 else { return 0 }
            return min(1, max(0, Double(now.busy - before.busy) / Double(total)))
        }
    }

    static func coreTicks() -> [(busy: Int64, total: Int64)] {
        var cores: [(busy: Int64, total: Int64)] = []
        for line in readText("/proc/stat").split(separator: "\n") {
            guard line.hasPrefix("cpu"), let digit = line.dropFirst(3).first, digit.isNumber else { continue }
            // user nice system idle iowait irq softirq steal; guest time is part of user time.
            let values = line.split(separator: " ").dropFirst().prefix(8).compactMap { Int64($0) }
            guard values.count >= 5 else { continue }
            let total = values.reduce(0, +)
            cores.append((total - values[3] - values[4], total))
        }
        return cores
    }

    /// Memory and processor time of this process.
    public static func ownUsage() -> ProcessUsage {
        let pages = readText("/proc/self/statm").split(separator: " ")
        let resident = pages.count > 1 ? Int64(pages[1]) ?? 0 : 0
        var raw = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &raw)
        let usage = ResourceUsage(raw)
        return ProcessUsage(
            residentBytes: resident * Int64(sysconf(Int32(_SC_PAGESIZE))),
            cpuMilliseconds: usage.userMilliseconds + usage.systemMilliseconds)
    }

    public static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return string(fromTerminated: buffer)
    }

    /// True inside the Windows Subsystem for Linux.
    public static func isWSL() -> Bool {
        kernelRelease().lowercased().contains("microsoft")
    }

    public static func kernelRelease() -> String {
        readText("/proc/sys/kernel/osrelease").trimmed
    }

    /// Processes that ran or wanted to, averaged over a minute.
    public static func loadAverage() -> Double {
        Double(readText("/proc/loadavg").prefix { $0 != " " }) ?? 0
    }

    /// Empty where the kernel does not offer the file.
    static func readText(_ path: String) -> String {
        String(decoding: readIfPossible(path, limitBytes: 4 << 20) ?? [], as: UTF8.self)
    }

    /// The number that follows a label at the beginning of a line; 0 if there is none.
    private static func number(after label: String, in text: String) -> Int64 {
        for line in text.split(separator: "\n") where line.hasPrefix(label) {
            let parts = line.dropFirst(label.count).split(separator: " ")
            return parts.first.flatMap { Int64($0) } ?? 0
        }
        return 0
    }
}

extension StringProtocol {
    /// Without the white space around it.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
