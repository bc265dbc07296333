import FarmCore
import FarmModel
import Testing

@Suite("Elastic demand")
struct ElasticDemandTests {
    private func demand(_ change: (inout ElasticSettings) -> Void = { _ in }) -> ElasticDemand {
        var settings = ElasticSettings()
        change(&settings)
        return ElasticDemand(settings: settings)
    }

    private func at(_ seconds: Int) -> Timestamp { Timestamp(milliseconds: Int64(seconds) * 1_000) }

    @Test("asks for workers when the queue stays deep, and not for a moment's depth")
    func asksWhenDeep() {
        var demand = demand()
        #expect(demand.wish(waiting: 10, running: 2, at: at(0)) == nil)
        #expect(demand.wish(waiting: 0, running: 2, at: at(4)) == nil)
        #expect(demand.wish(waiting: 10, running: 2, at: at(5)) == nil)
        #expect(demand.wish(waiting: 10, running: 2, at: at(9)) == nil)
        #expect(demand.wish(waiting: 10, running: 2, at: at(10)) == .workers(3))
        #expect(demand.target == 3)
    }

    @Test("never asks for more than the limit")
    func keepsTheLimit() {
        var demand = demand { $0.limit = 2 }
        _ = demand.wish(waiting: 100_000, running: 0, at: at(0))
        #expect(demand.wish(waiting: 100_000, running: 0, at: at(5)) == .workers(2))
        #expect(demand.wish(waiting: 200_000, running: 0, at: at(20)) == nil)
    }

    @Test("one chunk is reason enough for one worker")
    func oneChunk() {
        var demand = demand()
        _ = demand.wish(waiting: 1, running: 0, at: at(0))
        #expect(demand.wish(waiting: 1, running: 0, at: at(5)) == .workers(1))
    }

    @Test("keeps what it has while there is work, and says so again from time to time")
    func repeatsItself() {
        var demand = demand()
        _ = demand.wish(waiting: 12, running: 0, at: at(0))
        #expect(demand.wish(waiting: 12, running: 0, at: at(5)) == .workers(3))
        #expect(demand.wish(waiting: 2, running: 1, at: at(64)) == nil)
        #expect(demand.wish(waiting: 2, running: 1, at: at(65)) == .workers(3))
        #expect(demand.wish(waiting: 2, running: 1, at: at(66)) == nil)
    }

    @Test("lets them go when nothing is left for a while, once, and not between two jobs")
    func releasesWhenEmpty() {
        var demand = demand()
        _ = demand.wish(waiting: 4, running: 0, at: at(0))
        _ = demand.wish(waiting: 4, running: 0, at: at(5))
        #expect(demand.wish(waiting: 0, running: 0, at: at(10)) == nil)
        #expect(demand.wish(waiting: 0, running: 1, at: at(60)) == nil)
        #expect(demand.wish(waiting: 0, running: 0, at: at(61)) == nil)
        #expect(demand.wish(waiting: 0, running: 0, at: at(120)) == nil)
        #expect(demand.wish(waiting: 0, running: 0, at: at(121)) == .release)
        #expect(demand.wish(waiting: 0, running: 0, at: at(500)) == nil)
        #expect(demand.target == 0)
    }

    @Test("whatever the queue does, it never swings faster than its settings allow")
    func hysteresis() {
        var demand = demand { $0.limit = 5 }
        var random = SystemRandomNumberGenerator()
        var last: (second: Int, wish: ElasticDemand.Wish)?
        for second in 0..<20_000 {
            let waiting = Bool.random(using: &random) ? 0 : Int.random(in: 0...40, using: &random)
            let isEmpty = (second / 200).isMultiple(of: 2)
            guard let wish = demand.wish(waiting: isEmpty ? 0 : waiting, running: 0, at: at(second)) else { continue }
            if case .workers(let count) = wish { #expect((1...5).contains(count)) }
            if case .release = wish, let last { #expect(second - last.second >= 60 && last.wish != .release) }
            last = (second, wish)
        }
        #expect(last != nil)
    }
}
