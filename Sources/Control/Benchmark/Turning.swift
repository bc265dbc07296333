import Glibc
import Invocation
import LinuxIO

/// Waiting inside one event loop, step after step, until somebody interrupts.
final class Turning {
    let loop: EventLoop
    private(set) var isInterrupted = false
    /// What else an interruption has to end.
    var onInterruption: (() -> Void)?

    /// Conditions that nothing in the loop tells of are looked at this often.
    private static let lookMilliseconds = 20

    init() throws(UserError) {
        loop = try JobWait.eventLoop()
        try JobWait.onInterruption(loop) { [weak self] in
            self?.isInterrupted = true
            self?.onInterruption?()
        }
    }

    func checkInterruption() throws(UserError) {
        if isInterrupted {
            throw UserError("the benchmark was stopped", cause: "interrupted", exitCode: .interrupted)
        }
    }

    /// Until the condition holds; it is an error when it does not in time.
    func until(
        _ milliseconds: Int, _ complaint: String, _ condition: () throws(UserError) -> Bool
    ) throws(UserError) {
        let tick = loop.every(milliseconds: Self.lookMilliseconds) {}
        defer { tick.cancel() }
        var failure: UserError?
        let holds = try turn(milliseconds) {
            do throws(UserError) {
                if isInterrupted { return true }
                return try condition()
            } catch {
                failure = error
                return true
            }
        }
        if let failure { throw failure }
        try checkInterruption()
        guard holds else {
            throw UserError(complaint, cause: "not after \(milliseconds / 1000) s")
        }
    }

    /// Runs a program to its end; an interruption kills it.
    func run(
        _ request: SpawnRequest, onOutput: @escaping (ChildStream, UnsafeRawBufferPointer) -> Void
    ) throws(UserError) -> FinishedProgram {
        try checkInterruption()
        var ending: (status: LinuxIO.ExitStatus, usage: ResourceUsage)?
        let started = FarmClock.monotonicNanoseconds()
        do throws(SystemError) {
            let child = try ChildProcess.spawn(
                loop: loop, request, onOutput: onOutput, onExit: { ending = ($0, $1) })
            onInterruption = { child.signalGroup(SIGKILL) }
            defer { onInterruption = nil }
            // A day; ffmpeg that renders is left alone.
            while ending == nil { _ = try loop.run(until: { ending != nil }, deadlineMilliseconds: 86_400_000) }
        } catch {
            throw UserError("`\(request.program)` cannot be run", cause: error.description)
        }
        try checkInterruption()
        let nanoseconds = FarmClock.monotonicNanoseconds() - started
        guard let ending else { throw UserError("`\(request.program)` cannot be run", cause: "it was lost") }
        return FinishedProgram(
            status: ending.status, wallSeconds: Double(nanoseconds) / 1e9,
            processorSeconds: Double(ending.usage.userMilliseconds + ending.usage.systemMilliseconds) / 1000)
    }

    private func turn(_ milliseconds: Int, _ condition: () -> Bool) throws(UserError) -> Bool {
        do throws(SystemError) {
            return try loop.run(until: condition, deadlineMilliseconds: milliseconds)
        } catch {
            throw UserError("waiting is not possible", cause: error.description)
        }
    }
}

/// A program that has ended.
struct FinishedProgram {
    let status: LinuxIO.ExitStatus
    let wallSeconds: Double
    let processorSeconds: Double
}
