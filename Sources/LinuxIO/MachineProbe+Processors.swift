import Glibc

extension MachineProbe {
    /// User and system time of processes and of all their children that have ended and were waited for. A process that
    /// is gone counts as nothing.
    public static func processorMilliseconds(of processes: [Int32]) -> Int64 {
        processes.reduce(0) { sum, process in
            let text = readText("/proc/\(process)/stat")
            // The program's name may hold spaces and brackets: fields are counted behind the last bracket.
            guard let bracket = text.lastIndex(of: ")") else { return sum }
            let fields = text[text.index(after: bracket)...].split(separator: " ")
            // utime stime cutime cstime are the fields 14 to 17 of the line, and 3 is the first behind the name.
            guard fields.count > 14 else { return sum }
            return sum + milliseconds(ticks: fields[11...14].reduce(0) { $0 + (Int64($1) ?? 0) })
        }
    }

    /// What these processes, and the children that they have waited for, have given to disks.
    public static func writtenBytes(by processes: [Int32]) -> Int64 {
        processes.reduce(0) { sum, process in
            let line = readText("/proc/\(process)/io").split(separator: "\n").first { $0.hasPrefix("write_bytes:") }
            return sum + (line.flatMap { Int64($0.drop { !$0.isNumber }) } ?? 0)
        }
    }

    /// The memory of these processes and of all their children right now.
    public static func residentBytes(ofTrees roots: [Int32]) -> Int64 {
        var known = Set(roots)
        var isGrowing = true
        let parents = ((try? Files.list("/proc")) ?? []).compactMap { Int32($0) }.map { ($0, parent(of: $0)) }
        while isGrowing {
            isGrowing = false
            for case (let process, let parent?) in parents where known.contains(parent) {
                if known.insert(process).inserted { isGrowing = true }
            }
        }
        return known.reduce(0) { sum, process in
            // Pages: all, and the resident ones.
            let fields = readText("/proc/\(process)/statm").split(separator: " ")
            return sum + (fields.count > 1 ? Int64(fields[1]) ?? 0 : 0) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        }
    }

    /// Files in memory, of whoever has made them.
    public static func memoryFilesBytes() -> Int64 {
        let line = readText("/proc/meminfo").split(separator: "\n").first { $0.hasPrefix("Shmem:") }
        return (line.flatMap { Int64($0.filter(\.isNumber)) } ?? 0) * 1024
    }

    private static func parent(of process: Int32) -> Int32? {
        let text = readText("/proc/\(process)/stat")
        guard let bracket = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: bracket)...].split(separator: " ")
        return fields.count > 1 ? Int32(fields[1]) : nil
    }

    /// How long the cores of this machine were busy since it was started, all together.
    public static func busyMilliseconds() -> Int64 {
        milliseconds(ticks: coreTicks().reduce(0) { $0 + $1.busy })
    }

    /// Cores of the machine, whoever may use them.
    public static func coreCount() -> Int { coreTicks().count }

    /// The mean clock of the cores right now; nil where the kernel does not tell.
    public static func megahertz() -> Double? {
        let clocks = processorLines("cpu MHz").compactMap { Double($0) }
        return clocks.isEmpty ? nil : (clocks.reduce(0, +) / Double(clocks.count)).rounded()
    }

    /// How often the cores were slowed down because of heat since the start; 0 where nobody counts.
    public static func throttlings() -> Int {
        (0..<coreCount()).reduce(0) { sum, core in
            let path = "/sys/devices/system/cpu/cpu\(core)/thermal_throttle/core_throttle_count"
            return sum + (Int(readText(path).filter(\.isNumber)) ?? 0)
        }
    }

    public static func processorName() -> String {
        processorLines("model name").first ?? processorLines("Model").first ?? "unknown processor"
    }

    /// The values of a label of /proc/cpuinfo, one for each core.
    private static func processorLines(_ label: String) -> [String] {
        readText("/proc/cpuinfo").split(separator: "\n").compactMap { line in
            guard line.hasPrefix(label), let colon = line.firstIndex(of: ":") else { return nil }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
    }

    private static func milliseconds(ticks: Int64) -> Int64 {
        ticks * 1000 / Int64(max(1, sysconf(Int32(_SC_CLK_TCK))))
    }
}
