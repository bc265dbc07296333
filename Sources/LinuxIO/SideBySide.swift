/// Does both at the same time, `beside` on a thread of its own, and waits for both; one after the other where the system
/// has no thread to give.
public func sideBySide<Beside: Sendable, Here>(
    _ beside: @escaping @Sendable () -> Beside, _ here: () -> Here
) -> (Beside, Here) {
    guard let thread = try? BackgroundThread(name: "beside") else { return (beside(), here()) }
    let outcome = ThreadOutcome<Beside>()
    thread.enqueue { outcome.put(beside()) }
    let result = here()
    thread.finish()
    return (outcome.take() ?? beside(), result)
}
