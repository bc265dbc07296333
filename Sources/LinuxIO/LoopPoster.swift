import CLinux
import Glibc
import Synchronization

/// The way into a loop from other threads.
public final class LoopPoster: Sendable {
    enum Post: Sendable {
        case work(@Sendable () -> Void)
        case mailbox(index: Int)
    }

    /// An eventfd; readable while something is posted.
    let descriptor: Int32
    private let posts = Mutex<[Post]>([])

    init() throws(SystemError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else { throw SystemError(operation: "create an eventfd") }
    }

    deinit { close(descriptor) }

    /// Runs `body` on the loop, after everything posted before it. Safe from any thread.
    public func post(_ body: @escaping @Sendable () -> Void) {
        add(.work(body))
    }

    func add(_ post: Post) {
        let wasEmpty = posts.withLock { queue in
            queue.append(post)
            return queue.count == 1
        }
        guard wasEmpty else { return }
        var one: UInt64 = 1
        // It can only fail when the counter is full, and then the loop wakes anyway.
        _ = retryingInterrupts { write(descriptor, &one, 8) }
    }

    /// Takes what is posted. The eventfd is emptied first: a post that comes in
    /// between is then taken now, and wakes the loop once for nothing.
    func takeAll() -> [Post] {
        var count: UInt64 = 0
        _ = retryingInterrupts { read(descriptor, &count, 8) }
        return posts.withLock { queue in
            let taken = queue
            queue = []
            return taken
        }
    }
}

/// Messages from any thread to one handler on the loop, in the order in which they were sent.
public final class Mailbox<Message: Sendable>: Sendable {
    private let index: Int
    private let poster: LoopPoster
    private let messages = Mutex<[Message]>([])

    init(index: Int, poster: LoopPoster) {
        self.index = index
        self.poster = poster
    }

    /// Safe from any thread.
    public func send(_ message: Message) {
        let wasEmpty = messages.withLock { queue in
            queue.append(message)
            return queue.count == 1
        }
        if wasEmpty { poster.add(.mailbox(index: index)) }
    }

    func takeAll() -> [Message] {
        messages.withLock { queue in
            let taken = queue
            queue = []
            return taken
        }
    }
}
