import Testing

@testable import MediaPlan

struct FrameCostsTests {
    @Test func everyFrameCostsTheSameWhereNothingElseIsKnown() {
        let costs = FrameCosts(FrameCost(nanoseconds: 20, decodeNanoseconds: 5), frameCount: 100)
        #expect(costs.rendering(10..<30) == 400)
        #expect(costs.decoding(10..<30) == 100)
        #expect(costs.rendering(90..<120) == 200, "behind the end there is nothing")
        #expect(costs.average == FrameCost(nanoseconds: 20, decodeNanoseconds: 5))
        #expect(costs.frame(atShare: 0.25) == 25)
    }

    @Test func largeFramesCostMoreAsMeasured() throws {
        // 100 frames of 1,000 bytes, then 100 of 5,000.
        let sizes = try #require(FrameSizes((0..<200).map { $0 < 100 ? 1_000 : 5_000 }))
        let costs = FrameCosts(
            FrameCosts.Place(nanoseconds: 10_000, bytesPerFrame: 1_000),
            FrameCosts.Place(nanoseconds: 30_000, bytesPerFrame: 5_000), decodeNanoseconds: 4_000, sizes: sizes)
        #expect(costs.rendering(0..<10) == 100_000)
        #expect(costs.rendering(100..<110) == 300_000)
        #expect(costs.renderingAll == 4_000_000)
        // Decoding grows with the bytes and no faster: a fourth of a nanosecond a byte would be the encoder's share.
        #expect(costs.decoding(0..<10) == 40_000)
        #expect(costs.decoding(100..<110) == 200_000)
        // A quarter of the work are the first hundred frames; half of it another third of the rest.
        #expect(costs.frame(atShare: 0.25) == 100)
        #expect(costs.frame(atShare: 0.5) == 134)
    }

    @Test func noMeasurementMakesAFrameCostLessThanNothing() throws {
        let sizes = try #require(FrameSizes([0, 100, 1_000, 100_000]))
        let steep = FrameCosts(
            FrameCosts.Place(nanoseconds: 1_000, bytesPerFrame: 1_000),
            FrameCosts.Place(nanoseconds: 900_000, bytesPerFrame: 2_000), decodeNanoseconds: 5_000, sizes: sizes)
        for end in 1...4 { #expect(steep.rendering(end - 1..<end) >= steep.decoding(end - 1..<end)) }
        #expect(steep.rendering(0..<1) == 0)
        // Larger frames that cost less: bytes say nothing about this video.
        let falling = FrameCosts(
            FrameCosts.Place(nanoseconds: 1_000, bytesPerFrame: 1_000),
            FrameCosts.Place(nanoseconds: 500, bytesPerFrame: 2_000), decodeNanoseconds: 100, sizes: sizes)
        #expect(falling.rendering(0..<1) == 750 && falling.rendering(3..<4) == 750)
    }

    @Test func aPartBeginsAtItsOwnFirstFrame() throws {
        let sizes = try #require(FrameSizes((0..<200).map { $0 < 100 ? 1_000 : 5_000 }))
        let costs = FrameCosts(
            FrameCosts.Place(nanoseconds: 10_000, bytesPerFrame: 1_000),
            FrameCosts.Place(nanoseconds: 30_000, bytesPerFrame: 5_000), decodeNanoseconds: 4_000, sizes: sizes)
        let part = costs.part(90..<110)
        #expect(part.frameCount == 20)
        #expect(part.rendering(0..<10) == 100_000)
        #expect(part.rendering(10..<20) == 300_000)
    }

    @Test func whatIsMeasuredBesideTheBeginningIsWhereFramesDifferMost() throws {
        let mixed = try #require(
            FrameSizes((0..<400).map { $0 < 100 ? 1_000 : $0 < 200 ? 1_200 : $0 < 300 ? 9_000 : 3_000 }))
        #expect(mixed.farthest(from: 0..<20, among: [0, 100, 200, 300]) == 200)
        // A heavy beginning: the place with the lightest frames.
        let light = try #require(FrameSizes((0..<400).map { $0 < 100 ? 9_000 : $0 < 300 ? 6_100 : 500 }))
        #expect(light.farthest(from: 0..<20, among: [0, 100, 200, 300]) == 300)
        // A third more is not worth a measurement, and too near the end there is nothing to measure.
        #expect(mixed.farthest(from: 0..<20, among: [0, 100]) == nil)
        #expect(mixed.farthest(from: 0..<20, among: [0, 395]) == nil)
        #expect(FrameSizes([]) == nil)
    }
}
