import CLinux
import Glibc

/// Signals as bytes to read, so that they are handled between two events like anything else.
final class SignalSource {
    let descriptor: Int32
    private var accepted = sigset_t()
    private var handlers: [Int32: (Int32) -> Void] = [:]

    init() throws(SystemError) {
        sigemptyset(&accepted)
        descriptor = signalfd(-1, &accepted, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
        guard descriptor >= 0 else { throw SystemError(operation: "create a signalfd") }
    }

    deinit { close(descriptor) }

    func add(_ numbers: [Int32], _ handler: @escaping (Int32) -> Void) throws(SystemError) {
        for number in numbers {
            guard sigaddset(&accepted, number) == 0 else {
                throw SystemError(operation: "take over signal", subject: String(number))
            }
            handlers[number] = handler
        }
        let failure = pthread_sigmask(SIG_BLOCK, &accepted, nil)
        guard failure == 0 else { throw SystemError(operation: "block signals", code: failure) }
        guard signalfd(descriptor, &accepted, 0) >= 0 else { throw SystemError(operation: "take over signals") }
    }

    func deliver() {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        while retryingInterrupts({ read(descriptor, &info, size) }) == size {
            let number = Int32(bitPattern: info.ssi_signo)
            handlers[number]?(number)
        }
    }
}
