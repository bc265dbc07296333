import FarmModel
import Testing

@testable import MediaPlan

@Suite struct MediaTimeTests {
    @Test func roundsHalvesAwayFromZero() {
        let base = Fixtures.base(1, 2_000_000)
        #expect(MediaTime.microseconds(1, in: base) == 1)
        #expect(MediaTime.microseconds(-1, in: base) == -1)
        #expect(MediaTime.microseconds(2, in: base) == 1)
        #expect(MediaTime.microseconds(3003, in: Fixtures.base(1, 90_000)) == 33_367)
    }

    @Test func survivesTheLargestNumbers() {
        #expect(MediaTime.microseconds(.max, in: Fixtures.base(Int64(Int32.max), 1)) == .max)
        #expect(MediaTime.microseconds(.min, in: Fixtures.base(Int64(Int32.max), 1)) == .min)
    }

    @Test func writesSecondsWithSixDecimals() {
        #expect(MediaTime.secondsText(microseconds: 1_000_001) == "1.000001")
        #expect(MediaTime.secondsText(microseconds: -1) == "-0.000001")
        #expect(MediaTime.secondsText(microseconds: -1_500_000) == "-1.500000")
        #expect(MediaTime.secondsText(12_800, in: Fixtures.base(1, 12_800)) == "1.000000")
    }

    @Test func countsInAnotherBase() {
        let ticks = MediaTime.rescale(1001, from: Fixtures.base(1, 30_000), to: Fixtures.base(1, 90_000))
        #expect(ticks == 3003)
        #expect(MediaTime.rescale(1, from: Fixtures.base(1, 25), to: Fixtures.base(1001, 30_000)) == 1)
    }
}
