import FarmModel
import Testing

@testable import MediaPlan

@Suite struct MediaTimeTests {
    @Test func roundsHalvesAwayFromZero() throws {
        let base = try #require(Rational(1, 2_000_000))
        #expect(MediaTime.microseconds(1, in: base) == 1)
        #expect(MediaTime.microseconds(-1, in: base) == -1)
        #expect(MediaTime.microseconds(2, in: base) == 1)
    }
}
