import CLinux
import Glibc
import Synchronization

/// One thread that runs jobs in the order in which they came: what would block the
/// loop (fsync, hashing) goes here, and its result comes back through a `Mailbox`.
public final class BackgroundThread: Sendable {
    /// What the thread and its owner share. The thread keeps it alive, not its owner.
    private final class Shared: Sendable {
        struct State {
            var jobs: [@Sendable () -> Void] = []
            var isFinishing = false
        }
        let state = Mutex(State())
        /// Counts what `takeJobs` has yet to look at.
        let wakeUp: Int32
        let name: String

        init(name: String) throws(SystemError) {
            self.name = name
            wakeUp = eventfd(0, Int32(EFD_CLOEXEC))
            guard wakeUp >= 0 else { throw SystemError(operation: "create an eventfd") }
        }

        deinit { close(wakeUp) }

        func signal() {
            var one: UInt64 = 1
            _ = retryingInterrupts { write(wakeUp, &one, 8) }
        }

        func runJobs() {
            clinux_name_thread(name)
            // Signals are the loop's business; one that came in here would end the process.
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_SETMASK, &all, nil)
            while true {
                var count: UInt64 = 0
                _ = retryingInterrupts { read(wakeUp, &count, 8) }
                let (jobs, isFinishing) = state.withLock { state in
                    let taken = (state.jobs, state.isFinishing)
                    state.jobs = []
                    return taken
                }
                for job in jobs { job() }
                if isFinishing { return }
            }
        }
    }

    private let shared: Shared
    private let thread: Mutex<pthread_t?>

    public init(name: String) throws(SystemError) {
        let shared = try Shared(name: name)
        var started = pthread_t()
        let argument = Unmanaged.passRetained(shared)
        let failure = pthread_create(
            &started, nil,
            { argument in
                if let argument { Unmanaged<Shared>.fromOpaque(argument).takeRetainedValue().runJobs() }
                return nil
            }, argument.toOpaque())
        guard failure == 0 else {
            argument.release()
            throw SystemError(operation: "start thread", subject: name, code: failure)
        }
        self.shared = shared
        thread = Mutex(started)
    }

    deinit { finish() }

    /// Adds a job. Ignored after `finish()`.
    public func enqueue(_ job: @escaping @Sendable () -> Void) {
        let wasEmpty = shared.state.withLock { state in
            guard !state.isFinishing else { return false }
            state.jobs.append(job)
            return state.jobs.count == 1
        }
        if wasEmpty { shared.signal() }
    }

    /// Runs what is queued and waits for the thread to end. Never call it from a job.
    public func finish() {
        let running = thread.withLock { thread in
            let running = thread
            thread = nil
            return running
        }
        guard let running else { return }
        shared.state.withLock { $0.isFinishing = true }
        shared.signal()
        pthread_join(running, nil)
    }
}
