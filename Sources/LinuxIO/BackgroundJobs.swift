/// Jobs on a thread of their own, in the order in which they came, whose results come back to the loop.
public final class BackgroundJobs {
    private let thread: BackgroundThread
    private var finished: Mailbox<Int>?
    private var completions: [Int: () -> Void] = [:]
    private var nextNumber = 0

    public init(loop: EventLoop, name: String) throws(SystemError) {
        thread = try BackgroundThread(name: name)
        finished = loop.mailbox { [unowned self] number in completions.removeValue(forKey: number)?() }
    }

    /// Nothing runs, and nothing waits.
    public var isIdle: Bool { completions.isEmpty }

    /// `completion` is called once, on the loop.
    public func run<Value: Sendable>(
        _ job: @escaping @Sendable () -> Value, completion: @escaping (Value) -> Void
    ) {
        guard let finished else { return }
        let number = nextNumber
        nextNumber += 1
        let outcome = ThreadOutcome<Value>()
        completions[number] = {
            if let value = outcome.take() { completion(value) }
        }
        thread.enqueue {
            outcome.put(job())
            finished.send(number)
        }
    }
}
