import Testing

@testable import MediaPlan

@Suite struct QualityScanTests {
    private func scan(_ lines: [String]) -> [FrameQuality] {
        var scan = QualityScan()
        for line in lines { Array(line.utf8).withUnsafeBytes { scan.read(line: $0) } }
        return scan.finish()
    }

    @Test func figuresOfBothFiltersAreJoined() {
        let frames = scan([
            "n:1 mse_avg:14.56 mse_y:21.42 psnr_avg:36.50 psnr_y:34.82 ",
            "n:2 mse_avg:0.00 mse_y:0.00 psnr_avg:inf psnr_y:inf ",
            "n:1 Y:0.985897 U:0.994442 V:0.994504 All:0.988756 (19.490681)",
            "n:2 Y:1.000000 U:1.000000 V:1.000000 All:1.000000 (inf)", "n:3 psnr_avg:20 ", "n:0 All:1", "progress=end",
        ])
        #expect(
            frames == [
                FrameQuality(frame: 0, decibels: 36.5, similarity: 0.988756),
                FrameQuality(frame: 1, decibels: FrameQuality.mostDecibels, similarity: 1),
            ])
    }

    @Test func theWorstFramesAreNamedAtCutsAboveAll() {
        let frames = (0..<20).map { FrameQuality(frame: $0, decibels: $0 == 9 ? 25 : 40 + Double($0), similarity: 1) }
        let report = QualityReport(frames: frames, leastDecibels: 30, cuts: [10])
        #expect(report.tooDifferent == 1)
        let equal = FrameQuality(frame: 20, decibels: FrameQuality.mostDecibels, similarity: 1)
        let withEqual = QualityReport(frames: frames + [equal], leastDecibels: 30)
        #expect(withEqual.averageDecibels == report.averageDecibels)
        #expect(QualityReport(frames: [equal], leastDecibels: 30).averageDecibels == FrameQuality.mostDecibels)
        #expect(report.worst(2).map(\.frame) == [9, 0])
        #expect(report.worstAtCuts?.frame == 9)
        #expect(report.worstElsewhere?.frame == 0)
    }
}
