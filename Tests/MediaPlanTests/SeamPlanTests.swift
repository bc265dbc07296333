import FarmModel
import Testing

@testable import MediaPlan

/// Where chunks begin, what they show of their seams, and what is read of it.
@Suite struct SeamPlanTests {
    private func planner(frames: Int = 200, keyEvery: Int = 20, _ change: (inout ChunkPlanner) -> Void = { _ in })
        throws
        -> ChunkPlanner
    {
        let pts = (0..<frames).map { Int64($0) * 512 }
        let keys = stride(from: 0, to: frames, by: keyEvery).map { Int64($0) * 512 }
        var planner = ChunkPlanner(
            timeline: try #require(FrameTimeline(pts: pts, keys: keys, timeBase: Fixtures.base(1, 12_800))),
            chunking: .count(4), cut: .robust, warmUpFrames: 3, slots: 4, cores: 4, threads: nil, costs: nil)
        change(&planner)
        return planner
    }

    @Test func neighboursShowTheSameFrames() throws {
        var numbers = SeededNumbers(seed: 3)
        for _ in 0..<200 {
            let frames = Int.random(in: 2...60, using: &numbers)
            let cuts = (1..<frames).filter { _ in Int.random(in: 0..<4, using: &numbers) == 0 }
            let chunks = try planner(frames: frames, keyEvery: 7).chunks(cutAt: cuts)
            for (left, right) in zip(chunks, chunks.dropFirst()) {
                #expect(left.endPts == right.startPts)
                #expect(left.tailEndPts == right.headEndPts)
            }
            #expect(chunks.first?.headEndPts == nil && chunks.last?.tailEndPts == nil)
        }
    }

    @Test func eachChunkMayBeginThreeWays() throws {
        let chunk = try planner().chunks(cutAt: [90])[1]
        #expect(
            chunk.starts == [
                ChunkStart(seekPts: 60 * 512, warmUpFrame: 87, warmUpPts: 87 * 512),
                ChunkStart(seekPts: 20 * 512, warmUpFrame: 79, warmUpPts: 79 * 512),
                ChunkStart(seekPts: nil, warmUpFrame: 55, warmUpPts: 55 * 512),
            ])
        let trusting = try planner { $0.trustsKeys = true }.chunks(cutAt: [90])[1]
        #expect(trusting.starts[0].seekPts == Int64(80 * 512))
        #expect(trusting.starts[1] == chunk.starts[1])
    }

    @Test func seamsLastAsLongAsFiltersThatThinOutNeed() throws {
        let chunk = try planner { $0.seamTicks = 5 * 512 }.chunks(cutAt: [90])[1]
        #expect(chunk.headEndPts == Int64(95 * 512))
    }

    @Test func framesOfEachRuleAreExpected() throws {
        func expected(_ rule: FrameRule) throws -> [Int?] {
            try planner(frames: 100) {
                $0.frames = rule
                $0.clock = OutputClock(inputBase: $0.timeline.timeBase, offset: 0, check: FilterCheck("fps=50"))
            }.chunks(cutAt: [30, 70]).map(\.expectedFrames)
        }
        #expect(try expected(.same) == [30, 40, 30])
        #expect(try expected(.multiplied(2)) == [60, 80, nil])
        #expect(try expected(.shortened(first: 1, last: 2)) == [29, 40, 28])
        // 25 frames a second become 50.
        #expect(try expected(.rate(Fixtures.base(50, 1))) == [nil, 80, nil])
        #expect(try expected(.unknown) == [nil, nil, nil])
    }

    @Test func cutsMoveToWhereScenesBegin() throws {
        let layout = try planner {
            $0.cut = .scene
            $0.scenes = [61 * 512, 90 * 512, 140 * 512]
        }.layout()
        // 50, 100 and 150 would be even; a chunk is 50 frames long.
        #expect(layout.chunks.map(\.firstFrame) == [0, 61, 90, 140])
        #expect(layout.reasons.contains("3 of 3 cuts are where a scene begins, of 3 scenes found"))
    }

    @Test func aPartIsPlannedLikeAWholeVideo() throws {
        var task = Fixtures.task(
            chunk: Fixtures.chunk(first: 0, start: 51_200, end: 64_000, seek: 25_600, warmUp: 51_200))
        task.part = VideoPart(videoFirstPts: 0, firstPts: 51_200, endPts: 102_400)
        task.timestampOffset = 51_200
        let graph = ChunkGraph(task, FilterCheck("hflip")).text
        #expect(
            graph.hasPrefix(
                "[0:V:0]trim=start_pts=51200:end_pts=65024,setpts=PTS-(51200),hflip,settb=1/12800,trim=start_pts=0"))
        task.chunk = Fixtures.chunk(first: 10, start: 64_000, end: nil, seek: nil, warmUp: 64_000)
        #expect(ChunkGraph(task, FilterCheck("hflip")).text.hasPrefix("[0:V:0]trim=start_pts=64000:end_pts=102400,"))
        #expect(ChunkGraph(task, FilterCheck("yadif")).text.hasPrefix("[0:V:0]trim=start_pts=64000:end_pts=102400,"))
        task.chunk = Fixtures.chunk(first: 0, start: 51_200, end: nil, seek: nil, warmUp: 51_200)
        #expect(
            ChunkGraph(task, FilterCheck("hflip")).wholeVideo
                == "setpts=PTS-STARTPTS,trim=start_pts=51200:end_pts=102400,setpts=PTS-STARTPTS,hflip,settb=1/12800,"
                + "setpts=PTS-(0)")
    }

    // MARK: Reading

    private func evidence(_ lines: [String], samples: [UInt8] = [], _ task: RenderTask) -> SeamEvidence? {
        SeamScan.evidence(
            hashes: Array((["#tb 0: 1/12800"] + lines).joined(separator: "\n").utf8), samples: samples, task: task)
    }

    @Test func framesAreSortedByTheSeamTheyLieAt() {
        let (one, other) = (String(repeating: "a", count: 32), String(repeating: "b", count: 32))
        let task = Fixtures.task()
        let found = evidence(
            ["0, 128000, 128000, 512, 9, \(one)", "0, 256000, 256000, 512, 9, \(other)", "not a line"], task)
        #expect(
            found
                == SeamEvidence(
                    head: [SeamFrame(pts: 128_000, hash: one)], tail: [SeamFrame(pts: 256_000, hash: other)]))
    }

    @Test func listsThatCannotBeTheCommandsAreRefused() {
        let task = Fixtures.task()
        let line = "0, 128000, 128000, 512, 9, " + String(repeating: "a", count: 32)
        let other = SeamScan.evidence(hashes: Array("#tb 0: 1/25\n\(line)".utf8), samples: [], task: task)
        #expect(other == nil)
        var close = task
        close.seamRule = .close
        #expect(evidence([line], samples: [1, 2, 3], close) == nil)
        #expect(evidence([line], samples: Array(repeating: 7, count: 32 * 18), close)?.head.first?.samples.count == 576)
    }

    @Test func whatBeingCutUpCostsIsEstimated() throws {
        let chunks = try planner().chunks(cutAt: [90])
        let plan = Fixtures.plan(chunks: chunks)
        let cost = FrameCost(nanoseconds: 10_000_000, decodeNanoseconds: 2_000_000)
        let estimate = PlanEstimate(
            plan: plan, pts: (0..<200).map { Int64($0) * 512 }, costs: FrameCosts(cost, frameCount: 200))
        #expect(estimate.chunks.map(\.discardedFrames) == [0, 27])
        #expect(estimate.chunks.map(\.warmUpFrames) == [0, 3])
        #expect(estimate.computeMilliseconds == 2_000)
        // Two starts, two frames behind the first chunk, 27 decoded in vain and 3 rendered for the memory.
        #expect(estimate.overheadMilliseconds == 2 * 150 + 20 + 54 + 30)
    }
}
