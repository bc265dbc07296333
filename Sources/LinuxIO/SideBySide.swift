/// Does both at the same time, `beside` on a thread of its own, and waits for both; one after the other where the system
/// has no thread to give. Of two failures that of `here` is told.
public func sideBySide<Beside: Sendable, Here, Failure: Error>(
    _ beside: @escaping @Sendable () throws(Failure) -> Beside, _ here: () throws(Failure) -> Here
) throws(Failure) -> (Beside, Here) {
    let outcome = ThreadOutcome<Result<Beside, Failure>>()
    let work: @Sendable () -> Void = { outcome.put(Result { () throws(Failure) in try beside() }) }
    let thread = try? BackgroundThread(name: "beside")
    thread?.enqueue(work)
    let result = Result { () throws(Failure) in try here() }
    thread?.finish()
    let found = try result.get()
    guard let outcome = outcome.take() else { return (try beside(), found) }
    return (try outcome.get(), found)
}
