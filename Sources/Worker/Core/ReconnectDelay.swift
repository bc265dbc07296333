/// How long to wait before the next try to connect: longer after each failure, and short again after a connection
/// that lasted.
struct ReconnectDelay: Equatable, Sendable {
    /// A coordinator that is restarted is back within a second, and its workers should be too.
    static let firstMilliseconds = 250
    /// A coordinator that is away for hours is asked every few seconds: that costs nothing, and people do not wait.
    static let longestMilliseconds = 5_000
    /// A coordinator that greets and hangs up at once, over and over, must not be asked four times a second.
    static let lastingConnectionMilliseconds = 5_000

    private var next = ReconnectDelay.firstMilliseconds

    mutating func take() -> Int {
        let delay = next
        next = min(next * 2, ReconnectDelay.longestMilliseconds)
        return delay
    }

    /// A thousand tries would not help here: only slow ones are worth their while.
    mutating func slowDown() {
        next = ReconnectDelay.longestMilliseconds
    }

    mutating func connectionEnded(afterMilliseconds lasted: Int) {
        if lasted >= ReconnectDelay.lastingConnectionMilliseconds { next = ReconnectDelay.firstMilliseconds }
    }
}
