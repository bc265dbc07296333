import CLinux
import Glibc

/// A child supervised by an event loop.
///
/// It leads a process group of its own and is killed by the kernel when the thread
/// that started it ends, which for a loop means with its parent, however that dies.
public final class ChildProcess {
    /// Also the number of its process group.
    public let pid: Int32

    private let loop: EventLoop
    private let child: SpawnedChild
    private var onOutput: ((ChildStream, UnsafeRawBufferPointer) -> Void)?
    private var onExit: ((ExitStatus, ResourceUsage) -> Void)?
    private var exitWatch: EventLoop.Registration?
    private var outputWatches: [(stream: ChildStream, registration: EventLoop.Registration)] = []

    /// Starts a program. A program that cannot be executed is an error here, with its errno.
    ///
    /// `onExit` is called once, after the last `onOutput`. A grandchild that keeps a pipe open
    /// does not delay it: what is left of the group is killed, and what is in the pipes is read.
    public static func spawn(
        loop: EventLoop, _ request: SpawnRequest,
        onOutput: @escaping (ChildStream, UnsafeRawBufferPointer) -> Void,
        onExit: @escaping (ExitStatus, ResourceUsage) -> Void
    ) throws(SystemError) -> ChildProcess {
        let child = try SpawnedChild.start(request)
        let process = ChildProcess(loop: loop, child: child, onOutput: onOutput, onExit: onExit)
        do throws(SystemError) {
            try process.watchEverything()
        } catch {
            process.abandon()
            throw error
        }
        return process
    }

    private init(
        loop: EventLoop, child: SpawnedChild, onOutput: @escaping (ChildStream, UnsafeRawBufferPointer) -> Void,
        onExit: @escaping (ExitStatus, ResourceUsage) -> Void
    ) {
        pid = child.pid
        self.loop = loop
        self.child = child
        self.onOutput = onOutput
        self.onExit = onExit
    }

    /// True until the child is reaped.
    public var isRunning: Bool { exitWatch != nil }

    /// Signals the child and all it has started. False once it is reaped: its number may then be another's.
    @discardableResult
    public func signalGroup(_ signal: Int32) -> Bool {
        guard isRunning else { return false }
        return kill(-pid, signal) == 0
    }

    /// Leaves output in the pipes, which slows the child down once they are full. When
    /// the child ends, what they hold is delivered all the same.
    public func pauseOutput() { setOutputInterest([]) }
    public func resumeOutput() { setOutputInterest(.readable) }

    private func setOutputInterest(_ interest: EventLoop.Interest) {
        for watch in outputWatches { loop.modify(watch.registration, to: interest) }
    }

    private func watchEverything() throws(SystemError) {
        exitWatch = try loop.watch(child.pidfd.number, for: .readable) { [self] _ in onEnded() }
        for (stream, pipe) in pipes {
            let registration = try loop.watch(pipe.number, for: .readable) { [self] _ in onReadable(stream, pipe) }
            outputWatches.append((stream, registration))
        }
    }

    private var pipes: [(ChildStream, FileDescriptor)] {
        [(ChildStream.standardOutput, child.standardOutput), (.standardError, child.standardError)]
            .compactMap { stream, pipe in pipe.map { (stream, $0) } }
    }

    /// The loop cannot watch it, so nobody would ever know what became of it.
    private func abandon() {
        stopWatching()
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        _ = retryingInterrupts { waitpid(pid, &status, 0) }
    }

    private func onReadable(_ stream: ChildStream, _ pipe: FileDescriptor) {
        let buffer = loop.sharedReadBuffer
        let count = retryingInterrupts { read(pipe.number, buffer.baseAddress, buffer.count) }
        if count > 0 {
            onOutput?(stream, UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        } else if count == 0 || errno != EAGAIN {
            closePipe(stream, pipe)
        }
    }

    private func closePipe(_ stream: ChildStream, _ pipe: FileDescriptor) {
        outputWatches.removeAll { watch in
            guard watch.stream == stream else { return false }
            loop.unwatch(watch.registration)
            return true
        }
        pipe.close()
    }

    private func onEnded() {
        let ending: (ExitStatus, ResourceUsage)
        do throws(SystemError) {
            guard let reaped = try child.reap() else { return }
            ending = reaped
        } catch {
            // Only a process that reaps children it does not know comes here; the status is lost.
            ending = (.exited(255), ResourceUsage(rusage()))
        }
        for (stream, pipe) in pipes where pipe.number >= 0 {
            drain(stream, pipe)
        }
        stopWatching()
        let handler = onExit
        // Handlers usually hold their process; letting go of them breaks the circle.
        (onOutput, onExit) = (nil, nil)
        handler?(ending.0, ending.1)
    }

    private func drain(_ stream: ChildStream, _ pipe: FileDescriptor) {
        let buffer = loop.sharedReadBuffer
        var drained = 0
        while drained < SpawnedChild.drainLimitBytes {
            let count = retryingInterrupts { read(pipe.number, buffer.baseAddress, buffer.count) }
            guard count > 0 else { break }
            drained += count
            onOutput?(stream, UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    private func stopWatching() {
        if let exitWatch { loop.unwatch(exitWatch) }
        exitWatch = nil
        child.pidfd.close()
        for (stream, pipe) in pipes { closePipe(stream, pipe) }
    }
}
