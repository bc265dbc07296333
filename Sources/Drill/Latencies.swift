/// How long something took, many times.
struct Latencies {
    private(set) var nanoseconds: [Int64] = []

    mutating func add(nanoseconds span: Int64) { nanoseconds.append(span) }

    /// Milliseconds that a share of all were faster than: 0.99 for p99. 0 when there are none.
    func percentiles(_ shares: [Double]) -> [Double] {
        let sorted = nanoseconds.sorted()
        guard !sorted.isEmpty else { return shares.map { _ in 0 } }
        return shares.map { share in
            let index = min(sorted.count - 1, Int(Double(sorted.count) * share))
            return Double(sorted[index]) / 1_000_000
        }
    }
}
