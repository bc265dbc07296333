import FarmModel
import Testing

@testable import FarmCore

@Suite("Seams") struct SeamTests {
    /// A job of two chunks on two workers with one slot each: chunk 0 is attempt 1 of `left`, chunk 1 attempt 2 of `right`.
    private struct Pair {
        var farm = TestFarm()
        let job: JobID
        let left: SessionID
        let right: SessionID

        init(chunks: Int = 2) throws {
            left = farm.join("left")
            right = farm.join("right")
            job = try farm.submitVideo(chunks: chunks)
        }

        func chunk(_ index: Int) -> ChunkID { ChunkID(job: job, index: index) }

        mutating func succeed(_ attempt: Int, _ session: SessionID, frames: Int? = nil, _ seams: SeamEvidence)
            -> [Effect]
        {
            var file = Samples.file
            file.seams = seams
            file.frames = frames ?? file.frames
            return farm.tell(.attemptSucceeded(session, AttemptID(attempt), .chunkFile(file)))
        }

        var summary: SeamSummary? { farm.state.job(job).map(farm.farm.seamSummary) }
    }

    @Test("equal pictures on both sides prove a seam, and the job goes on to the merge")
    func proved() throws {
        var pair = try Pair()
        _ = pair.succeed(1, pair.left, Samples.seams("1"))
        let effects = pair.succeed(2, pair.right, Samples.seams(head: "1", "2"))
        #expect(effects.outward.last == .startStage(pair.job, .merge))
        #expect(pair.summary?.proved == 1 && pair.summary?.total == 1 && pair.summary?.repairs == 0)
    }

    @Test("where they differ the right chunk is rendered again with more care, by another worker")
    func rightIsDoubtedFirst() throws {
        var pair = try Pair()
        _ = pair.succeed(1, pair.left, Samples.seams("1"))
        let effects = pair.succeed(2, pair.right, Samples.seams(head: "7", "2"))
        let words = "the seam between chunks 0 and 1: the pictures at 0 differ"
        #expect(effects.records.contains(.chunkDoubted(pair.chunk(1), care: 1, reason: words, at: pair.farm.now)))
        #expect(effects.handedOut == ["1.1>0"], "the left worker has not failed at it")
        #expect(pair.farm.state.job(pair.job)?.chunks[1].care == 1)
        let repaired = pair.succeed(3, pair.left, Samples.seams(head: "1", "2"))
        #expect(repaired.outward.last == .startStage(pair.job, .merge))
        #expect(pair.summary?.proved == 1 && pair.summary?.repairs == 1 && pair.summary?.notes == [words])
    }

    @Test("the sides are doubted in turn, the job is united in the end, and that is merged")
    func neverAgreeing() throws {
        var pair = try Pair()
        _ = pair.succeed(1, pair.left, Samples.seams("1"))
        var effects = pair.succeed(2, pair.right, Samples.seams(head: "2", "2"))
        var doubted: [String] = []
        var attempt = 3
        while let next = effects.assignments.last, attempt < 20, next.chunk.job == pair.job {
            doubted += effects.records.compactMap {
                if case .chunkDoubted(let chunk, let care, _, _) = $0 { "\(chunk.index)/\(care)" } else { nil }
            }
            guard pair.farm.state.job(pair.job)?.chunks.count == 2 else { break }
            let session = next.worker == WorkerID(0) ? pair.left : pair.right
            effects = pair.succeed(next.id.number, session, Samples.seams(head: "\(attempt % 10)", "\(attempt % 10)"))
            attempt += 1
        }
        #expect(doubted == ["1/1", "0/1", "1/2", "0/2"])
        let job = try #require(pair.farm.state.job(pair.job))
        #expect(job.chunks.count == 1 && job.phase == .rendering)
        let whole = try #require(job.video?.chunks.first)
        #expect(whole.isWholeVideo && whole.frameCount == 20 && whole.lastPts == 19)
        #expect(job.video?.warnings.contains { $0.contains("one piece") } == true)
        #expect(pair.summary?.unitedBecause?.contains("the pictures at 0 differ") == true)
        let last = try #require(effects.assignments.last)
        let session = last.worker == WorkerID(0) ? pair.left : pair.right
        let done = pair.succeed(last.id.number, session, frames: 20, .none)
        #expect(done.outward.last == .startStage(pair.job, .merge))
    }

    @Test("what one seam taught holds for chunks that are still to be rendered")
    func careIsLearned() throws {
        var pair = try Pair(chunks: 4)
        _ = pair.succeed(1, pair.left, Samples.seams("1"))
        _ = pair.succeed(2, pair.right, Samples.seams(head: "7", "2"))
        let cares = try #require(pair.farm.state.job(pair.job)).chunks.map(\.care)
        #expect(cares == [0, 1, 0, 0] || cares == [0, 1, 0, 1])
        #expect(pair.farm.state.job(pair.job)?.seams.leastCare == 1)
        _ = pair.farm.tell(.attemptSucceeded(pair.left, AttemptID(3), .chunkFile(Samples.file)))
        #expect(pair.farm.state.job(pair.job)?.chunks.map(\.care).max() == 1)
    }

    @Test("a crash between a chunk's end and the look at its seams changes nothing")
    func crashBetween() throws {
        var pair = try Pair()
        _ = pair.succeed(1, pair.left, Samples.seams("1"))
        _ = pair.succeed(2, pair.right, Samples.seams(head: "7", "2"))
        let success = try #require(
            pair.farm.records.lastIndex { if case .attemptSucceeded = $0 { true } else { false } })
        let effects = pair.farm.restart(keeping: success + 1)
        #expect(
            effects.records.contains {
                if case .chunkDoubted(let chunk, 1, _, _) = $0 { chunk.index == 1 } else { false }
            })
        #expect(pair.farm.state.job(pair.job)?.phase == .rendering)
        #expect(!effects.contains(.startStage(pair.job, .merge)))
    }

    @Test("a chunk with other frames than planned is rendered with more care, and at last the job in one piece")
    func inexactChunks() throws {
        var farm = TestFarm()
        let session = farm.join("only", slots: 2)
        let job = try farm.submitVideo(chunks: 2, maxAttempts: 1)
        _ = farm.fail(2, on: session, .inexact)
        #expect(farm.state.job(job)?.chunks[1].care == 1)
        _ = farm.fail(3, on: session, .inexact)
        #expect(farm.state.job(job)?.chunks[1].care == 2)
        let effects = farm.fail(4, on: session, .inexact)
        #expect(effects.contains(.cancelAttempt(session, AttemptID(1))))
        #expect(farm.state.job(job)?.chunks.count == 1)
        #expect(farm.state.job(job)?.seams.unitedBecause == "chunk 1: broken")
    }

    @Test("pictures that may differ a little are measured")
    func closeSeams() {
        func file(_ samples: [UInt8], _ digit: String) -> ChunkFile {
            var file = Samples.file
            let frame = SeamFrame(pts: 4, hash: String(repeating: digit, count: 32), samples: samples)
            file.seams = SeamEvidence(head: [frame], tail: [frame])
            return file
        }
        let left = file([10, 20, 30], "1")
        #expect(
            SeamJudgement(left: left, right: file([10, 22, 29], "2"), rule: .close) == .proved(differenceLevels: 2))
        #expect(
            SeamJudgement(left: left, right: file([10, 27, 30], "2"), rule: .close)
                == .broken("the pictures differ by 7 levels"))
        #expect(
            SeamJudgement(left: left, right: file([10, 22, 29], "2"), rule: .exact)
                == .broken("the pictures at 4 differ"))
        #expect(
            SeamJudgement(left: left, right: file([10], "2"), rule: .close)
                == .broken("the pictures at 4 cannot be compared"))
    }

    @Test("frames of other times, and none at all, prove nothing")
    func otherFrames() {
        var (left, right) = (Samples.file, Samples.file)
        right.seams.head[0].pts = 1
        #expect(
            SeamJudgement(left: left, right: right, rule: .exact)
                == .broken("the two sides show frames of other times: 0 and 1"))
        (left.seams, right.seams) = (.none, .none)
        #expect(SeamJudgement(left: left, right: right, rule: .exact) == .broken("neither side has a frame to show"))
    }

    @Test("evidence that no honest worker sends is refused")
    func impossibleEvidence() throws {
        var pair = try Pair()
        var seams = Samples.seams("1")
        seams.head[0].hash = "short"
        #expect(
            pair.succeed(1, pair.left, seams).records.contains { if case .attemptFailed = $0 { true } else { false } })
    }
}
