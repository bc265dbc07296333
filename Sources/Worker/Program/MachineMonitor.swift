import FarmModel
import LinuxIO

/// Watches the worker's machine for its heartbeats.
final class MachineMonitor {
    private var probe = MachineProbe()
    private let scratch: String

    init(scratch: String) {
        self.scratch = scratch
    }

    /// The load since the last call; nil when the machine does not tell.
    func load() -> MachineLoad? {
        do throws(SystemError) {
            let memory = MachineProbe.memory()
            return MachineLoad(
                coreBusyPercent: probe.coreBusyShares().map { Int(min(max($0, 0), 1) * 100) },
                memoryTotalBytes: memory.totalBytes, memoryAvailableBytes: memory.availableBytes,
                scratchFreeBytes: try Files.freeSpace(scratch))
        } catch {
            return nil
        }
    }
}
