import Testing

@testable import MediaPlan

@Suite struct FrameMeterTests {
    private func meter() -> FrameMeter { FrameMeter(enoughMilliseconds: 100, enoughFrames: 10, mostMilliseconds: 500) }

    @Test func startingUpDoesNotCount() {
        var meter = meter()
        #expect(meter.nanosecondsPerFrame == nil)
        meter.look(frames: 1, nanoseconds: 3_000_000_000)
        #expect(meter.nanosecondsPerFrame == nil)
        meter.look(frames: 21, nanoseconds: 3_200_000_000)
        #expect(meter.nanosecondsPerFrame == 10_000_000)
        #expect(meter.isSatisfied)
    }

    @Test func fewFramesOrLittleTimeAreNotEnough() {
        var meter = meter()
        meter.look(frames: 0, nanoseconds: 0)
        meter.look(frames: 9, nanoseconds: 400_000_000)
        #expect(!meter.isSatisfied)
        meter.look(frames: 9, nanoseconds: 500_000_000)
        #expect(meter.isSatisfied)
        var quick = self.meter()
        quick.look(frames: 0, nanoseconds: 0)
        quick.look(frames: 48, nanoseconds: 99_000_000)
        #expect(!quick.isSatisfied)
    }

    @Test func aFrameThatDoesNotComeTakesAllTheTime() {
        var meter = meter()
        meter.look(frames: 1, nanoseconds: 0)
        meter.look(frames: 1, nanoseconds: 700_000_000)
        #expect(meter.nanosecondsPerFrame == 700_000_000)
    }

    @Test func aClockThatStandsStillTellsNothing() {
        var meter = meter()
        meter.look(frames: 1, nanoseconds: 2_000_000)
        meter.look(frames: 48, nanoseconds: 2_010_000)
        #expect(meter.nanosecondsPerFrame == nil)
    }
}
