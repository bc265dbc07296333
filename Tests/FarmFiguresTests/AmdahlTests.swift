import FarmFigures
import FarmModel
import Testing

@Suite("Amdahl's law")
struct AmdahlTests {
    /// Times of a job with a known serial part; each is off by up to `noise` of itself.
    private func sweep(
        serial: Double, parallel: Double, workers: [Int], runs: Int, noise: Double, seed: UInt64
    ) -> [AmdahlFit.Times] {
        var random = SeededNumbers(seed: seed)
        return workers.map { count in
            AmdahlFit.Times(
                workers: count,
                seconds: (0..<runs).map { _ in
                    (serial + parallel / Double(count)) * (1 + noise * (2 * random.fraction() - 1))
                })
        }
    }

    private func fit(_ sweep: [AmdahlFit.Times]) throws -> AmdahlFit {
        var random = SeededNumbers(seed: 1)
        return try #require(AmdahlFit(sweep, random: &random))
    }

    @Test("times without noise give back their serial part", arguments: [0.0, 0.05, 0.2, 0.5, 0.9])
    func exact(share: Double) throws {
        let times = sweep(
            serial: 10 * share, parallel: 10 * (1 - share), workers: [1, 2, 4, 8], runs: 1, noise: 0, seed: 1)
        let fit = try fit(times)
        #expect((fit.serialFraction - share).magnitude < 1e-9)
        #expect((fit.seconds(workers: 1) - 10).magnitude < 1e-9)
        #expect(share == 0 ? fit.limit == nil || fit.limit! > 1e6 : (fit.limit! - 1 / share).magnitude < 1e-6)
    }

    @Test("with noise the truth lies in the interval, nearly always")
    func interval() throws {
        var hits = 0
        for seed in 1...40 {
            let times = sweep(
                serial: 2, parallel: 8, workers: [1, 2, 4, 8], runs: 3, noise: 0.04, seed: UInt64(seed))
            let fit = try fit(times)
            #expect(fit.confidence == .sound)
            if (fit.fractionLow...fit.fractionHigh).contains(0.2) { hits += 1 }
        }
        #expect(hits >= 34)
    }

    @Test("a sweep of noise alone is called noise", arguments: 1...10)
    func noise(seed: Int) throws {
        var random = SeededNumbers(seed: UInt64(seed))
        let times = [1, 2, 4].map { workers in
            AmdahlFit.Times(workers: workers, seconds: (0..<5).map { _ in 8 + 4 * random.fraction() })
        }
        #expect(try fit(times).confidence == .noise)
    }

    @Test("single runs, or runs far apart, are not enough to be sure")
    func uncertain() throws {
        let single = sweep(serial: 2, parallel: 8, workers: [1, 2], runs: 1, noise: 0, seed: 1)
        #expect(try fit(single).confidence == .uncertain)
        let wide = [
            AmdahlFit.Times(workers: 1, seconds: [8, 10, 14]), AmdahlFit.Times(workers: 2, seconds: [4, 6.5, 7.9]),
        ]
        #expect(try fit(wide).confidence == .uncertain)
    }

    @Test("faster than ideal is no negative serial part")
    func superlinear() throws {
        let fit = try fit([
            AmdahlFit.Times(workers: 1, seconds: [10, 10.1]), AmdahlFit.Times(workers: 2, seconds: [4, 4.1]),
        ])
        #expect(fit.serialFraction == 0)
        #expect(fit.limit == nil)
    }

    @Test("one number of workers has no line through it")
    func nothingToFit() {
        var random = SeededNumbers(seed: 1)
        #expect(AmdahlFit([AmdahlFit.Times(workers: 2, seconds: [1, 2, 3])], random: &random) == nil)
        #expect(AmdahlFit([], random: &random) == nil)
    }

    @Test("the same runs give the same interval")
    func deterministic() throws {
        let times = sweep(serial: 2, parallel: 8, workers: [1, 2, 4], runs: 3, noise: 0.1, seed: 9)
        #expect(try fit(times) == fit(times))
    }

    @Test("Karp and Flatt")
    func karpAndFlatt() throws {
        #expect(karpFlatt(speedUp: 4, workers: 4) == 0)
        #expect(try #require(karpFlatt(speedUp: 1, workers: 4)) == 1)
        #expect((try #require(karpFlatt(speedUp: 1 / (0.2 + 0.8 / 4), workers: 4)) - 0.2).magnitude < 1e-12)
        #expect(karpFlatt(speedUp: 1, workers: 1) == nil)
    }

    @Test("spreads")
    func spreads() throws {
        #expect(Spread([]) == nil)
        let three = try #require(Spread([3, 1, 2]))
        #expect((three.least, three.median, three.most) == (1, 2, 3))
        #expect(try #require(Spread([1, 2, 3, 10])).median == 2.5)
        #expect(three.isWide)
        #expect(try !#require(Spread([10, 10.5])).isWide)
        #expect(three.isApart(from: try #require(Spread([3.1, 5]))))
        #expect(!three.isApart(from: try #require(Spread([2.9, 5]))))
    }
}
