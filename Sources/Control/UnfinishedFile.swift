import Glibc

/// A file that is removed when a signal ends this process while it does nothing but wait for ffmpeg. The child ends
/// with its parent.
enum UnfinishedFile {
    /// Set once, before the handler is: a handler may only read memory and call the kernel.
    nonisolated(unsafe) private static var path: UnsafeMutablePointer<CChar>?

    static func removeWhenInterrupted(_ path: String) {
        self.path = strdup(path)
        for number in Interruption.signals {
            signal(number) { _ in
                if let path = UnfinishedFile.path { unlink(path) }
                // As `ExitCode.interrupted`; nothing that is buffered may be written here.
                _exit(130)
            }
        }
    }
}
