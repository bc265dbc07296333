import CLinux
import Glibc

/// A program whose output is read piece by piece, as the caller wants it: it waits while nobody reads. For programs of
/// one thread; it is killed when its last owner lets go of it.
public final class CommandStream {
    private let child: SpawnedChild

    /// What it writes to its standard error goes where the caller's own goes.
    public init(_ request: SpawnRequest) throws(SystemError) {
        var request = request
        request.standardOutput = .piped
        request.standardError = .inherited
        child = try SpawnedChild.start(request)
    }

    deinit {
        kill(-child.pid, SIGKILL)
        var status: Int32 = 0
        _ = retryingInterrupts { waitpid(child.pid, &status, 0) }
    }

    /// Fills the buffer. Returns how many bytes there were: fewer only when the program has ended, or has written nothing
    /// for `timeoutMilliseconds`.
    public func read(into buffer: UnsafeMutableRawBufferPointer, timeoutMilliseconds: Int32) throws(SystemError) -> Int
    {
        guard let pipe = child.standardOutput else { return 0 }
        var done = 0
        while done < buffer.count {
            let count = retryingInterrupts {
                Glibc.read(pipe.number, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            }
            if count > 0 {
                done += count
            } else if count == 0 {
                return done
            } else {
                guard errno == EAGAIN else { throw SystemError(operation: "read from a program") }
                var request = pollfd(fd: pipe.number, events: Int16(POLLIN), revents: 0)
                guard poll(&request, 1, timeoutMilliseconds) != 0 else { return done }
            }
        }
        return done
    }
}

/// A pipe for two children: one writes what the other reads.
public struct ChildPipe {
    public let reading: FileDescriptor
    public let writing: FileDescriptor

    public init() throws(SystemError) {
        let ends = try makePipe()
        (reading, writing) = (ends.reading, ends.writing)
        // A frame has some megabytes; with the usual 64 KiB the two would wait for each other all the time. Where the
        // system allows less, it is slower and nothing else.
        _ = clinux_set_pipe_size(writing.number, 1 << 20)
    }
}
