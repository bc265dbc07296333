import FarmModel
import Testing

@testable import MediaPlan

@Suite struct TimeMoveTests {
    @Test(arguments: [
        ("PTS/2", 7, 3), ("0.5*PTS", 7, 3), ("PTS*2", 7, 14), (" 2 * PTS + 10 ", 7, 24), ("PTS+1/TB", 1, 26),
        ("(PTS-STARTPTS)/2", -7, -3), ("PTS-STARTPTS", 9, 9), ("-PTS+3*(PTS-1)", 10, 17), ("10-4-3*PTS/PTS", 5, 3),
        ("(PTS-STARTPTS)*1.25+.5", 4, nil), ("(PTS-STARTPTS)*1.25+0.5", 4, 5), ("PTS/0", 1, nil),
        ("PTS*10000000000000000", 1, nil),
    ])
    func timesAreCutOffAsInFFmpeg(_ text: String, _ pts: Int64, _ moved: Int64?) {
        #expect(TimeMove(text)?.ticks(pts, timeBase: Fixtures.base(1, 25)) == moved)
    }

    @Test(arguments: [
        "", "PTS", "PTS-0",
    ])
    func theClockIsThatOfTheRun(_ text: String) { #expect(TimeMove(text)?.beginsAtZero != true) }

    @Test(arguments: [
        "N/25/TB", "PTS+STARTPTS", "2*PTS-STARTPTS", "PTS-STARTPTS+1", "(PTS-STARTPTS)+PTS", "PTS+RTCTIME", "T/TB",
        "1k*PTS", "0x10*PTS", "1e3*PTS", "PTS^2", "$", "$/2", "if(gt(PTS,9),1,2)", "PTS;PTS", "(PTS", "PTS)", "*PTS",
        "random(0)*PTS", "PTS+", "PREV_OUTPTS", String(repeating: "(", count: 500) + "PTS",
    ])
    func whatDependsOnMoreIsNoRule(_ text: String) { #expect(TimeMove(text) == nil) }

    @Test func timesThatMeetOrTurnRoundAreNoticed() {
        func clock(_ filter: String) -> OutputClock {
            OutputClock(inputBase: Fixtures.base(1, 25), offset: 0, check: FilterCheck(filter))
        }
        #expect(clock("setpts=2*PTS").keepsOrder(of: [0, 1, 2]))
        #expect(!clock("setpts=PTS/2").keepsOrder(of: [0, 1, 2]))
        #expect(clock("setpts=PTS/2").keepsOrder(of: [0, 2, 4]))
        #expect(!clock("setpts=-PTS").keepsOrder(of: [0, 1]))
        #expect(clock("setpts=2*PTS").ticks(8) == 16)
    }
}
