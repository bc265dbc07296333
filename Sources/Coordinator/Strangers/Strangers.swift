import LinuxIO

/// The connections of which nobody knows yet who is at the other end, oldest first. However many there are, whoever
/// belongs to the farm still gets in: where there is no room, the stranger that has waited longest makes it.
final class Strangers {
    /// Serial numbers in the order of arrival.
    struct Place: Equatable { fileprivate let number: Int }

    private let limit: Int
    private let connectionLimit: Int
    private var waiting: [Int: TCPConnection] = [:]
    private var next = 0
    /// No stranger has a lower number.
    private var oldest = 0

    /// - Parameters:
    ///   - limit: of strangers at a time.
    ///   - connectionLimit: of strangers and others together.
    init(limit: Int, connectionLimit: Int) {
        self.limit = min(limit, connectionLimit)
        self.connectionLimit = connectionLimit
    }

    var count: Int { waiting.count }

    /// Sees to it that one more connection can be taken in. False when all there are belong to the farm.
    func makeRoom(besides others: Int) -> Bool {
        guard others < connectionLimit else { return false }
        while count >= limit || count + others >= connectionLimit { closeOldest() }
        return true
    }

    func add(_ connection: TCPConnection) -> Place {
        defer { next += 1 }
        waiting[next] = connection
        return Place(number: next)
    }

    func remove(_ place: Place) { waiting[place.number] = nil }

    private func closeOldest() {
        while oldest < next {
            defer { oldest += 1 }
            guard let connection = waiting.removeValue(forKey: oldest) else { continue }
            return connection.close()
        }
    }
}
