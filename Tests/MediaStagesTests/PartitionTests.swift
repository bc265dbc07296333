import FarmModel
import LinuxIO
import MediaPlan
import Testing

@testable import MediaStages

/// However the frames are shared out, the same video comes out.
@Suite(.serialized) struct PartitionTests {
    /// Ways to cut `count` frames: at the ends, everywhere, and at random.
    private static func partitions(of count: Int, seed: UInt64) -> [[Int]] {
        var numbers = SeededNumbers(seed: seed)
        let extremes = [[1, count - 1], Array(1..<count)]
        return extremes
            + (0..<3).map { _ in
                let cuts = Int.random(in: 1...8, using: &numbers)
                return Set((0..<cuts).map { _ in Int.random(in: 1..<count, using: &numbers) }).sorted()
            }
    }

    @Test(arguments: [
        ("hflip", "keyint=6:scenecut=0:open-gop=1:bframes=3", "in.mp4"),
        ("yadif,tmix=frames=4", "keyint=5:scenecut=0:bframes=2", "in.mkv"),
        ("rotate=angle=t/2", "keyint=infinite:scenecut=0", "in.ts"),
    ])
    func anyPartitionGivesTheSameVideo(_ filter: String, _ structure: String, _ name: String) throws {
        let clips = try Clips()
        let input = try clips.make(
            Clips.pictures("0.8", size: "96x64") + Clips.h264 + ["-x264-params", structure, name])
        let request = VideoRequest(
            input: input, filter: filter, encoding: EncoderSettings(encoder: "ffv1"), chunking: .count(4), audio: .none)
        try renderSerially(request, to: clips.path("serial.mkv"), programs: MediaPrograms())
        let scan = try MediaTools(programs: MediaPrograms()).survey(input)
        let timeBase = try #require(scan.probe.video?.timeBase)
        let timeline = try #require(
            FrameTimeline(pts: scan.packets.pts, keys: scan.packets.keys, timeBase: timeBase))
        #expect(timeline.frameCount == 20)
        let window = try #require(FilterCheck(filter).window)
        let planner = ChunkPlanner(
            timeline: timeline, chunking: .automatic, cut: .robust,
            warmUpFrames: window.before, slots: 1, cores: 1, threads: nil, costs: nil)
        for (number, cuts) in Self.partitions(of: timeline.frameCount, seed: 11).enumerated() {
            let output = clips.path("out\(number).mkv")
            var farm = try SmallFarm(request: request, output: output, folder: clips.path("farm\(number)"))
            farm.adjust = { $0.chunks = planner.chunks(cutAt: cuts) }
            let done = try farm.runAll()
            #expect(done.files.count == cuts.count + 1)
            let comparison = try compareVideos(clips.path("serial.mkv"), output, programs: farm.programs)
            #expect(comparison.areEqual, "cut at \(cuts): \(comparison)")
            for (left, right) in zip(done.files, done.files.dropFirst()) {
                #expect(left.seams.tail == right.seams.head, "cut at \(cuts)")
            }
        }
    }
}
