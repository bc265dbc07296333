import LinuxIO

/// Looks again and again at how much memory the farm's processes on this machine have, while a run goes on.
final class MemoryWatch {
    private let processes: [Int32]
    private let writtenBefore: Int64
    private let memoryFilesBefore = MachineProbe.memoryFilesBytes()
    private(set) var peakBytes: Int64 = 0
    private var timer: LoopTimer?

    /// Often enough for what lasts as long as a few frames, and cheap beside a run.
    private static let lookMilliseconds = 100

    init(_ processes: [Int32], _ loop: EventLoop) {
        self.processes = processes
        writtenBefore = MachineProbe.writtenBytes(by: processes)
        timer = loop.every(milliseconds: Self.lookMilliseconds) { [weak self] in self?.look() }
    }

    func end() { timer?.cancel() }

    func writtenBytes() -> Int64 { max(0, MachineProbe.writtenBytes(by: processes) - writtenBefore) }

    private func look() {
        // Files in memory belong to no process.
        let files = max(0, MachineProbe.memoryFilesBytes() - memoryFilesBefore)
        peakBytes = max(peakBytes, MachineProbe.residentBytes(ofTrees: processes) + files)
    }
}
