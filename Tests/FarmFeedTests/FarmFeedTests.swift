import FarmCore
import FarmFeed
import FarmModel
import FarmWire
import Testing

@Suite("What those who watch are told")
struct FarmFeedTests {
    /// A farm with its feed, and the snapshot plus all events as somebody who watches would have them.
    private struct Watched {
        var farm = Farm(state: FarmState(), settings: FarmSettings())
        var feed: FarmFeed
        var now = Timestamp(milliseconds: 1_000_000)

        init() {
            feed = FarmFeed(farm)
            tell(.started)
            _ = feed.look(at: farm, Self.status, at: now)
        }

        static let status = FarmStatus(
            version: "0", host: "oak", processID: 4_700, uptimeMilliseconds: 0, workers: 0, slots: 0, busySlots: 0,
            unfinishedJobs: 0,
            queuedChunks: 0, runningAttempts: 0, journalBytes: 0, deniedPeers: 0, stateDirectory: "/s",
            outputsDirectory: "/o")

        @discardableResult
        mutating func tell(_ event: Event) -> [Effect] {
            let effects = farm.handle(event, at: now)
            for case .append(let record) in effects { _ = feed.note(record, in: farm, at: now) }
            return effects
        }

        mutating func look() -> [FarmEvent] { feed.look(at: farm, Self.status, at: now) }

        /// A worker with slots, and a video of so many chunks.
        mutating func begin(slots: Int, chunks: Int) {
            let hello = WorkerHello(
                name: "oak", instance: "1", slots: slots, processID: 7, host: "oak", version: "0", ffmpeg: nil,
                heldAttempts: [], isDraining: false)
            tell(.workerHello(SessionID(1), hello))
            let run = RunIdentity(name: "run_1", directory: "/o/run_1", output: "/o/out.mp4")
            let request = JobRequest(work: .video(VideoRequest(input: "/in.mp4")))
            tell(.command(.submit(request, run), RequestID(1)))
            tell(.stageFinished(JobID(1), .analyze, .analyzed(Self.plan(chunks: chunks))))
        }

        mutating func succeed(_ attempt: Int) {
            let file = ChunkFile(
                sizeBytes: 5, sha256: String(repeating: "0", count: 64), frames: 10, streamFingerprint: "f",
                commandHash: "c")
            tell(.attemptSucceeded(SessionID(1), AttemptID(attempt), .chunkFile(file)))
        }

        private static func plan(chunks: Int) -> VideoPlan {
            let plans = (0..<chunks).map { index in
                ChunkPlan(
                    firstFrame: index * 10, frameCount: 10, startPts: Int64(index * 10),
                    endPts: Int64(index * 10 + 10), lastPts: Int64(index * 10 + 9), expectedFrames: 10,
                    starts: [ChunkStart(seekPts: nil, warmUpFrame: index * 10, warmUpPts: Int64(index * 10))])
            }
            return VideoPlan(
                input: InputIdentity(path: "/in.mp4", sizeBytes: 9, modifiedNanoseconds: 9),
                timeBase: Rational(1, 25)!, timestampOffset: 0, frameCount: chunks * 10, firstPts: 0,
                settings: RenderSettings(filter: nil, encoding: EncoderSettings(encoder: "libx264")),
                chunkFormat: "nut", chunkExtension: "nut", threads: 1, chunks: plans, keepsFrameCount: true,
                warnings: [], reasons: [])
        }
    }

    @Test("a job appears with its map, and each chunk that changes is told once")
    func chunksAreTold() throws {
        var watched = Watched()
        watched.begin(slots: 2, chunks: 4)
        let first = watched.look()
        #expect(
            first.contains(
                .chunks(ChunkMap(job: JobID(1), first: 0, total: 4, cells: [.running, .running, .queued, .queued]))))
        let summaries = first.compactMap { if case .job(let job) = $0 { job } else { nil } }
        #expect(summaries.map(\.chunksRunning) == [2])
        #expect(summaries.first?.durationMilliseconds == 1_600)
        #expect(watched.look().isEmpty, "nothing has changed")

        watched.succeed(1)
        let second = watched.look()
        #expect(second.contains(.chunks(ChunkMap(job: JobID(1), first: 0, total: 4, cells: [.done]))))
        #expect(second.contains(.chunks(ChunkMap(job: JobID(1), first: 2, total: 4, cells: [.running]))))
    }

    @Test("a failure names its job, its chunk and its worker, although the farm has forgotten the attempt")
    func failuresAreTold() throws {
        var watched = Watched()
        watched.begin(slots: 1, chunks: 2)
        _ = watched.look()
        watched.tell(
            .attemptFailed(SessionID(1), AttemptID(1), AttemptFailure(kind: .retryable, summary: "broken pipe")))
        let events = watched.look()
        let notes = events.compactMap { if case .note(let note) = $0 { note } else { nil } }
        #expect(notes.map(\.line) == ["job 1 chunk 0 attempt 1 on oak: retryable: broken pipe, queued again"])
        let cells = events.compactMap { if case .chunks(let map) = $0, map.first == 0 { map.cells } else { nil } }
        #expect(cells == [[.queuedAgain]])
    }

    @Test("a job that is paused, ended or forgotten is told so")
    func lifeOfAJob() {
        var watched = Watched()
        watched.begin(slots: 1, chunks: 2)
        _ = watched.look()
        func statuses(_ events: [FarmEvent]) -> [String] {
            events.compactMap { if case .job(let job) = $0 { job.status } else { nil } }
        }
        watched.tell(.command(.pause(JobID(1)), RequestID(2)))
        #expect(statuses(watched.look()) == ["paused"])
        watched.tell(.command(.cancel(JobID(1)), RequestID(3)))
        #expect(statuses(watched.look()) == ["cancelled"])
        watched.tell(.command(.forget(JobID(1)), RequestID(4)))
        #expect(watched.look().contains(.jobForgotten(JobID(1))))
    }

    @Test("the snapshot is what the events add up to, and may be of one job alone")
    func snapshot() {
        var watched = Watched()
        watched.begin(slots: 1, chunks: 3)
        watched.succeed(1)
        let whole = watched.feed.snapshot(of: watched.farm, Watched.status, at: watched.now)
        #expect(whole.jobs.map(\.id) == [JobID(1)])
        #expect(whole.maps.map(\.text) == ["dr" + "q"])
        #expect(whole.workers.map(\.name) == ["oak"])
        #expect(!whole.notes.isEmpty)
        let other = watched.feed.snapshot(of: watched.farm, Watched.status, only: JobID(9), at: watched.now)
        #expect(other.jobs.isEmpty && other.maps.isEmpty)
    }

    @Test("a map survives its text, and nonsense is none")
    func mapTexts() {
        let cells: [ChunkCell] = [.done, .done, .done, .failed, .queued, .queued]
        let map = ChunkMap(job: JobID(1), first: 0, total: 6, cells: cells)
        #expect(map.text == "3df2q")
        #expect(ChunkMap.cells(of: map.text) == cells)
        for nonsense in ["3", "z", "99999999999d", "10001q", "-1d", "d3"] {
            #expect(ChunkMap.cells(of: nonsense) == nil, "\(nonsense)")
        }
    }
}
