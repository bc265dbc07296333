/// How much of an input to fetch at once for one reader. Whoever has read a long way on end is likely to read on: for
/// them one request brings much. What is fetched in vain stays a fraction of what was read.
struct ReadAhead: Equatable {
    static let shortestBlocks = 1
    static let longestBlocks = 32

    /// Bytes read on end, up to `position`.
    private(set) var run: Int64 = 0
    private(set) var position: Int64

    init(at position: Int64) { self.position = position }

    mutating func read(_ count: Int64) {
        run += count
        position += count
    }

    func blocks(of blockBytes: Int64) -> Int {
        min(Self.longestBlocks, max(Self.shortestBlocks, Int(run / 4 / blockBytes)))
    }
}
