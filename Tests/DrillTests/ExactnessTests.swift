import Glibc
import Invocation
import LinuxIO
import Testing

@testable import Drill

/// A farm of real programs renders videos of many kinds in random pieces; each is compared with one serial run.
/// `Scripts/exactness` does the same with all kinds and more chains of filters.
@Suite(.serialized) struct ExactnessTests {
    private func run(_ words: [String]) throws -> (lines: [String], hasPassed: Bool) {
        var lines: [String] = []
        let parsed = try DrillProgram.shape.parse(["exactness", "--binaries", Self.binaries] + words)
        let hasPassed = try ExactnessDrill.run(try ExactnessOptions(parsed)) { lines.append($0) }
        return (lines, hasPassed)
    }

    /// The programs that were built with these tests.
    private static var binaries: String {
        environmentValue("RENDERFARM_BIN")
            ?? #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/.build/debug"
    }

    private func failures(_ lines: [String]) -> String {
        lines.filter { line in ["WRONG", "MISSED", "ACCEPTED", "HUNG"].contains { line.hasPrefix($0) } }
            .joined(separator: "\n")
    }

    @Test func kindsOfEverySortComeOutAsASerialRunMakesThem() throws {
        let kinds =
            "vfr.mp4,open_gop.ts,one_gop.mp4,late_video.mp4,edit_list.mp4,offset_hour.ts,mpeg2.mpg,odd444.mp4,"
            + "bare.h264,one_frame.mp4,resize.ts,no_index.mp4"
        let (lines, hasPassed) = try run(["--kinds", kinds, "--chains", "flip,windows,fps_up", "--seed", "1"])
        #expect(hasPassed, "\(failures(lines))")
        #expect(lines.last == "36 passed, 0 failed")
        #expect(lines.count { $0.hasPrefix("refused") } == 3)
        #expect(lines.count { $0.hasPrefix("exact") } >= 18)
    }

    /// The artifact test: where everything moves between two frames, one that is missing, doubled or decoded from the
    /// wrong state differs from the serial run's in nearly every pixel, and above all beside a cut.
    @Test func nothingShowsAtTheCutsWhereEverythingMoves() throws {
        let (lines, hasPassed) = try run(["--kinds", "rapid.mp4", "--chains", "stateless,time,window", "--seed", "4"])
        #expect(hasPassed, "\(failures(lines))")
        #expect(lines.last == "11 passed, 0 failed")
        #expect(lines.dropLast().allSatisfy { $0.hasPrefix("exact") && $0.contains("seams ") }, "\(lines)")
    }

    @Test func aWrongWordIsAMistake() {
        #expect(throws: UserError.self) { try run(["--kinds", "no such kind"]) }
        #expect(throws: UserError.self) { try run(["--chains", "no such chain"]) }
    }
}
