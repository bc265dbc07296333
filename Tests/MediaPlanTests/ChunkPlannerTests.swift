import FarmModel
import Testing

@testable import MediaPlan

@Suite struct ChunkPlannerTests {
    /// Increasing times with gaps of any size, and key frames here and there.
    private func timeline(_ numbers: inout SeededNumbers, frames: Int) throws -> FrameTimeline {
        var time = Int64.random(in: -5_000...5_000, using: &numbers)
        var pts: [Int64] = []
        for _ in 0..<frames {
            pts.append(time)
            time += Int64.random(in: 1...1_500, using: &numbers)
        }
        let keys = pts.enumerated().filter { $0.offset == 0 || Int.random(in: 0..<12, using: &numbers) == 0 }
        return try #require(
            FrameTimeline(pts: pts, keys: keys.map(\.element), timeBase: Fixtures.base(1, 12_800)))
    }

    private func planner(_ timeline: FrameTimeline) -> ChunkPlanner {
        ChunkPlanner(
            timeline: timeline, chunking: .count(4), cut: .robust, warmUpFrames: 0, slots: 4, cores: 4, threads: nil,
            costs: nil)
    }

    private func steady(frames: Int, keyEvery: Int) throws -> FrameTimeline {
        let pts = (0..<frames).map { Int64($0) * 512 }
        let keys = stride(from: 0, to: frames, by: keyEvery).map { Int64($0) * 512 }
        return try #require(FrameTimeline(pts: pts, keys: keys, timeBase: Fixtures.base(1, 12_800)))
    }

    /// 25 frames a second of which 10 come out: a chunk of one frame would often be empty, and no encoder makes such a file.
    @Test func noChunkIsEmptyWhereFiltersLeaveFramesOut() throws {
        var planner = planner(try steady(frames: 25, keyEvery: 5))
        planner.chunking = .count(25)
        planner.frames = .rate(Fixtures.base(10, 1))
        planner.clock = OutputClock(
            inputBase: planner.timeline.timeBase, offset: 0, check: FilterCheck("fps=10"))
        let layout = planner.layout()
        #expect(layout.chunks.count == 10)
        #expect(layout.chunks.reduce(0) { $0 + $1.frameCount } == 25)
        #expect(layout.chunks.dropFirst().dropLast().allSatisfy { $0.expectedFrames == 1 })
        #expect(layout.reasons.contains { $0.contains("would have been empty") })
        planner.frames = .shortened(first: 1, last: 1)
        #expect(planner.layout().chunks.map(\.frameCount) == [2] + Array(repeating: 1, count: 21) + [2])
    }

    @Test func everyFrameIsInExactlyOneChunk() throws {
        var numbers = SeededNumbers(seed: 1)
        for _ in 0..<300 {
            let video = try timeline(&numbers, frames: Int.random(in: 1...400, using: &numbers))
            var planner = planner(video)
            planner.cut = Bool.random(using: &numbers) ? .robust : .fast
            planner.warmUpFrames = Int.random(in: 0...9, using: &numbers)
            planner.slots = Int.random(in: 1...16, using: &numbers)
            if Bool.random(using: &numbers) { planner.setCost(Int64.random(in: 0...1 << 40, using: &numbers)) }
            switch Int.random(in: 0..<3, using: &numbers) {
            case 0: planner.chunking = .automatic
            case 1: planner.chunking = .count(Int.random(in: -5...500, using: &numbers))
            default: planner.chunking = .duration(milliseconds: Int.random(in: 1...9_000, using: &numbers))
            }
            try check(planner.layout(), video, warmUp: planner.warmUpFrames)
        }
    }

    private func check(_ layout: ChunkPlanner.Layout, _ video: FrameTimeline, warmUp: Int) throws {
        #expect(layout.threads >= 1)
        var next = 0
        for chunk in layout.chunks {
            #expect(chunk.firstFrame == next)
            #expect(chunk.frameCount >= 1)
            next = chunk.firstFrame + chunk.frameCount
            #expect(chunk.startPts == video.pts[chunk.firstFrame])
            #expect(chunk.lastPts == video.pts[next - 1])
            #expect(chunk.endPts == (next < video.frameCount ? video.pts[next] : nil))
            #expect(chunk.starts[0].warmUpPts == video.pts[max(0, chunk.firstFrame - warmUp)])
            if let seek = chunk.starts[0].seekPts {
                // At least one whole group of pictures lies between the seek and the first frame that is needed.
                let keysBetween = video.keys.filter { $0 > seek && $0 <= chunk.starts[0].warmUpPts }
                #expect(!keysBetween.isEmpty)
                #expect(video.keys.contains(seek))
            }
        }
        #expect(next == video.frameCount)
        #expect(layout.chunks.count <= FarmLimits.chunksPerVideo)
        #expect(layout.chunks.first?.starts[0].seekPts == nil)
    }

    @Test func countsAreEvenAndKept() throws {
        var planner = planner(try steady(frames: 1000, keyEvery: 1000))
        planner.chunking = .count(7)
        let sizes = planner.layout().chunks.map(\.frameCount)
        #expect(sizes.count == 7)
        #expect(try #require(sizes.max()) - (try #require(sizes.min())) <= 1)
    }

    @Test func robustCutsMoveToAKeyFrameOnlyWhenItIsNear() throws {
        var planner = planner(try steady(frames: 1000, keyEvery: 249))
        planner.chunking = .count(4)
        #expect(planner.layout().chunks.map(\.firstFrame) == [0, 249, 498, 747])
        planner.timeline = try steady(frames: 1000, keyEvery: 220)
        #expect(planner.layout().chunks.map(\.firstFrame) == [0, 250, 500, 750])
    }

    @Test func fastCutsAreAtKeyFramesOnly() throws {
        var planner = planner(try steady(frames: 1000, keyEvery: 220))
        planner.cut = .fast
        planner.chunking = .count(50)
        let layout = planner.layout()
        #expect(layout.chunks.map(\.firstFrame) == [0, 220, 440, 660, 880])
        #expect(layout.reasons.contains { $0.contains("no more key frames") })
    }

    @Test func shortVideosAreNotCut() throws {
        var planner = planner(try steady(frames: 75, keyEvery: 25))
        planner.chunking = .automatic
        planner.slots = 16
        planner.cores = 8
        planner.setCost(10_000_000)
        let layout = planner.layout()
        #expect(layout.chunks.count == 1)
        #expect(layout.threads == 8)
    }

    @Test func automaticChunksHaveEnoughToDo() throws {
        var planner = planner(try steady(frames: 3000, keyEvery: 25))
        planner.chunking = .automatic
        planner.setCost(100_000_000)
        #expect(planner.layout().chunks.count == 16)
        planner.setCost(2_500_000)
        #expect(planner.layout().chunks.count == 4)
        planner.slots = 2
        #expect(planner.layout().chunks.count == 2)
        planner.setCost(7_000_000)
        #expect(planner.layout().chunks.count == 6)
        #expect(planner.layout().threads == 1)
    }

    @Test func roundsBecomeShorterSoThatAllSlotsEndTogether() throws {
        var planner = planner(try steady(frames: 1000, keyEvery: 1))
        planner.chunking = .automatic
        planner.slots = 2
        planner.setCost(100_000_000)
        #expect(planner.layout().chunks.map(\.frameCount) == [200, 200, 150, 150, 100, 100, 50, 50])
        planner.timeline = try steady(frames: 9, keyEvery: 1)
        planner.setCost(5_000_000_000)
        let few = planner.layout().chunks.map(\.frameCount)
        #expect(few.reduce(0, +) == 9 && few.allSatisfy { $0 > 0 })
    }

    /// Groups of 250 pictures: what is decoded in vain behind a key frame costs more than rounds that are less even.
    @Test func cutsGoToDistantKeyFramesWhereAllIsDoneSoonerForIt() throws {
        var planner = planner(try steady(frames: 1800, keyEvery: 250))
        planner.chunking = .automatic
        planner.slots = 2
        planner.trustsKeys = true
        planner.setCost(20_000_000, decode: 5_000_000)
        let chunks = planner.layout().chunks
        #expect(chunks.map(\.firstFrame) == [0, 256, 750, 1000, 1250, 1500, 1620, 1750])
        // Where decoding costs nothing, evenness is all that counts, and where a person counts, the person does.
        planner.setCost(20_000_000, decode: 0)
        planner.slots = 3
        let even = [300, 300, 300, 200, 200, 200, 100, 100, 100]
        #expect(planner.layout().chunks.map(\.frameCount) == even)
        planner.chunking = .count(4)
        #expect(planner.layout().chunks.map(\.firstFrame) == [0, 450, 900, 1350])
    }

    @Test func whatFiltersHaveToRememberIsWorkToo() throws {
        var planner = planner(try steady(frames: 1000, keyEvery: 1))
        planner.chunking = .automatic
        planner.slots = 2
        planner.warmUpFrames = 100
        planner.setCost(10_000_000)
        // The second chunk renders a hundred frames before its own; with four chunks three would.
        #expect(planner.layout().chunks.map(\.frameCount) == [550, 450])
    }

    /// A minute whose second half costs three times as much: shares of the work, not of the frames.
    @Test func whereFramesCostMoreChunksAreShorter() throws {
        var planner = planner(try steady(frames: 400, keyEvery: 1))
        planner.chunking = .automatic
        planner.slots = 2
        let sizes = try #require(FrameSizes((0..<400).map { $0 < 200 ? 1_000 : 3_000 }))
        planner.costs = FrameCosts(
            FrameCosts.Place(nanoseconds: 2_000_000, bytesPerFrame: 1_000),
            FrameCosts.Place(nanoseconds: 6_000_000, bytesPerFrame: 3_000), decodeNanoseconds: 0, sizes: sizes)
        #expect(planner.layout().chunks.map(\.firstFrame) == [0, 267])
        // So cheap a beginning that by its share of the frames a chunk would be empty.
        planner.timeline = try steady(frames: 6, keyEvery: 1)
        let steep = try #require(FrameSizes([1, 1, 1, 1, 1, 1_000_000]))
        planner.costs = FrameCosts(
            FrameCosts.Place(nanoseconds: 2_000_000, bytesPerFrame: 1),
            FrameCosts.Place(nanoseconds: 60_000_000_000, bytesPerFrame: 1_000_000), decodeNanoseconds: 0, sizes: steep)
        let few = planner.layout().chunks.map(\.frameCount)
        #expect(few.reduce(0, +) == 6 && few.allSatisfy { $0 > 0 })
    }

    @Test func fewerChunksThanSlotsGetMoreThreads() throws {
        var planner = planner(try steady(frames: 3000, keyEvery: 25))
        planner.chunking = .count(3)
        planner.slots = 16
        planner.cores = 4
        #expect(planner.layout().threads == 4)
        planner.threads = 2
        #expect(planner.layout().threads == 2)
    }

    @Test func chunksOfASecondHaveASecond() throws {
        var planner = planner(try steady(frames: 250, keyEvery: 250))
        planner.chunking = .duration(milliseconds: 1000)
        #expect(planner.layout().chunks.map(\.frameCount) == Array(repeating: 25, count: 10))
        planner.chunking = .duration(milliseconds: 1_000_000)
        #expect(planner.layout().chunks.count == 1)
    }

    @Test func withoutKeyFramesEachSlotDecodesOnce() throws {
        var planner = planner(try steady(frames: 1000, keyEvery: 1000))
        planner.chunking = .automatic
        planner.setCost(1_000_000_000)
        let chunks = planner.layout().chunks
        #expect(chunks.count == 4)
        #expect(chunks.allSatisfy { $0.starts[0].seekPts == nil })
    }

    @Test func longGroupsOfPicturesMakeFewerChunks() throws {
        var planner = planner(try steady(frames: 3000, keyEvery: 250))
        planner.chunking = .automatic
        planner.slots = 2
        planner.setCost(15_000_000, decode: 3_000_000)
        #expect(planner.layout().chunks.count == 4)
        #expect(
            planner.layout().reasons == [
                "4 chunks for 2 slots and about 45000 ms of computing: of up to 8 this is done soonest, as far as can be told"
            ])
        planner.setCost(300_000_000, decode: 3_000_000)
        #expect(planner.layout().chunks.count == 8)
        planner.setCost(6_000_000, decode: 5_000_000)
        #expect(planner.layout().chunks.count == 2)
    }

    @Test func refusesTimesThatDoNotIncrease() {
        let base = Fixtures.base(1, 25)
        #expect(FrameTimeline(pts: [], keys: [], timeBase: base) == nil)
        #expect(FrameTimeline(pts: [1, 1], keys: [], timeBase: base) == nil)
        #expect(FrameTimeline(pts: [1, 2], keys: [2, 1], timeBase: base) == nil)
    }

    @Test func whatHasBegunIsRunFromItsBeginning() throws {
        let timeline = try #require(
            FrameTimeline(pts: (0..<100).map { Int64($0) * 2 }, keys: [], timeBase: Fixtures.base(1, 50)))
        var planner = ChunkPlanner(
            timeline: timeline, chunking: .automatic, cut: .robust, warmUpFrames: 3, slots: 1, cores: 1, threads: nil,
            costs: nil)
        planner.unbroken = [31...50, 25...30]
        #expect(planner.chunks(cutAt: [20, 40, 53, 60]).map { $0.starts[0].warmUpFrame } == [0, 17, 24, 24, 57])
    }
}

extension ChunkPlanner {
    /// Every frame costs the same.
    fileprivate mutating func setCost(_ nanoseconds: Int64, decode: Int64 = 0) {
        costs = FrameCosts(
            FrameCost(nanoseconds: nanoseconds, decodeNanoseconds: decode), frameCount: timeline.frameCount)
    }
}
