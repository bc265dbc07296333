import FarmModel
import FarmWire

@testable import FarmScreen

/// A farm with everything that a screen has to show.
enum ScreenFixtures {
    static let moment = Timestamp(milliseconds: 0)

    static func job(
        _ id: Int, _ status: String, _ input: String, chunks: Int = 0, done: Int = 0, fps: Double = 0,
        remaining: Int? = nil, priority: Int = 0, waiting: String? = nil, failure: StageFailure? = nil
    ) -> JobSummary {
        let hasEnded = ["done", "failed", "cancelled"].contains(status)
        return JobSummary(
            id: JobID(id), status: status, priority: priority, input: input, output: "/out/\(id).mp4",
            runDirectory: "/runs/\(id)", chunksTotal: chunks, chunksDone: done, chunksRunning: fps > 0 ? 4 : 0,
            chunksFailed: status == "failed" ? 1 : 0, framesTotal: chunks * 48, framesDone: done * 48,
            framesPerSecond: fps, durationMilliseconds: chunks * 2_000, remainingMilliseconds: remaining,
            submittedAt: moment, finishedAt: hasEnded ? moment : nil, waitingFor: waiting, failure: failure)
    }

    static let cells: [ChunkCell] =
        Array(repeating: .done, count: 20) + [.doneAfterRetries, .failed]
        + [.running, .runningAgain, .backedUp, .running, .queuedAgain] + Array(repeating: .queued, count: 13)

    static func worker(
        _ id: Int, _ name: String, host: String, status: WorkerSummary.Status = .connected,
        running: [RunningAttempt] = [], blocked: [BlockedKind] = [], cores: [Int] = []
    ) -> WorkerSummary {
        WorkerSummary(
            id: WorkerID(id), name: name, status: status, host: host, processID: 1, slots: 2, running: running,
            blocked: blocked,
            machine: cores.isEmpty
                ? nil
                : MachineLoad(
                    coreBusyPercent: cores, memoryTotalBytes: 16_000_000_000, memoryAvailableBytes: 5_400_000_000,
                    scratchFreeBytes: 88_000_000_000),
            ffmpegVersion: "7.1", silentMilliseconds: 100)
    }

    static func running(_ attempt: Int, job: Int = 3, chunk: Int, fps: Double, isBackup: Bool = false) -> RunningAttempt
    {
        RunningAttempt(
            attempt: AttemptID(attempt), chunk: ChunkID(job: JobID(job), index: chunk), frame: 17, framesPerSecond: fps,
            isBackup: isBackup)
    }

    static var notes: [FarmNote] {
        [
            FarmNote(at: moment, worker: "oak-1", text: "is new"),
            FarmNote(at: moment, job: JobID(3), text: "planned, 40 chunks"),
            FarmNote(
                at: moment, severity: .warning, job: JobID(3), chunk: 20, attempt: AttemptID(21), worker: "elm-1",
                text: "lost: the worker fell silent, queued again"),
            FarmNote(
                at: moment, severity: .failure, job: JobID(3), chunk: 21, attempt: AttemptID(25), worker: "oak-1",
                text: "retryable: ffmpeg ended with exit status 1, chunk given up"),
            FarmNote(at: moment, job: JobID(4), text: "paused"),
        ]
    }

    static var farm: LiveFarm {
        let failure = StageFailure(summary: "the input has no video", cause: "/in/só.mp4 holds only audio")
        var farm = LiveFarm()
        farm.apply(
            .snapshot(
                FarmSnapshot(
                    status: FarmStatus(
                        version: "0.1.0", host: "oak", processID: 4_700, uptimeMilliseconds: 60_000, workers: 3,
                        slots: 6, busySlots: 4,
                        unfinishedJobs: 2, queuedChunks: 14, runningAttempts: 4, journalBytes: 0, deniedPeers: 0,
                        stateDirectory: "/s", outputsDirectory: "/o"),
                    jobs: [
                        job(2, "failed", "/in/só.mp4", failure: failure),
                        job(
                            3, "rendering", "/in/a long name of a film, first cut.mov", chunks: 40, done: 21,
                            fps: 148.2, remaining: 42_000),
                        job(4, "paused", "/in/映画.mkv", chunks: 10, priority: 5),
                        job(5, "analyzing", "/in/c.mp4", waiting: "a worker"),
                        job(1, "done", "/in/a.mp4", chunks: 8, done: 8),
                    ],
                    workers: [
                        worker(
                            0, "oak-1", host: "oak",
                            running: [running(31, chunk: 22, fps: 45.5), running(32, chunk: 23, fps: 38)],
                            cores: [97, 55, 12, 0]),
                        worker(
                            1, "oak-2", host: "oak", status: .draining,
                            running: [running(33, chunk: 24, fps: 0, isBackup: true)], cores: [97, 55, 12, 0]),
                        worker(
                            2, "elm-1", host: "elm", status: .reconnecting,
                            blocked: [BlockedKind(kind: "render/libx265", reason: "no encoder")]),
                    ],
                    maps: [ChunkMap(job: JobID(3), first: 0, total: 40, cells: cells)], notes: notes)))
        return farm
    }

    static func screen(
        _ columns: Int, _ rows: Int, farm: LiveFarm = farm, state: WatchState? = nil, hasColors: Bool = false,
        hasUnicode: Bool = true
    ) -> WatchScreen {
        var chosen = state ?? WatchState(job: JobID(3))
        chosen.settle(on: farm)
        if state == nil { chosen.setLink(.live) }
        return WatchScreen(
            farm: farm, state: chosen, size: ScreenSize(columns: columns, rows: rows),
            style: ScreenStyle(hasColors: hasColors, hasUnicode: hasUnicode), address: "127.0.0.1:7420"
        ) { _ in "23:59:59" }
    }
}
