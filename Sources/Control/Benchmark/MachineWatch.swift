import FarmFigures
import LinuxIO

/// Looks at the machine at the beginning of a run, and again at its end.
struct MachineWatch {
    private let startedNanoseconds = FarmClock.monotonicNanoseconds()
    private let busyMilliseconds = MachineProbe.busyMilliseconds()
    private let ownMilliseconds = MachineProbe.ownUsage().cpuMilliseconds
    private let throttlings = MachineProbe.throttlings()

    /// - Parameter ofRunSeconds: processor time of the run itself on this machine; what remains is other people's.
    func use(ofRunSeconds seconds: Double, cores: Int) -> BenchmarkRun.MachineUse {
        let own = Double(MachineProbe.ownUsage().cpuMilliseconds - ownMilliseconds) / 1000
        let busy = Double(MachineProbe.busyMilliseconds() - busyMilliseconds) / 1000
        let wall = Double(FarmClock.monotonicNanoseconds() - startedNanoseconds) / 1e9
        let room = max(0.001, wall * Double(max(1, MachineProbe.coreCount())))
        let share = min(1, max(0, (busy - seconds - own) / room))
        return BenchmarkRun.MachineUse(
            // A ten-thousandth is finer than the kernel's clock.
            cores: cores, otherShare: (share * 10_000).rounded() / 10_000, megahertz: MachineProbe.megahertz(),
            throttlings: max(0, MachineProbe.throttlings() - throttlings))
    }
}
