import LinuxIO

/// How many slots a worker offers: what was asked for, as far as memory allows.
struct SlotChoice: Equatable, Sendable {
    let slots: Int
    /// Said to the person when memory allows fewer than wanted.
    let warning: String?

    init(wanted: Int?, cores: Int, memoryAvailableBytes: Int64, memoryPerSlotBytes: Int) {
        let asked = wanted ?? cores
        let fitting = max(1, Int(clamping: memoryAvailableBytes / Int64(max(1, memoryPerSlotBytes))))
        slots = min(asked, fitting)
        if slots < asked {
            let available = memoryAvailableBytes / (1024 * 1024)
            let needed = memoryPerSlotBytes / (1024 * 1024)
            warning = """
                \(slots) of \(asked) slots: \(available) MiB of memory are available, and each slot is assumed to need \
                \(needed) MiB (memory_per_slot_bytes)
                """
        } else {
            warning = nil
        }
    }
}
